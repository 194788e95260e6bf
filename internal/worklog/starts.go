package worklog

import (
	"cmp"
	"slices"
	"time"
)

// Where a day begins for who has logged nothing yet, and when nothing is put that
// asks for the next free time.
const (
	dayStart   = 9 * 60 * 60
	lunchStart = 12 * 60 * 60
	lunchEnd   = 12*60*60 + 30*60
)

// FilledStarts are starts that clients and Tempo fill in where nobody gave one, and
// that say nothing about when something was done.
type FilledStarts map[TimeOfDay]bool

// Filled finds them among one person's worklogs: 00:00, 08:00 or 09:00, where most of
// those that have it share it with another one of their day. One day on which two
// worklogs really begin at 09:00 is an overlap, and says nothing about other days.
func Filled(entries []Entry) FilledStarts {
	type place struct {
		day   Day
		start TimeOfDay
	}
	seen := map[place]int{}
	for _, e := range entries {
		if usual := e.Start.seconds; !e.Start.IsZero() && (usual == 0 || usual == 8*60*60 || usual == 9*60*60) {
			seen[place{e.Day, e.Start}]++
		}
	}
	more := map[TimeOfDay]int{} // how many more share a start than have it alone
	for at, n := range seen {
		if n == 1 {
			n = -1
		}
		more[at.start] += n
	}
	filled := FilledStarts{}
	for start, n := range more {
		filled[start] = n > 0
	}
	return filled
}

// Says reports whether a start tells when something was done.
func (f FilledStarts) Says(start TimeOfDay) bool { return !start.IsZero() && !f[start] }

// Overlap reports whether two worklogs share some time on the clock, on the same day
// or past midnight. See [Overlaps].
func Overlap(a, b Entry) bool { return len(Overlaps([]Entry{a, b})) > 0 }

// NextStart returns when the next thing on a day starts that takes as long as spent:
// at the end of the last of one person's worklogs before the first gap that holds
// it, or at 09:00 where there is none, and not at lunch, from 12:00 to 12:30. It is
// not ok when that would go past midnight. Worklogs without a start do not count.
func NextStart(entries []Entry, day Day, spent time.Duration) (start TimeOfDay, ok bool) {
	taken, at := onDay(entries, day)
	length := int(spent / time.Second)
	for _, t := range taken {
		if begin := afterLunch(at); begin+length <= t.from {
			break
		}
		at = max(at, t.to)
	}
	at = afterLunch(at)
	return timeAt(at), at+length <= secondsPerDay
}

// onDay returns what is taken of a day, in seconds since its midnight, in order, and
// when to begin looking for a gap.
func onDay(entries []Entry, day Day) (taken []interval, begin int) {
	begin = dayStart
	for _, e := range entries {
		if e.Start.IsZero() || e.Spent <= 0 {
			continue
		}
		from := e.Day.Sub(day)*secondsPerDay + e.Start.seconds
		if from >= 0 && from < secondsPerDay {
			begin = min(begin, from)
		}
		taken = append(taken, interval{from, from + int(e.Spent/time.Second), e})
	}
	slices.SortStableFunc(taken, func(a, b interval) int { return cmp.Compare(a.from, b.from) })
	return taken, begin
}

func afterLunch(at int) int {
	if at >= lunchStart && at < lunchEnd {
		return lunchEnd
	}
	return at
}
