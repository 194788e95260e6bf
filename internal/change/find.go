package change

import (
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// finder finds notes.
type finder struct {
	*Around

	days   map[worklog.Day][]standing // what stands there now
	filled worklog.FilledStarts
	order  map[*Change]int
	seen   map[worklog.Day]bool // days about which all is said
	notes  []Note
}

// standing is a worklog that stands there now, and the change that put it there.
type standing struct {
	entry worklog.Entry
	is    *tempo.Worklog
	by    *Change // nil: it was there before
}

// find gathers what stands there after changes.
func (a *Around) find(changes []*Change) *finder {
	f := &finder{Around: a, days: map[worklog.Day][]standing{}, order: map[*Change]int{}, seen: map[worklog.Day]bool{}}
	mine := map[int64]bool{}
	var loose []worklog.Entry // whose start nobody gave in this call
	for i, c := range changes {
		for _, w := range []*tempo.Worklog{c.Before, c.After} {
			if w != nil && c.Err == nil {
				mine[w.ID] = true
			}
		}
		if c.After != nil && c.Err == nil {
			f.order[c] = i
			f.put(standing{c.After.Entry(), c.After, c})
			if c.Want.Start.IsZero() {
				loose = append(loose, c.After.Entry())
			}
		}
	}
	if a.Sheet != nil {
		for i, e := range a.Sheet.entries() {
			if !mine[e.ID] {
				f.put(standing{e, &a.Sheet.Worklogs[i], nil})
				loose = append(loose, e)
			}
		}
	}
	f.filled = worklog.Filled(loose)
	return f
}

func (f *finder) put(s standing) { f.days[s.entry.Day] = append(f.days[s.entry.Day], s) }

// made reports whether a change has put a worklog where it is.
func (f *finder) made(c *Change) bool {
	_, ok := f.order[c]
	return ok && !c.Unchanged
}

// add notes something about a change.
func (f *finder) add(n Note, c *Change) {
	n.Change, n.Day = c, c.After.Entry().Day
	f.notes = append(f.notes, n)
}

// logged is what stands there on a day.
func (f *finder) logged(day worklog.Day) time.Duration {
	sum := time.Duration(0)
	for _, s := range f.days[day] {
		sum += s.entry.Spent
	}
	return sum
}
