package worklog

import (
	"cmp"
	"slices"
	"time"
)

// interval is when an entry took place, in seconds since some fixed midnight.
type interval struct {
	from, to int
	entry    Entry
}

// Overlaps returns the pairs of one person's worklogs that share some time on the
// clock, on the same day or past midnight into the next one. The earlier of a pair
// comes first, and so does the earlier pair. Worklogs that only touch (9:00 to
// 13:00, 13:00 to 17:00) do not overlap, and those without a start or without time
// never do.
func Overlaps(entries []Entry) [][2]Entry {
	intervals := make([]interval, 0, len(entries))
	for _, e := range entries {
		if e.Start.IsZero() || e.Spent <= 0 {
			continue
		}
		from := e.Day.number()*secondsPerDay + e.Start.seconds
		intervals = append(intervals, interval{from, from + int(e.Spent/time.Second), e})
	}
	slices.SortStableFunc(intervals, func(a, b interval) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.entry.ID, b.entry.ID))
	})
	var pairs [][2]Entry
	for i, a := range intervals {
		for _, b := range intervals[i+1:] {
			if b.from >= a.to {
				break
			}
			pairs = append(pairs, [2]Entry{a.entry, b.entry})
		}
	}
	return pairs
}
