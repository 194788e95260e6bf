package change

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
)

// rewrite edits or deletes a worklog. From its reading to its writing, nothing else
// of the person writes to it or to its issue.
func (w *writer) rewrite(ctx context.Context, c *Change) {
	before, err := w.p.Tempo.Worklog(ctx, c.WorklogID)
	if err != nil {
		fail(err, c)
		return
	}
	c.Before = &before
	release, err := w.p.Lock(ctx, person.IssueKey(before.Issue.Number()))
	if err != nil {
		fail(err, c)
		return
	}
	defer release()
	if c.Action == Delete {
		w.erase(ctx, c)
	} else {
		w.edit(ctx, c)
	}
}

// carry sends a write until what became of it is known: the answer tells, or look
// does. Its error is why the write had no effect, or an [UncertainError].
func (w *writer) carry(ctx context.Context, write func() error, look func(context.Context) (sight, error)) error {
	for sent := 1; ; sent++ {
		err := write()
		if err == nil || !unanswered(err) {
			return err
		}
		seen, lookErr := w.settle(ctx, err, look)
		switch {
		case seen == present:
			return nil
		case seen == unclear:
			return &UncertainError{Cause: err, LookError: lookErr}
		case !w.again(ctx, err, sent):
			return unseen(err)
		}
	}
}
