package worklog

// Clocked returns the entries without the starts that nobody gave: when several
// worklogs of a day share one of the starts that sites put in (00:00, 08:00, 09:00),
// it means nothing.
func Clocked(entries []Entry) []Entry {
	type moment struct {
		day   Day
		start TimeOfDay
	}
	count := map[moment]int{}
	for _, e := range entries {
		if usual(e.Start) {
			count[moment{e.Day, e.Start}]++
		}
	}
	clocked := make([]Entry, len(entries))
	for i, e := range entries {
		if count[moment{e.Day, e.Start}] > 1 {
			e.Start = TimeOfDay{}
		}
		clocked[i] = e
	}
	return clocked
}

// usual reports whether sites put a start in for worklogs that have none.
func usual(t TimeOfDay) bool {
	return t == NewTimeOfDay(0, 0, 0) || t == NewTimeOfDay(8, 0, 0) || t == NewTimeOfDay(9, 0, 0)
}
