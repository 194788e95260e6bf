package worklog

import "time"

// Balance is what is logged on some days, and what they require.
type Balance struct {
	Required time.Duration
	Logged   time.Duration
}

// Over returns how much more is logged than required; it is negative when less is.
func (b Balance) Over() time.Duration { return b.Logged - b.Required }

// Balances adds up the days until today, today included, and apart from them those
// after it. What a day requires is what [Gaps] expects of it, so that the two agree.
// Time logged on days off counts, and so does time on days that the schedule does not
// name.
func Balances(schedule []ScheduleDay, entries []Entry, today Day, minimum time.Duration) (until, after Balance) {
	side := func(d Day) *Balance {
		if d.After(today) {
			return &after
		}
		return &until
	}
	full := fullDay(schedule)
	for _, s := range schedule {
		side(s.Day).Required += expected(s, full, minimum)
	}
	for _, e := range entries {
		side(e.Day).Logged += e.Spent
	}
	return until, after
}

// fullDay returns the largest time that the schedule requires of a day.
func fullDay(schedule []ScheduleDay) time.Duration {
	full := time.Duration(0)
	for _, s := range schedule {
		full = max(full, s.Required)
	}
	return full
}
