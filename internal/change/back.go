package change

import (
	"context"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// backLimit is how long the answer to a write that is done waits for what is worth
// knowing about it.
const backLimit = 5 * time.Second

// lookBack finds the names of issues whose worklogs were edited or deleted, and what
// stands around those that were edited. The writes are done and have to be told, so
// nothing here is a condition.
func (a *Around) lookBack(ctx context.Context, p *person.Person, changes []*Change) {
	ctx, cancel := context.WithTimeout(ctx, backLimit)
	defer cancel()
	unnamed, edited := written(changes)
	days := runs(daysOf(edited))
	var sheet *Sheet
	group, within := safe.NewGroup(ctx)
	group.Go(func() error {
		name(within, p, unnamed)
		return nil
	})
	group.Go(func() error { return a.lookSchedule(within, p, days) })
	if ask := slices.DeleteFunc(slices.Clone(edited), func(c *Change) bool { return c.sheet != nil }); len(ask) > 0 {
		group.Go(func() error {
			sheet, a.sheetErr = readSheet(within, p.Tempo, a.me, around(runs(daysOf(ask))))
			return nil
		})
	}
	_ = group.Wait() // what is not there is not told
	for _, c := range edited {
		a.Sheet = a.Sheet.with(c.sheet)
	}
	a.Sheet = a.Sheet.with(sheet)
	a.known = p.Known(a.Sheet.issues())
}

// written lists the changes whose worklog was on an issue that has no name yet, and those that have put an
// older worklog elsewhere or changed it.
func written(changes []*Change) (unnamed, edited []*Change) {
	for _, c := range changes {
		if c.Before == nil || c.Err != nil {
			continue
		}
		if c.Action != Create && c.Issue.ID != c.Before.Issue.Number() {
			unnamed = append(unnamed, c)
		}
		if c.After != nil && !c.Unchanged {
			edited = append(edited, c)
		}
	}
	return unnamed, edited
}

// name asks for the issues of worklogs that were there before.
func name(ctx context.Context, p *person.Person, changes []*Change) {
	var ids []int64
	for _, c := range changes {
		ids = append(ids, c.Before.Issue.Number())
	}
	slices.Sort(ids)
	issues, _ := p.Issues(ctx, slices.Compact(ids)) // the id is enough of a name
	for _, c := range changes {
		issue, ok := issues[c.Before.Issue.Number()]
		if !ok {
			issue = jira.Issue{ID: c.Before.Issue.Number()}
		}
		if c.Action == Move {
			c.Left = issue
		} else {
			c.Issue = issue
		}
	}
}

// daysOf lists the days that changes put worklogs on, or take them from.
func daysOf(changes []*Change) []worklog.Day {
	var days []worklog.Day
	for _, c := range changes {
		if c.Action == Create {
			days = append(days, c.Want.Day)
		}
		if c.Before != nil && c.After != nil {
			days = append(days, c.Before.Entry().Day, c.After.Entry().Day)
		}
	}
	return days
}
