package change

import (
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// notesOf finds the notes of one change: of an edited worklog only what has to do with
// what is different now.
func (f *finder) notesOf(c *Change) {
	was, is := worklog.Entry{}, c.After.Entry()
	if c.Before != nil {
		was = c.Before.Entry()
	}
	moved := was.IssueID != is.IssueID
	if moved || was.Day != is.Day || was.Start != is.Start || was.Spent != is.Spent {
		f.beside(c)
		f.dayOf(c, was.Day != is.Day)
	}
	if moved || was.Billable != is.Billable {
		f.billable(c)
	}
	if moved || was.Account != is.Account {
		f.account(c)
	}
	if c.OldAccount && c.Before != nil && was.Account != "" {
		f.add(Note{Kind: NoteOldAccount}, c)
	}
}

// beside finds doubles and overlaps, each pair once.
func (f *finder) beside(c *Change) {
	mine := standing{c.After.Entry(), c.After, c}
	mine.entry.Start = f.said(mine)
	for n := -1; n <= 1; n++ {
		for _, other := range f.days[mine.entry.Day.AddDays(n)] {
			if other.by == c || other.by != nil && f.made(other.by) && f.order[other.by] > f.order[c] {
				continue
			}
			other.entry.Start = f.said(other)
			switch {
			case double(mine.entry, other.entry):
				f.add(Note{Kind: NoteDouble, Other: other.is, Same: alike(*c.After, *other.is)}, c)
			case worklog.Overlap(mine.entry, other.entry):
				f.add(Note{Kind: NoteOverlap, Other: other.is}, c)
			}
		}
	}
}

// said is the start of a worklog if somebody has given it, and none if Tempo or a
// client has filled it in.
func (f *finder) said(s standing) worklog.TimeOfDay {
	switch {
	case s.by != nil && !s.by.Want.Start.IsZero():
		return s.entry.Start
	case s.by != nil && s.by.Action == Create || !f.filled.Says(s.entry.Start):
		return worklog.TimeOfDay{}
	default:
		return s.entry.Start
	}
}

// alike reports whether two worklogs of one issue and day say the very same.
func alike(a, b tempo.Worklog) bool {
	return a.StartTime == b.StartTime && a.TimeSpentSeconds == b.TimeSpentSeconds && sameText(a.Description, b.Description) &&
		slices.Equal(a.Attributes.Values, b.Attributes.Values)
}

// dayOf finds what is to be said about a change's day, once; only of one that a
// worklog comes to, whether it is the right one.
func (f *finder) dayOf(c *Change, comes bool) {
	day := c.After.Entry().Day
	if f.seen[day] {
		return
	}
	f.seen[day] = true
	if s, ok := f.schedule[day]; ok && s.Required == 0 && comes {
		f.add(Note{Kind: NoteFree, Holiday: s.Holiday}, c)
	}
	if today := f.Today.Today; !today.IsZero() && comes {
		away := day.Sub(today)
		if away > farAway || away < -farAway || day.YearMonth()[:4] != today.YearMonth()[:4] {
			f.add(Note{Kind: NoteDistant, Away: away}, c)
		}
	}
	if f.Sheet == nil {
		f.add(Note{Kind: NoteUnread}, c)
		return
	}
	if logged := f.logged(day); logged > longDay {
		f.add(Note{Kind: NoteLongDay, Logged: logged}, c)
	}
}
