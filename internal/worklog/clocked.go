package worklog

// Clocked returns the entries without the starts that nobody gave, see [Filled].
func Clocked(entries []Entry) []Entry {
	filled := Filled(entries)
	clocked := make([]Entry, len(entries))
	for i, e := range entries {
		if !filled.Says(e.Start) {
			e.Start = TimeOfDay{}
		}
		clocked[i] = e
	}
	return clocked
}
