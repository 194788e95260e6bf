package change

import "context"

// erase deletes a worklog that was there a moment ago.
func (w *writer) erase(ctx context.Context, c *Change) {
	sentBefore := false
	err := w.carry(ctx, func() error {
		err := w.remove(ctx, c)
		if sentBefore && gone(err) {
			return nil
		}
		sentBefore = true
		return err
	}, func(ctx context.Context) (sight, error) {
		_, err := w.p.Tempo.Worklog(ctx, c.WorklogID)
		switch {
		case gone(err):
			return present, nil
		case err != nil:
			return unclear, err
		default:
			return absent, nil
		}
	})
	if err != nil {
		fail(err, c)
		return
	}
	c.made(nil)
}
