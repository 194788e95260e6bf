package jsonrpc

import (
	"encoding/json"
	"strings"
)

// Params are the parameters of a request or a notification.
type Params struct {
	// Raw is the object as it came, or nil if there is none.
	Raw     json.RawMessage
	members []member
}

// member is one of the parameters. text reaches from its name to its value's end.
type member struct {
	name        string
	value, text json.RawMessage
}

// Lookup returns the value of a parameter, of which the last one counts. As encoding/json
// does where it fills a struct, it takes the name in any case.
func (p Params) Lookup(name string) (value json.RawMessage, ok bool) {
	for _, m := range p.members {
		if strings.EqualFold(m.name, name) {
			value, ok = m.value, true
		}
	}
	return value, ok
}

// Without returns the parameters but those that [Params.Lookup] finds under a name.
func (p Params) Without(name string) json.RawMessage {
	rest := []byte{'{'}
	for _, m := range p.members {
		if strings.EqualFold(m.name, name) {
			continue
		}
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest = append(rest, m.text...)
	}
	return append(rest, '}')
}
