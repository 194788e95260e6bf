package say

import (
	"fmt"
	"strings"
)

// ArgumentError says what is wrong with what a caller gave, one problem a line,
// in whole sentences. Nothing has been sent to a service.
type ArgumentError struct{ Problems []string }

// Error tells all problems.
func (e *ArgumentError) Error() string { return strings.Join(e.Problems, "\n") }

// Problem returns an ArgumentError of a single line.
func Problem(format string, args ...any) error {
	return &ArgumentError{[]string{fmt.Sprintf(format, args...)}}
}

// MessageError is an error in whole sentences, ready to be shown.
type MessageError string

// Error returns the message.
func (m MessageError) Error() string { return string(m) }
