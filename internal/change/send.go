package change

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// send is where every request that writes leaves. What has to happen before the
// first one of a change, and after each, belongs here.
func send[T any](ctx context.Context, w *writer, changes []*Change, request func() (T, error)) (T, error) {
	w.journal.sending(ctx, changes)
	for _, c := range changes {
		c.sent = true
		if c.part != nil {
			c.part.sent = true
		}
	}
	return request()
}

// post creates one worklog.
func (w *writer) post(ctx context.Context, c *Change) (tempo.Worklog, error) {
	return send(ctx, w, []*Change{c}, func() (tempo.Worklog, error) {
		made, err := w.p.Tempo.CreateWorklog(ctx, c.wire)
		if err == nil {
			w.p.Claim(made.ID)
		}
		return made, err
	})
}

// postBulk creates worklogs of one issue.
func (w *writer) postBulk(ctx context.Context, changes []*Change) ([]tempo.Worklog, error) {
	list := make([]tempo.NewWorklog, len(changes))
	for i, c := range changes {
		list[i] = c.wire
	}
	return send(ctx, w, changes, func() ([]tempo.Worklog, error) {
		made, err := w.p.Tempo.CreateWorklogs(ctx, list[0].IssueID, list)
		for _, m := range made {
			w.p.Claim(m.ID)
		}
		return made, err
	})
}

// put replaces a worklog.
func (w *writer) put(ctx context.Context, c *Change, update tempo.WorklogUpdate) (tempo.Worklog, error) {
	return send(ctx, w, []*Change{c}, func() (tempo.Worklog, error) { return w.p.Tempo.UpdateWorklog(ctx, c.WorklogID, update) })
}

// remove deletes a worklog: the one that a change is about, or a copy of it.
func (w *writer) remove(ctx context.Context, c *Change, id int64) error {
	_, err := send(ctx, w, []*Change{c}, func() (struct{}, error) { return struct{}{}, w.p.Tempo.DeleteWorklog(ctx, id) })
	return err
}
