package jsonrpc

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ID is a request's id. The zero value stands for none.
type ID struct {
	// Raw is the id as it came, to be repeated in the answer.
	Raw json.RawMessage
	key string
}

// ParseID takes a string or an integer of any size. Fractions and exponents are no ids
// even where they come to a whole number.
func ParseID(raw json.RawMessage) (ID, bool) {
	if text, ok := parseString(raw); ok {
		return ID{Raw: raw, key: "s" + text}, true
	}
	digits := strings.TrimPrefix(string(raw), "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return ID{}, false
	}
	key := "n" + string(raw)
	if digits == "0" {
		key = "n0"
	}
	return ID{Raw: raw, key: key}, true
}

// Key is equal for equal ids, however they are written, and tells 1 from "1".
func (id ID) Key() string { return id.key }

// Text returns the text of an id that is a string.
func (id ID) Text() (text string, ok bool) {
	if !strings.HasPrefix(id.key, "s") {
		return "", false
	}
	return id.key[1:], true
}

// parseString decodes a JSON string.
func parseString(raw []byte) (text string, ok bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	if inside := raw[1 : len(raw)-1]; !bytes.ContainsFunc(inside, special) {
		return string(inside), true
	}
	return text, json.Unmarshal(raw, &text) == nil
}

// special reports whether a character in a JSON string may be other than it looks.
func special(r rune) bool { return r < ' ' || r == '\\' || r == '"' || r > '~' }
