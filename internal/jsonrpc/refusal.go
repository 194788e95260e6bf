package jsonrpc

import (
	"encoding/json"
	"fmt"
)

// The codes of errors that a transport gives by itself.
const (
	ParseError     = -32700
	InvalidRequest = -32600
	MethodNotFound = -32601
	InvalidParams  = -32602
	InternalError  = -32603
	// ServerBusy is the first of the codes that the specification leaves to servers.
	ServerBusy = -32000
)

// Refusal is an error that answers a message instead of handling it.
type Refusal struct {
	ID   json.RawMessage // nil if it is not known: the answer goes under null
	Code int
	Text string
}

// Line renders the answer.
func (r *Refusal) Line() []byte {
	line := append(head(r.ID, "error"), fmt.Sprintf(`{"code":%d,"message":`, r.Code)...)
	return append(append(line, quote(r.Text)...), "}}\n"...)
}

// Unforeseen is the refusal of a request over an error that nobody foresaw. The log has
// the cause under the reference.
func Unforeseen(id json.RawMessage, reference string) *Refusal {
	return &Refusal{ID: id, Code: InternalError, Text: "internal error, reference " + reference}
}
