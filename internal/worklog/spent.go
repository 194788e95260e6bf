package worklog

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Spent is a time spent as a person wrote it. Start is set only when it came as
// from and to, such as 9:00-11:30.
type Spent struct {
	Duration time.Duration // whole seconds, more than 0, at most 24 hours
	Start    TimeOfDay
}

// errSpentShape says no more than that the text could not be read; ParseSpent tells
// what can be.
var errSpentShape = errors.New("not a time spent")

// ParseSpent reads a time spent: amounts with units (1h 30m, 1h30m, 1h30, 90m, 90
// min, 1.5h, 1,5h, 45s), hours and minutes (1:30), or from and to (9:00-11:30, with
// any dash; 9-11:30 will do, and 22:00-2:00 ends on the next day). Case and spaces
// do not matter. It refuses days and weeks, whose length differs from person to
// person, and a number without a unit. The result is in whole seconds, rounded half
// up, more than 0 and at most 24 hours.
func ParseSpent(s string) (Spent, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	if text == "" {
		return Spent{}, errors.New("no time given: write it as 1h 30m, 90m, 1.5h, 1:30 or 9:00-11:30")
	}
	spent, err := readSpent(text)
	if errors.Is(err, errSpentShape) {
		err = fmt.Errorf("%s is not a time spent: write it as 1h 30m, 90m, 1.5h, 1:30 or 9:00-11:30", quote(s))
	}
	return spent, err
}

// readSpent reads text in lower case, without spaces around it, by the one of the
// three forms that it has.
func readSpent(text string) (Spent, error) {
	if from, to, ok := cutDash(text); ok {
		return readFromTo(text, from, to)
	}
	var seconds float64
	var err error
	if strings.Contains(text, ":") {
		seconds, err = readHoursMinutes(text)
	} else {
		seconds, err = readAmounts(text)
	}
	if err != nil {
		return Spent{}, err
	}
	spent, err := wholeSeconds(seconds, quote(text))
	return Spent{Duration: spent}, err
}

// cutDash splits text around its first dash, of whichever length. A dash in front
// is a minus and does not count.
func cutDash(text string) (from, to string, ok bool) {
	const dashes = "-‐‑–—−" // hyphen-minus, hyphen, non-breaking hyphen, en dash, em dash, minus
	at := strings.IndexAny(text, dashes)
	if at <= 0 {
		return "", "", false
	}
	rest := strings.TrimLeftFunc(text[at:], func(r rune) bool { return strings.ContainsRune(dashes, r) })
	return strings.TrimSpace(text[:at]), strings.TrimSpace(rest), true
}

// readFromTo reads the two ends of 9:00-11:30. An end that is not after the start
// is on the next day.
func readFromTo(text, from, to string) (Spent, error) {
	if isNumber(from) && isNumber(to) {
		return Spent{}, fmt.Errorf("%s could be hours or a date: write times with minutes, as 9:00-11:30", quote(text))
	}
	start, err := readEnd(from)
	if err != nil || start == secondsPerDay {
		return Spent{}, errSpentShape
	}
	end, err := readEnd(to)
	if err != nil {
		return Spent{}, errSpentShape
	}
	if start == end {
		return Spent{}, fmt.Errorf("%s ends when it starts: write how long it took, such as 1h 30m", quote(text))
	}
	if end < start {
		end += secondsPerDay
	}
	return Spent{time.Duration(end-start) * time.Second, timeAt(start)}, nil
}

// readEnd returns the seconds since midnight of a time of day, or of a whole hour
// without minutes, up to 24:00.
func readEnd(s string) (int, error) {
	if isNumber(s) {
		s += ":00"
	}
	seconds, ok := clock(s)
	if !ok {
		return 0, errSpentShape
	}
	return seconds, nil
}

// readHoursMinutes returns the seconds of 1:30, which may end in an h.
func readHoursMinutes(text string) (float64, error) {
	hours, minutes, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(text, "h")), ":")
	if len(hours) > 4 || !isNumber(hours) || !isSixtieth(minutes) {
		return 0, errSpentShape
	}
	return float64(number(hours)*60*60 + number(minutes)*60), nil
}

// amount is a number and its unit, as written.
type amount struct {
	number, unit string
}

// readAmounts returns the seconds of 1h 30m and the like: hours, minutes and
// seconds in this order, each at most once, with decimals only when there is a
// single one.
func readAmounts(text string) (float64, error) {
	amounts, ok := splitAmounts(text)
	if !ok {
		return 0, errSpentShape
	}
	if len(amounts) == 1 && amounts[0].unit == "" {
		n := amounts[0].number
		return 0, fmt.Errorf("%s could be hours or minutes: write %sh or %sm", quote(n), n, n)
	}
	total, above := 0.0, time.Duration(math.MaxInt64)
	for i, a := range amounts {
		unit, err := unitOf(text, a, above, i == len(amounts)-1)
		if err != nil {
			return 0, err
		}
		if unit >= above || (len(amounts) > 1 && !isNumber(a.number)) {
			return 0, errSpentShape
		}
		if n := value(a.number); unit == time.Hour {
			total += exactSeconds(n)
		} else {
			total += n * unit.Seconds()
		}
		above = unit
	}
	return total, nil
}

// unitOf returns the length of an amount's unit. A last number without one, right
// after the hours, counts minutes: 1h30.
func unitOf(text string, a amount, above time.Duration, last bool) (time.Duration, error) {
	switch a.unit {
	case "h", "hr", "hrs", "hour", "hours":
		return time.Hour, nil
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute, nil
	case "s", "sec", "secs", "second", "seconds":
		return time.Second, nil
	case "d", "day", "days", "w", "wk", "week", "weeks":
		return 0, fmt.Errorf("%s counts days or weeks, whose working hours differ: write hours, such as 8h", quote(text))
	case "":
		if last && above == time.Hour && isSixtieth(a.number) {
			return time.Minute, nil
		}
	}
	return 0, errSpentShape
}

// splitAmounts splits text that consists of numbers, each with letters after it or
// without.
func splitAmounts(text string) ([]amount, bool) {
	var amounts []amount
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789.,"))
		a := amount{number: text[:digits]}
		if !isDecimal(a.number) {
			return nil, false
		}
		text = strings.TrimSpace(text[digits:])
		rest := strings.TrimLeftFunc(text, unicode.IsLetter)
		a.unit = text[:len(text)-len(rest)]
		text = strings.TrimSpace(rest)
		amounts = append(amounts, a)
	}
	return amounts, true
}

// isDecimal reports whether s is a number with or without decimals, after a point
// or a comma.
func isDecimal(s string) bool {
	at := strings.IndexAny(s, ".,")
	if at < 0 {
		return isNumber(s)
	}
	return isNumber(s[:at]) && isNumber(s[at+1:])
}

// value returns the value of a decimal. One too large for a float is infinite,
// which no limit lets pass.
func value(decimal string) float64 {
	v, err := strconv.ParseFloat(strings.Replace(decimal, ",", ".", 1), 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}
