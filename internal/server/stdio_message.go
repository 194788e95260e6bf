package server

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The JSON-RPC error codes this transport gives by itself.
const (
	stdioParseError     = -32700
	stdioInvalidRequest = -32600
	stdioInvalidParams  = -32602
	stdioInternalError  = -32603
	stdioBusy           = -32000
)

type stdioKind int

const (
	stdioRequest stdioKind = iota
	stdioNotification
	stdioResponse
)

// stdioMessage is a JSON-RPC message in its parts, which are as they came.
type stdioMessage struct {
	kind   stdioKind
	id     stdioID
	method string
	params json.RawMessage
	result json.RawMessage
	err    json.RawMessage
}

// stdioID is a request's id: the text to echo, and a key that is equal for equal ids.
type stdioID struct {
	raw json.RawMessage
	key string
}

// stdioRefusal is an error answered to a line instead of handling it; without an id it goes under null.
type stdioRefusal struct {
	id   json.RawMessage
	code int
	text string
}

// parseStdioMessage says what a line is, or how to refuse it.
func parseStdioMessage(line []byte) (stdioMessage, *stdioRefusal) {
	fields, refusal := parseStdioObject(line)
	if refusal != nil {
		return stdioMessage{}, refusal
	}
	rawID, hasID := fields["id"]
	id, goodID := parseStdioID(rawID)
	rawMethod, hasMethod := fields["method"]
	msg := stdioMessage{id: id, params: fields["params"], result: fields["result"], err: fields["error"]}
	if !hasMethod && (msg.result != nil || msg.err != nil) {
		msg.kind = stdioResponse
		return msg, nil
	}
	refuse := func(code int, text string) (stdioMessage, *stdioRefusal) {
		return stdioMessage{}, &stdioRefusal{id: id.raw, code: code, text: text}
	}
	if hasID && !goodID {
		return refuse(stdioInvalidRequest, "id must be a string or an integer")
	}
	if version, _ := stdioString(fields["jsonrpc"]); version != "2.0" {
		return refuse(stdioInvalidRequest, `jsonrpc must be "2.0"`)
	}
	method, ok := stdioString(rawMethod)
	if !ok {
		return refuse(stdioInvalidRequest, "method must be a string")
	}
	msg.method = method
	if string(msg.params) == "null" {
		msg.params = nil
	}
	goodParams := msg.params == nil || msg.params[0] == '{'
	switch {
	case !hasID:
		msg.kind = stdioNotification
		if !goodParams { // a notification is never answered
			msg.params = nil
		}
	case !goodParams:
		return refuse(stdioInvalidParams, "params must be an object")
	}
	return msg, nil
}

func parseStdioObject(line []byte) (map[string]json.RawMessage, *stdioRefusal) {
	if !utf8.Valid(line) {
		return nil, &stdioRefusal{code: stdioParseError, text: "parse error: the line is not valid UTF-8"}
	}
	// A map, because struct fields would also match keys in the wrong case.
	var fields map[string]json.RawMessage
	err := json.Unmarshal(line, &fields)
	switch _, mistyped := errors.AsType[*json.UnmarshalTypeError](err); {
	case mistyped && line[0] == '[':
		return nil, &stdioRefusal{code: stdioInvalidRequest, text: "batches are not supported: send one message per line"}
	case mistyped, err == nil && fields == nil:
		return nil, &stdioRefusal{code: stdioInvalidRequest, text: "a message must be a JSON object"}
	case err != nil:
		return nil, &stdioRefusal{code: stdioParseError, text: "parse error: " + err.Error()}
	}
	return fields, nil
}

// parseStdioID takes a string or an integer, of any size. Fractions and exponents are refused even where they come to a
// whole number.
func parseStdioID(raw json.RawMessage) (stdioID, bool) {
	if text, ok := stdioString(raw); ok {
		return stdioID{raw: raw, key: "s" + text}, true
	}
	digits := strings.TrimPrefix(string(raw), "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return stdioID{}, false
	}
	key := "n" + string(raw)
	if digits == "0" {
		key = "n0"
	}
	return stdioID{raw: raw, key: key}, true
}

// stdioString decodes a JSON string.
func stdioString(raw json.RawMessage) (text string, ok bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	return text, json.Unmarshal(raw, &text) == nil
}

// forward renders a request for mcp-go under an id of ours. Its own would be read as a float64 there, which loses digits,
// and would make 1 and "1" the same in canceling.
func (m stdioMessage) forward(id int64) json.RawMessage {
	return m.render(strconv.AppendInt([]byte(`{"jsonrpc":"2.0","id":`), id, 10))
}

// forwardNotification renders a notification for mcp-go.
func (m stdioMessage) forwardNotification() json.RawMessage {
	return m.render([]byte(`{"jsonrpc":"2.0"`))
}

func (m stdioMessage) render(line []byte) json.RawMessage {
	line = append(line, `,"method":`...)
	line = append(line, stdioQuote(m.method)...)
	if m.params != nil {
		line = append(line, `,"params":`...)
		line = append(line, m.params...)
	}
	return append(line, '}')
}
