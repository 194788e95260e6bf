package mcp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// failure is the error of an answer.
type failure struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// heldAnswer is a response of which the JSON is kept back if it is to be held. Everything
// else leaves as it comes.
type heldAnswer struct {
	http.ResponseWriter

	hold   bool
	left   bool // something is on its way to the client
	status int  // of what is kept back
	body   bytes.Buffer
}

// writer returns what next writes to. It can be flushed, as streams are, unless the answer
// is held.
func (h *heldAnswer) writer() http.ResponseWriter {
	if flusher, ok := h.ResponseWriter.(http.Flusher); ok && !h.hold {
		return struct {
			*heldAnswer
			http.Flusher
		}{h, flusher}
	}
	return h
}

// Unwrap is for [http.ResponseController].
func (h *heldAnswer) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// WriteHeader implements [http.ResponseWriter].
func (h *heldAnswer) WriteHeader(status int) {
	if h.hold && strings.HasPrefix(h.Header().Get("Content-Type"), "application/json") {
		h.status = status
		return
	}
	h.hold, h.left = false, true
	h.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (h *heldAnswer) Write(p []byte) (int, error) {
	if h.status == 0 && !h.left {
		h.WriteHeader(http.StatusOK)
	}
	if h.hold {
		return h.body.Write(p)
	}
	return h.ResponseWriter.Write(p)
}

// failure returns the error in the answer that is kept back, or nil.
func (h *heldAnswer) failure() *failure {
	var answer struct {
		Error *failure `json:"error"`
	}
	if json.Unmarshal(h.body.Bytes(), &answer) != nil {
		return nil
	}
	return answer.Error
}

// send lets an answer go.
func (h *heldAnswer) send(status int, body []byte) {
	h.left = true
	h.ResponseWriter.WriteHeader(status)
	_, _ = h.ResponseWriter.Write(body) // a client that is gone needs no answer
}
