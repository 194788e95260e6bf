package kit

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// parse reads a JSON value, numbers as they are written. Of a name that comes twice the last
// one counts.
func parse(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

// unpacked returns the value in a text that begins with the bracket, as some clients send
// arrays and objects, and anything else as it is.
func unpacked(v any, bracket string) any {
	text, _ := v.(string)
	if !strings.HasPrefix(strings.TrimSpace(text), bracket) {
		return v
	}
	if inner, err := parse(text); err == nil {
		return inner
	}
	return v
}

// came shows a value that was sent, as JSON and shortened.
type came struct{ value any }

func (c came) String() string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c.value); err != nil {
		return "what came" // cannot be: it came as JSON
	}
	return brief(strings.TrimSuffix(b.String(), "\n"))
}

// brief shows at most 80 characters of a text, in one line, and none that cannot be
// seen or that change how others are.
func brief(s string) string { return say.Short(s, 80) }
