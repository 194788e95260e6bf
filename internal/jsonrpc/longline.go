package jsonrpc

import (
	"fmt"
	"regexp"
	"unicode/utf8"
)

// keptEnd is how much of a line that is too long is kept from its start and its end.
const keptEnd = 256

// LongLineError is a line over the limit, which has been skipped.
type LongLineError struct {
	limit      int
	head, tail []byte // up to keptEnd bytes of each end
}

// Error tells the limit.
func (e *LongLineError) Error() string {
	return fmt.Sprintf("the message is longer than %d bytes", e.limit)
}

// ID finds the message's id where it is its first member after the version, or its last:
// in valid JSON these places are certain. Libraries put it there.
func (e *LongLineError) ID() (ID, bool) {
	const value = `("(?:[^"\\]|\\.)*"|-?[0-9]+)`
	first := regexp.MustCompile(`^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*` + value + `\s*,`)
	last := regexp.MustCompile(`,\s*"id"\s*:\s*` + value + `\s*\}$`)
	found := first.FindSubmatch(e.head)
	if found == nil {
		found = last.FindSubmatch(e.tail)
	}
	if found == nil || !utf8.Valid(found[1]) {
		return ID{}, false
	}
	return ParseID(found[1])
}

// tailOf returns the last keptEnd bytes of tail and more, in tail's memory.
func tailOf(tail, more []byte) []byte {
	tail = append(tail, more[max(0, len(more)-keptEnd):]...)
	if over := len(tail) - keptEnd; over > 0 {
		tail = tail[:copy(tail, tail[over:])]
	}
	return tail
}
