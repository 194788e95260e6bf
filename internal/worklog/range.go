package worklog

import "iter"

// Range is a run of days, including both ends. The zero value has no days, and
// neither has a range that ends before it starts.
type Range struct {
	From, To Day
}

// Len returns the number of days.
func (r Range) Len() int {
	if r.From.IsZero() || r.To.Before(r.From) {
		return 0
	}
	return r.To.Sub(r.From) + 1
}

// Contains reports whether d is one of the days.
func (r Range) Contains(d Day) bool {
	return r.Len() > 0 && !d.Before(r.From) && !d.After(r.To)
}

// Days yields the days in order.
func (r Range) Days() iter.Seq[Day] {
	return func(yield func(Day) bool) {
		for i := range r.Len() {
			if !yield(r.From.AddDays(i)) {
				return
			}
		}
	}
}

// String returns the range as "2026-11-01 to 2026-11-30", and a single day as that day.
func (r Range) String() string {
	if r.From == r.To {
		return r.From.String()
	}
	return r.From.String() + " to " + r.To.String()
}
