package kit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// maxSafeInteger is the largest whole number that JavaScript clients send without losing
// digits.
const maxSafeInteger = 1<<53 - 1

// numeral returns a number as it was written, also where it came as text. Only digits,
// signs, points and exponents make one: no NaN, no infinity, nothing hexadecimal.
func numeral(v any) (string, bool) {
	var s string
	switch v := v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = strings.TrimSpace(v)
	}
	return s, s != "" && strings.Trim(s, "0123456789+-.eE") == ""
}

// decimal reads a number as the nearest float64.
func decimal(v any) (float64, bool) {
	text, ok := numeral(v)
	n, err := strconv.ParseFloat(text, 64)
	return n, ok && err == nil
}

// whole reads a whole number, to the last digit, also when it is written as 3.0, 3e0 or
// 30e-1.
func whole(v any) (int64, bool) {
	text, ok := numeral(v)
	if _, isNumber := decimal(v); !ok || !isNumber {
		return 0, false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	before, after, _ := strings.Cut(mantissa, ".")
	digits := before + after
	if strings.Trim(digits, "+-0") == "" {
		return 0, true
	}
	shift, err := strconv.Atoi(exponent)
	if err != nil && exponent != "" {
		return 0, false
	}
	shift -= len(after)
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	const most = 18 // zeros that an int64 can end with
	if -shift > zeros || shift > most {
		return 0, false
	}
	if shift < 0 {
		digits, shift = digits[:len(digits)+shift], 0
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", shift), 10, 64)
	return n, err == nil
}

// allows reports whether a number is within the limits.
func (s *schema) allows(n float64) bool {
	low := s.Minimum == nil || n > *s.Minimum || n == *s.Minimum && !s.above
	return low && (s.Maximum == nil || n <= *s.Maximum)
}

// span says which numbers are within the limits, after "a number".
func (s *schema) span() string {
	show := func(n *float64) string { return strconv.FormatFloat(*n, 'f', -1, 64) }
	switch low, high := s.Minimum, s.Maximum; {
	case low == nil && high == nil:
		return ""
	case low == nil:
		return " of at most " + show(high)
	case high == nil && s.above:
		return " of more than " + show(low)
	case high == nil:
		return " of at least " + show(low)
	case s.above:
		return " of more than " + show(low) + " and at most " + show(high)
	default:
		return " from " + show(low) + " to " + show(high)
	}
}

// count says how many entries are right when n are not.
func (s *schema) count(n int) string {
	few, many := s.MinItems != nil && n < *s.MinItems, s.MaxItems != nil && n > *s.MaxItems
	switch {
	case !few && !many:
		return ""
	case s.MaxItems == nil:
		return fmt.Sprintf("it needs at least %d.", *s.MinItems)
	}
	limits := fmt.Sprintf("at most %d fit in one call.", *s.MaxItems)
	if s.MinItems != nil {
		limits = fmt.Sprintf("at least %d and %s", *s.MinItems, limits)
	}
	if many {
		limits += " Send them in several calls."
	}
	return limits
}
