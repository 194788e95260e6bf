package jsonrpc

import (
	"bytes"
	"encoding/json"
)

// Kind says what a message is.
type Kind int

// The kinds of messages.
const (
	// Request has an id and wants an answer.
	Request Kind = iota + 1
	// Notification has no id and is never answered.
	Notification
	// Response answers a request of ours.
	Response
)

// Message is a JSON-RPC message in its parts, which are as they came.
type Message struct {
	Kind   Kind
	ID     ID // none in a notification, and in a response whose id is none of ours
	Method string
	Params Params
	Result json.RawMessage // nil unless it is a response that has one
	Error  json.RawMessage // nil unless it is a response that has one
}

// Parse takes a line apart, in one pass, and says how to refuse one that is no message.
// Space around the message does not matter. Of members that come twice the last one counts,
// and names in the wrong case are not known. The message's parts are slices of the line,
// which must not be changed any more.
func Parse(line []byte) (Message, *Refusal) {
	parts, refusal := takeApart(bytes.Trim(line, space))
	if refusal != nil {
		return Message{}, refusal
	}
	if parts.method == nil && (parts.result != nil || parts.err != nil) {
		id, _ := ParseID(parts.id) // an answer to nothing is ignored by whoever gets it
		return Message{Kind: Response, ID: id, Result: parts.result, Error: parts.err}, nil
	}
	return parts.call()
}

// call makes a request or a notification of parts.
func (p *parts) call() (Message, *Refusal) {
	id, goodID := ParseID(p.id)
	refuse := func(code int, text string) (Message, *Refusal) {
		return Message{}, &Refusal{ID: id.Raw, Code: code, Text: text}
	}
	if p.id != nil && !goodID {
		return refuse(InvalidRequest, "id must be a string or an integer")
	}
	if version, _ := parseString(p.version); version != "2.0" {
		return refuse(InvalidRequest, `jsonrpc must be "2.0"`)
	}
	method, ok := parseString(p.method)
	if !ok {
		return refuse(InvalidRequest, "method must be a string")
	}
	msg := Message{Kind: Request, ID: id, Method: method}
	if p.id == nil {
		msg.Kind = Notification
	}
	switch {
	case p.params.Raw == nil || string(p.params.Raw) == "null":
	case p.params.Raw[0] == '{':
		msg.Params = p.params
	case msg.Kind == Request: // a notification is never answered
		return refuse(InvalidParams, "params must be an object")
	}
	return msg, nil
}

// Forward renders a request under another id, or a notification, with other parameters.
func (m Message) Forward(id, params json.RawMessage) json.RawMessage {
	line := make([]byte, 0, len(`{"jsonrpc":"2.0","id":,"method":"","params":}`)+len(id)+len(m.Method)+len(params))
	line = append(line, `{"jsonrpc":"2.0"`...)
	if m.Kind == Request {
		line = append(append(line, `,"id":`...), id...)
	}
	line = append(append(line, `,"method":`...), quote(m.Method)...)
	if params != nil {
		line = append(append(line, `,"params":`...), params...)
	}
	return append(line, '}')
}
