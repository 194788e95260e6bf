package change

import "context"

// erase deletes a worklog that was there a moment ago.
func (w *writer) erase(ctx context.Context, c *Change) {
	if err := w.deleteOne(ctx, c, c.WorklogID); err != nil {
		fail(err, c)
		return
	}
	c.made(nil)
}

// deleteOne deletes a worklog for a change. Its error is why it still stands, or an
// [UncertainError].
func (w *writer) deleteOne(ctx context.Context, c *Change, id int64) error {
	sentBefore := false
	return w.carry(ctx, func() error {
		err := w.remove(ctx, c, id)
		if sentBefore && gone(err) {
			return nil
		}
		sentBefore = true
		return err
	}, func(ctx context.Context) (sight, error) {
		_, err := w.p.Tempo.Worklog(ctx, id)
		switch {
		case gone(err):
			return present, nil
		case err != nil:
			return unclear, err
		default:
			return absent, nil
		}
	})
}
