package state

import (
	"context"
	"fmt"
	"time"
)

// How long things are kept. The id of a worklog that was created again is needed for as
// long as the changes that it is in.
const (
	keepChanges = 90 * 24 * time.Hour
	keepExpired = 7 * 24 * time.Hour // so that a plan is known to have expired
)

// Clear forgets everything of an owner, and leaves nothing of it in the bytes of the
// files. It is an [ErrBusy] when other processes do not let it: what was there is then
// forgotten, but its bytes may still be in the files.
func (s *Store) Clear(ctx context.Context, owner string) error {
	const what = "clear an owner's state"
	if owner == "" {
		return fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	return s.clear(ctx, what, ` WHERE owner = ?`, owner)
}

// ClearAll forgets everything of everybody, as [Store.Clear] does. Damaged files that
// were moved aside are removed.
func (s *Store) ClearAll(ctx context.Context) error {
	const what = "clear the state"
	if err := s.clear(ctx, what, ` WHERE owner <> ?`, ""); err != nil {
		return err
	}
	return s.failed(what, removeAside(s.path))
}

func (s *Store) clear(ctx context.Context, what, where, owner string) error {
	if err := s.write(ctx, what, func(t *tx) error {
		for _, table := range []string{"plans", "changes", "renames", "documents", "owners"} {
			if _, err := t.exec(ctx, `DELETE FROM `+table+where, owner); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, `DELETE FROM turns`+where+` AND until <= ?`, owner, s.ms()) // others are at work
		return err
	}); err != nil {
		return err
	}
	return s.failed(what, s.engine.wipe(ctx, s.db))
}

// pruneEvery is how often a process prunes.
const pruneEvery = 24 * time.Hour

// PruneDaily prunes at the first call, and then once a day.
func (s *Store) PruneDaily(ctx context.Context) error {
	now, last := s.ms(), s.pruned.Load()
	if last != 0 && now >= last && now-last < pruneEvery.Milliseconds() || !s.pruned.CompareAndSwap(last, now) {
		return nil
	}
	return s.Prune(ctx)
}

// Prune forgets changes older than 90 days, and plans that expired a week ago.
func (s *Store) Prune(ctx context.Context) error {
	return s.write(ctx, "prune the state", func(t *tx) error {
		old := unix(s.now().Add(-keepChanges))
		for _, p := range []struct {
			query  string
			before int64
		}{
			{`DELETE FROM changes WHERE made_at < ?`, old},
			{`DELETE FROM renames WHERE made_at < ?`, old},
			{`DELETE FROM plans WHERE expires_at < ?`, unix(s.now().Add(-keepExpired))},
		} {
			if _, err := t.exec(ctx, p.query, p.before); err != nil {
				return err
			}
		}
		return nil
	})
}
