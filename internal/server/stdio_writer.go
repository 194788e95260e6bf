package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
)

// stdioWriter puts whole lines on the output, one Write each, and stops at the first failure: what a failed Write left
// behind may be half a line.
type stdioWriter struct {
	broken chan struct{} // closed when a Write has failed
	closed atomic.Bool

	mu  sync.Mutex
	out io.Writer
	err error // set before broken is closed
}

func newStdioWriter(out io.Writer) *stdioWriter {
	return &stdioWriter{broken: make(chan struct{}), out: out}
}

// write sends a line if allowed, which is asked last of all and while no other line can leave; nil allows.
func (w *stdioWriter) write(line []byte, allowed func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || w.closed.Load() || allowed != nil && !allowed() {
		return
	}
	if _, err := w.out.Write(line); err != nil {
		w.err = fmt.Errorf("write output: %w", err)
		close(w.broken)
	}
}

// close drops what comes from now on. It does not wait for a Write that is blocked.
func (w *stdioWriter) close() { w.closed.Store(true) }

func (w *stdioWriter) failure() error {
	select {
	case <-w.broken:
		return w.err
	default:
		return nil
	}
}

// encodeStdioResponse renders what mcp-go answered under the request's own id.
func encodeStdioResponse(id json.RawMessage, resp mcp.JSONRPCMessage) ([]byte, error) {
	switch resp := resp.(type) {
	case mcp.JSONRPCResponse:
		return encodeStdioLine(stdioHead(id, "result"), resp.Result, "}")
	case mcp.JSONRPCError:
		return encodeStdioLine(stdioHead(id, "error"), resp.Error, "}")
	default:
		return nil, fmt.Errorf("unexpected response of type %T", resp)
	}
}

// encodeStdioError renders an error; without an id it goes under null.
func encodeStdioError(id json.RawMessage, code int, text string) []byte {
	line := append(stdioHead(id, "error"), fmt.Sprintf(`{"code":%d,"message":`, code)...)
	return append(append(line, stdioQuote(text)...), "}}\n"...)
}

func stdioHead(id json.RawMessage, member string) []byte {
	if id == nil {
		id = json.RawMessage("null")
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"%s":`, id, member)
}

// encodeStdioLine renders value between head and tail as a line. A panic of the value's own encoding is an error.
func encodeStdioLine(head []byte, value any, tail string) (line []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			line, err = nil, fmt.Errorf("encode %T: panic: %v", value, r)
		}
	}()
	buf := bytes.NewBuffer(head)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("encode %T: %w", value, err)
	}
	buf.Truncate(buf.Len() - 1) // the encoder's newline
	buf.WriteString(tail)
	buf.WriteByte('\n')
	return buf.Bytes(), nil
}

// stdioQuote renders text as a JSON string; bytes that are not UTF-8 are replaced.
func stdioQuote(text string) []byte {
	quoted, err := encodeStdioLine(nil, text, "")
	if err != nil {
		panic(err) // a string always encodes
	}
	return bytes.TrimSuffix(quoted, []byte("\n"))
}
