package worklog

import (
	"cmp"
	"fmt"
	"time"
)

// Years that [ParseDay] accepts. Anything else is a slip of the keyboard.
const (
	firstYear = 1900
	lastYear  = 2999
)

// Day is a calendar date, such as the date on a timesheet. It is never a moment: it
// has no time and no zone, and daylight saving does not exist for it. Days compare
// with ==. The zero value is no day at all; it prints as nothing, and only IsZero,
// Compare, Before, After and the text methods make sense on it.
type Day struct {
	y int
	m time.Month
	d int
}

// NewDay returns the day with the given year, month and day of the month, which are
// normalized as by [time.Date]: October 32 is November 1.
func NewDay(y int, m time.Month, d int) Day {
	return DayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// DayOf returns the date that a calendar shows at t, in t's own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// ParseDay reads a date as YYYY-MM-DD, in the years 1900 to 2999 and without spaces
// around it. Its error names what came and what is wrong with it.
func ParseDay(s string) (Day, error) {
	if !looksLikeDay(s) {
		return Day{}, fmt.Errorf("%s is not a date as YYYY-MM-DD", quote(s))
	}
	y, m, d := number(s[:4]), time.Month(number(s[5:7])), number(s[8:])
	switch {
	case y < firstYear || y > lastYear:
		return Day{}, fmt.Errorf("%s is not a date here: the year must be from %d to %d", s, firstYear, lastYear)
	case m < time.January || m > time.December:
		return Day{}, fmt.Errorf("%s is not a date: months run from 01 to 12", s)
	case d < 1 || d > daysIn(y, m):
		return Day{}, fmt.Errorf("%s is not a date: %s %d has %d days", s, m, y, daysIn(y, m))
	}
	return Day{y, m, d}, nil
}

// looksLikeDay reports whether s has the shape of YYYY-MM-DD.
func looksLikeDay(s string) bool {
	return len(s) == len("2006-01-02") && s[4] == '-' && s[7] == '-' &&
		isNumber(s[:4]) && isNumber(s[5:7]) && isNumber(s[8:])
}

// isNumber reports whether s consists of ASCII digits, at least one.
func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// number returns the value of a few ASCII digits.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

func daysIn(y int, m time.Month) int {
	return NewDay(y, m+1, 0).d
}

// midnight is the day in the form that package time can calculate with.
func (d Day) midnight() time.Time {
	return time.Date(d.y, d.m, d.d, 0, 0, 0, 0, time.UTC)
}

// number counts the days since some fixed day.
func (d Day) number() int {
	return int(d.midnight().Unix() / (24 * 60 * 60))
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Day) AddDays(n int) Day {
	return NewDay(d.y, d.m, d.d+n)
}

// Sub returns the number of days from other to d: 1 when d is the day after other.
func (d Day) Sub(other Day) int {
	return d.number() - other.number()
}

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday {
	return d.midnight().Weekday()
}

// Month returns the first day of d's month.
func (d Day) Month() Day {
	return Day{d.y, d.m, 1}
}

// MonthName returns the English name of d's month.
func (d Day) MonthName() string { return d.m.String() }

// ISOWeek returns the ISO 8601 week that d belongs to, as 2026-W47. Such weeks
// start on a Monday, and around New Year their year can differ from the day's.
func (d Day) ISOWeek() string {
	year, week := d.midnight().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// YearMonth returns d's month as 2026-11.
func (d Day) YearMonth() string {
	return fmt.Sprintf("%04d-%02d", d.y, int(d.m))
}

// Compare returns -1 when d is before other, 1 when it is after, and 0 when they
// are the same. No day is before every day.
func (d Day) Compare(other Day) int {
	return cmp.Or(cmp.Compare(d.y, other.y), cmp.Compare(d.m, other.m), cmp.Compare(d.d, other.d))
}

// Before reports whether d is an earlier day than other.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After reports whether d is a later day than other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// IsZero reports whether d is no day at all.
func (d Day) IsZero() bool { return d == Day{} }

// String returns d as YYYY-MM-DD, and no day as nothing.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.y, int(d.m), d.d)
}

// MarshalText returns what String does.
func (d Day) MarshalText() ([]byte, error) {
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote: a date as [ParseDay] takes it, or
// nothing for no day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
