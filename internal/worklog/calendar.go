package worklog

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The periods that can be named instead of two dates.
const (
	today     = "today"
	yesterday = "yesterday"
	thisWeek  = "thisWeek"
	lastWeek  = "lastWeek"
	nextWeek  = "nextWeek"
	thisMonth = "thisMonth"
	lastMonth = "lastMonth"
	thisYear  = "thisYear"
)

// Calendar gives words such as yesterday or lastWeek their meaning for one person:
// it knows which day it is where they are, and on which day their week starts. The
// week start matters only to the periods that [NeedsWeekStart] names.
type Calendar struct {
	Today     Day
	WeekStart time.Weekday
}

// Periods lists the names that [Calendar.Period] takes, in the order in which to
// show them.
func Periods() []string {
	return []string{today, yesterday, thisWeek, lastWeek, nextWeek, thisMonth, lastMonth, thisYear}
}

// NeedsWeekStart reports whether the days of a period depend on the day on which a
// week starts. It reads the name as [Calendar.Period] does and is false for
// anything that is no period.
func NeedsWeekStart(period string) bool {
	name := periodName(period)
	return name == thisWeek || name == lastWeek || name == nextWeek
}

// periodName returns the name as [Periods] spells it, or nothing when there is no
// such period.
func periodName(s string) string {
	s = strings.TrimSpace(s)
	for _, name := range Periods() {
		if strings.EqualFold(s, name) {
			return name
		}
	}
	return ""
}

// Day reads a date as YYYY-MM-DD, one of today, yesterday and tomorrow, or a
// weekday from monday to sunday, which is the latest one that is not after today.
// Case and spaces around it do not matter. Its error lists what is accepted.
func (c Calendar) Day(s string) (Day, error) {
	s = strings.TrimSpace(s)
	switch word := strings.ToLower(s); word {
	case today:
		return c.Today, nil
	case yesterday:
		return c.Today.AddDays(-1), nil
	case "tomorrow":
		return c.Today.AddDays(1), nil
	default:
		if weekday, ok := weekdayNamed(word); ok {
			return latest(weekday, c.Today), nil
		}
	}
	if looksLikeDay(s) {
		return ParseDay(s)
	}
	return Day{}, fmt.Errorf("%s is not a day: give a date as YYYY-MM-DD, today, yesterday, tomorrow, "+
		"or a weekday from monday to sunday (the latest one not after today)", quote(s))
}

// DayWords lists the words that [Calendar.Day] takes in the place of a date, in the
// order in which to show them.
func DayWords() []string {
	return []string{today, yesterday, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow"}
}

// weekdayNamed returns the weekday with the given English name in lower case.
func weekdayNamed(word string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()) == word {
			return d, true
		}
	}
	return 0, false
}

// latest returns the last day that is the given weekday and not after upTo.
func latest(weekday time.Weekday, upTo Day) Day {
	return upTo.AddDays(-int((upTo.Weekday() - weekday + 7) % 7))
}

// Week returns the whole week that d is in.
func (c Calendar) Week(d Day) Range {
	first := latest(c.WeekStart, d)
	return Range{first, first.AddDays(6)}
}

// month returns the whole month that d is in.
func month(d Day) Range {
	first := d.Month()
	return Range{first, first.AddDays(daysIn(first.y, first.m) - 1)}
}

// Period returns the days of one of the periods that [Periods] lists, in any case.
// Weeks and months are whole, so that thisWeek and thisMonth usually include days
// after today.
func (c Calendar) Period(s string) (Range, error) {
	switch periodName(s) {
	case today:
		return Range{c.Today, c.Today}, nil
	case yesterday:
		day := c.Today.AddDays(-1)
		return Range{day, day}, nil
	case thisWeek:
		return c.Week(c.Today), nil
	case lastWeek:
		return c.Week(c.Today.AddDays(-7)), nil
	case nextWeek:
		return c.Week(c.Today.AddDays(7)), nil
	case thisMonth:
		return month(c.Today), nil
	case lastMonth:
		return month(c.Today.Month().AddDays(-1)), nil
	case thisYear:
		return Range{NewDay(c.Today.y, time.January, 1), NewDay(c.Today.y, time.December, 31)}, nil
	default:
		return Range{}, fmt.Errorf("%s is not a period: give one of %s", quote(s), strings.Join(Periods(), ", "))
	}
}

// Range returns the days that a caller asked for, either by a period or by a first
// and a last day, each read as [Calendar.Period] and [Calendar.Day] do; blank is
// not given. Its errors name the arguments startDate, endDate and period.
func (c Calendar) Range(start, end, period string) (Range, error) {
	given := func(s string) bool { return strings.TrimSpace(s) != "" }
	switch {
	case given(period) && (given(start) || given(end)):
		return Range{}, errors.New("period came together with startDate or endDate: give the period alone, or both dates without it")
	case given(period):
		r, err := c.Period(period)
		return r, named("period", err)
	case !given(start) && !given(end):
		return Range{}, fmt.Errorf("no dates given: give startDate and endDate, or period as one of %s", strings.Join(Periods(), ", "))
	case !given(end):
		return Range{}, errors.New("endDate is missing: give it too (the same as startDate for a single day), or period instead of both")
	case !given(start):
		return Range{}, errors.New("startDate is missing: give it too (the same as endDate for a single day), or period instead of both")
	}
	return c.between(start, end)
}

// between returns the days from start to end, both given.
func (c Calendar) between(start, end string) (Range, error) {
	from, err := c.Day(start)
	if err != nil {
		return Range{}, named("startDate", err)
	}
	to, err := c.Day(end)
	if err != nil {
		return Range{}, named("endDate", err)
	}
	if to.Before(from) {
		return Range{}, fmt.Errorf("endDate %s is before startDate %s: swap them", to, from)
	}
	return Range{from, to}, nil
}

// named says which argument an error is about.
func named(argument string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", argument, err)
}
