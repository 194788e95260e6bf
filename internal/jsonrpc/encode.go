package jsonrpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Line renders a whole message as a line.
func Line(message any) ([]byte, error) { return encode(nil, message, "") }

// ResultLine renders the answer to a request.
func ResultLine(id json.RawMessage, result any) ([]byte, error) {
	return encode(head(id, "result"), result, "}")
}

// ErrorLine renders an error with more to it than a [Refusal] has.
func ErrorLine(id json.RawMessage, failure any) ([]byte, error) {
	return encode(head(id, "error"), failure, "}")
}

// RequestLine renders a request.
func RequestLine(id, method string, params any) ([]byte, error) {
	return encode(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"method":%s,"params":`, quote(id), quote(method)), params, "}")
}

// NotificationLine renders a notification.
func NotificationLine(method string, params any) ([]byte, error) {
	return encode(fmt.Appendf(nil, `{"jsonrpc":"2.0","method":%s,"params":`, quote(method)), params, "}")
}

// head renders an answer up to the value of its result or error.
func head(id json.RawMessage, member string) []byte {
	if id == nil {
		id = json.RawMessage("null")
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"%s":`, id, member)
}

// encode renders value between head and tail as a line. A panic of the value's own
// encoding is an error.
func encode(head []byte, value any, tail string) (line []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			line, err = nil, fmt.Errorf("encode %T: panic: %v", value, p)
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

// quote renders text as a JSON string; bytes that are not UTF-8 are replaced.
func quote(text string) []byte {
	if !strings.ContainsFunc(text, special) {
		return []byte(`"` + text + `"`)
	}
	quoted, err := encode(nil, text, "")
	if err != nil {
		panic(err) // a string always encodes
	}
	return bytes.TrimSuffix(quoted, []byte("\n"))
}
