package jsonrpc

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// IsBatch reports whether a line is a batch: an array, or the beginning of one.
func IsBatch(line []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(line, space), []byte("[")) }

// ParseBatch takes a batch apart into at most limit messages, which are still to be
// parsed, and says how to refuse one that is none.
func ParseBatch(line []byte, limit int) ([]json.RawMessage, *Refusal) {
	if _, refusal := takeApart(bytes.Trim(line, space)); refusal.Code == ParseError {
		return nil, refusal
	}
	var list []json.RawMessage
	if err := json.Unmarshal(line, &list); err != nil {
		return nil, &Refusal{Code: ParseError, Text: "parse error: " + err.Error()}
	}
	switch {
	case len(list) == 0:
		return nil, &Refusal{Code: InvalidRequest, Text: "a batch must hold at least one message"}
	case len(list) > limit:
		return nil, &Refusal{Code: InvalidRequest, Text: fmt.Sprintf("a batch may hold at most %d messages", limit)}
	default:
		return list, nil
	}
}

// BatchLine renders answers, each a line, as the answer to a batch.
func BatchLine(lines [][]byte) []byte {
	var b bytes.Buffer
	for _, line := range lines {
		separator := byte(',')
		if b.Len() == 0 {
			separator = '['
		}
		b.WriteByte(separator)
		b.Write(bytes.TrimSuffix(line, []byte("\n")))
	}
	b.WriteString("]\n")
	return b.Bytes()
}
