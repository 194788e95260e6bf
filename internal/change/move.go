package change

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// move puts a copy of a worklog, with what is to be different, on another issue, and
// deletes the original once Tempo has shown the copy. Where the original cannot be
// deleted, the copy is deleted again, unless the original may be gone all the same:
// time that stands twice can be seen and mended.
func (w *writer) move(ctx context.Context, c *Change) {
	copied := w.copyOf(ctx, c)
	mover := *w
	mover.sheet = c.sheet
	mover.createOne(tempo.Reserving(ctx), copied)
	switch _, uncertain := asUncertain(copied.Err); {
	case uncertain:
		fail(&MoveError{WorklogID: c.WorklogID, IssueKey: c.Issue.Key, Copied: Unsure, Copy: candidate(copied.Err), Cause: copied.Err}, c)
		return
	case copied.Err != nil:
		fail(copied.Err, c)
		return
	}
	ctx, cancel := tempo.Outlasting(ctx) // half a move is worse than one that nobody waits for
	defer cancel()
	w.journal.copied(ctx, c, *copied.After)
	err := tempo.ErrIncomplete
	if roughly(copied.wire, *copied.After) {
		err = w.deleteOne(ctx, c, c.WorklogID)
	}
	switch u, uncertain := asUncertain(err); {
	case err == nil:
		c.made(copied.After)
	case uncertain:
		fail(&MoveError{
			WorklogID: c.WorklogID, Copy: copied.After.ID, IssueKey: c.Issue.Key, Original: Unsure, Cause: u,
		}, c)
	default:
		w.takeBack(ctx, c, copied, err)
	}
}

// copyOf is the change that makes the copy. It reads what is there before, by which a
// lost answer is settled.
func (w *writer) copyOf(ctx context.Context, c *Change) *Change {
	update, _ := c.update()
	day, _ := worklog.ParseDay(update.StartDate) // as it came from Tempo or from the caller
	c.sheet, _ = readSheet(ctx, w.p.Tempo, w.me, around(runs([]worklog.Day{day, c.Before.Entry().Day})))
	return &Change{
		Action: Create, part: c, Issue: c.Issue, attributes: update.Attributes, Want: Draft{Day: day},
		wire: tempo.NewWorklog{
			IssueID: c.Issue.ID, AuthorAccountID: w.me, StartDate: update.StartDate, StartTime: update.StartTime,
			TimeSpentSeconds: update.TimeSpentSeconds, BillableSeconds: update.BillableSeconds,
			RemainingEstimateSeconds: update.RemainingEstimateSeconds, Description: update.Description, Attributes: update.Attributes,
		},
	}
}

// takeBack deletes the copy of a worklog that could not be deleted, and notes what
// stands where.
func (w *writer) takeBack(ctx context.Context, c, copied *Change, cause error) {
	e := &MoveError{WorklogID: c.WorklogID, Copy: copied.After.ID, IssueKey: c.Issue.Key, Cause: cause}
	e.UndoErr = w.deleteOne(ctx, c, copied.After.ID)
	switch _, uncertain := asUncertain(e.UndoErr); {
	case e.UndoErr == nil:
		e.Copied = Gone
	case uncertain:
		e.Copied = Unsure
	}
	fail(e, c)
}

// candidate is the worklog that may be the copy, or 0.
func candidate(err error) int64 {
	if u, ok := asUncertain(err); ok {
		return u.Candidate
	}
	return 0
}
