package worklog

import "strconv"

// ID is the id of a Tempo worklog. As JSON it is text, so that no client loses a
// digit of it on the way.
type ID int64

// String returns the id's digits.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// MarshalText returns the id's digits.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }
