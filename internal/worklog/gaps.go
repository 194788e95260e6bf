package worklog

import (
	"iter"
	"slices"
	"time"
)

// ScheduleDay is what a person's schedule expects of one day.
type ScheduleDay struct {
	Day           Day
	Required      time.Duration // 0 on days off
	Type          string        // the service's word for the kind of day; for showing, never for deciding
	Holiday       string        // the holiday's name, empty when there is none
	HolidayLength time.Duration
}

// Gap is a day with less time logged than expected.
type Gap struct {
	Day      Day
	Required time.Duration // what was expected: the schedule's time, or the minimum where that counts
	Logged   time.Duration
	Entries  []Entry // what was logged that day, in the order given
	Holiday  string  // the name of a holiday that took a part of the day
}

// Missing returns how much time the day lacks.
func (g Gap) Missing() time.Duration {
	return g.Required - g.Logged
}

// Gaps returns the scheduled days that have less time logged than expected, in the
// order of days: those up to today, and apart from them those after it.
//
// A schedule's required time decides what a day expects, so a day off is never a
// gap and half a holiday expects the other half. A minimum above 0 replaces the
// expectation on full working days: those with the largest required time in the
// schedule and no holiday. On shorter days it only lowers it. Entries outside the
// schedule do not count.
func Gaps(schedule []ScheduleDay, entries iter.Seq[Entry], today Day, minimum time.Duration) (missing, upcoming []Gap) {
	full := fullDay(schedule)
	days := make(map[Day]*Gap, len(schedule))
	for _, s := range schedule {
		days[s.Day] = &Gap{Day: s.Day, Holiday: s.Holiday}
	}
	for e := range entries {
		if g := days[e.Day]; g != nil {
			g.Logged += e.Spent
			g.Entries = append(g.Entries, e)
		}
	}
	for _, s := range schedule {
		g := days[s.Day]
		g.Required = expected(s, full, minimum)
		if g.Logged >= g.Required {
			continue
		}
		if s.Day.After(today) {
			upcoming = append(upcoming, *g)
		} else {
			missing = append(missing, *g)
		}
	}
	byDay := func(a, b Gap) int { return a.Day.Compare(b.Day) }
	slices.SortStableFunc(missing, byDay)
	slices.SortStableFunc(upcoming, byDay)
	return missing, upcoming
}

// expected returns the time that a day expects, when a full day of the schedule has
// the given length.
func expected(s ScheduleDay, full, minimum time.Duration) time.Duration {
	switch {
	case s.Required <= 0:
		return 0
	case minimum <= 0:
		return s.Required
	case s.Required == full && s.Holiday == "":
		return minimum
	default:
		return min(s.Required, minimum)
	}
}
