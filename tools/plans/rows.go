package plans

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// rows makes rows of worklogs, with what is known of issues and attributes.
type rows struct {
	issues     map[int64]jira.Issue
	attributes []tempo.WorkAttribute
}

// newRows looks the issues of an undo up. What Jira does not name goes by its id.
func newRows(ctx context.Context, c *kit.Caller, u *change.Undoing) rows {
	seen := map[int64]bool{}
	var ids []int64
	for _, r := range u.Entries {
		for _, w := range []*tempo.Worklog{r.Then, r.Left, r.Now} {
			if w != nil && !seen[w.Issue.Number()] {
				seen[w.Issue.Number()] = true
				ids = append(ids, w.Issue.Number())
			}
		}
	}
	issues, _ := c.Issues(ctx, ids) // the id is enough of a name
	return rows{issues, c.KnownWorkAttributes()}
}

// of is the row of a worklog, or nil of none.
func (t rows) of(w *tempo.Worklog) *say.Row {
	if w == nil {
		return nil
	}
	row := say.NewRow(*w, say.Named(t.issues, w.Issue.Number()), true, t.attributes)
	return &row
}

// undone is what takes a step back, done or to be done.
func (t rows) undone(r *change.Reversal) undoneEntry {
	switch {
	case r.Then == nil:
		return undoneEntry{WorklogID: worklog.ID(r.Change.WorklogID), Action: actionDeleted, Worklog: t.of(r.Left)}
	case r.Left == nil:
		e := undoneEntry{WorklogID: worklog.ID(r.Then.ID), Action: actionCreated, Worklog: t.of(r.Then)}
		return e.made(t, r.Change.After)
	default:
		e := undoneEntry{WorklogID: worklog.ID(r.Change.WorklogID), Action: actionChanged, Worklog: t.of(r.Then)}
		if r.Then.Issue.Number() != r.Left.Issue.Number() {
			e.Action = actionMoved
		}
		return e.made(t, r.Change.After)
	}
}

// made completes an entry with what Tempo has made of it; nil where nothing was done.
func (e undoneEntry) made(t rows, now *tempo.Worklog) undoneEntry {
	if now == nil {
		return e
	}
	if former := e.WorklogID; former != worklog.ID(now.ID) {
		e.WorklogID, e.FormerID = worklog.ID(now.ID), former
	}
	e.Worklog = t.of(now)
	return e
}

// refused is a step that is not taken back, and why.
func (t rows) refused(ctx context.Context, c *kit.Caller, r *change.Reversal) refusedEntry {
	e := refusedEntry{Reason: c.Words(ctx, r.Err), Then: t.of(r.Then), Left: t.of(r.Left), Now: t.of(r.Now)}
	switch {
	case r.Change != nil && r.Change.WorklogID != 0:
		e.WorklogID = worklog.ID(r.Change.WorklogID)
	case r.Left != nil:
		e.WorklogID = worklog.ID(r.Left.ID)
	case r.Then != nil:
		e.WorklogID = worklog.ID(r.Then.ID)
	}
	return e
}
