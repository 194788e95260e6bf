package worklog

import "time"

// Previous returns the range of the same kind before: whole months for whole months,
// and otherwise as many days, so that a week is compared with the week before.
func (r Range) Previous() Range {
	if r.Len() == 0 {
		return Range{}
	}
	to := r.From.AddDays(-1)
	if months := r.months(); months > 0 {
		return Range{NewDay(r.From.y, r.From.m-time.Month(months), 1), to}
	}
	return Range{r.From.AddDays(-r.Len()), to}
}

// months returns how many whole months the range consists of, or 0.
func (r Range) months() int {
	if r.From.d != 1 || r.To.AddDays(1).d != 1 {
		return 0
	}
	return (r.To.y-r.From.y)*12 + int(r.To.m-r.From.m) + 1
}

// First returns the first n days, or all when there are not as many.
func (r Range) First(n int) Range {
	if n >= r.Len() {
		return r
	}
	return Range{r.From, r.From.AddDays(n - 1)}
}

// Until returns the days up to and including d, none when all are later.
func (r Range) Until(d Day) Range {
	if r.To.After(d) {
		r.To = d
	}
	if r.Len() == 0 {
		return Range{}
	}
	return r
}
