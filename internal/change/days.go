package change

import (
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// DayNow is a day as it is after changes.
type DayNow struct {
	Day      worklog.Day
	Logged   time.Duration
	Required time.Duration
	Known    bool // Required is
	Holiday  string
}

// Days tells how the days are now that changes have put worklogs on or taken them
// from, in order. There are none when what else is there is not known.
func (a *Around) Days(changes []*Change) []DayNow {
	if a.Sheet == nil {
		return nil
	}
	f := a.find(changes)
	touched := map[worklog.Day]bool{}
	for _, c := range changes {
		if f.made(c) {
			touched[c.After.Entry().Day] = true
			if c.Before != nil {
				touched[c.Before.Entry().Day] = true
			}
		}
	}
	var list []DayNow
	for day := range touched {
		s, known := a.schedule[day]
		list = append(list, DayNow{day, f.logged(day), s.Required, known, s.Holiday})
	}
	slices.SortFunc(list, func(x, y DayNow) int { return x.Day.Compare(y.Day) })
	return list
}
