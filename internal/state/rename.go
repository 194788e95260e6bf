package state

import (
	"context"
	"errors"
)

// rename notes which ids worklogs have from now on.
func (t *tx) rename(ctx context.Context, owner string, ids map[string]string) error {
	for former, present := range ids {
		if former == present {
			continue
		}
		if _, err := t.exec(ctx, `INSERT INTO renames (owner, former, present, made_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (owner, former) DO UPDATE SET present = excluded.present, made_at = excluded.made_at`,
			owner, former, present, t.s.ms()); err != nil {
			return err
		}
	}
	return nil
}

// Renamed returns the id that a worklog has now, when it was created again since, also
// several times.
func (s *Store) Renamed(ctx context.Context, owner, old string) (string, bool, error) {
	id := old
	err := s.read(ctx, "look up a worklog's present id", func(t *tx) error {
		seen := map[string]bool{old: true}
		for {
			var next string
			err := t.row(ctx, `SELECT present FROM renames WHERE owner = ? AND former = ?`, []any{owner, id}, &next)
			if errors.Is(err, ErrUnknown) || seen[next] && err == nil {
				return nil
			}
			if err != nil {
				return err
			}
			id, seen[next] = next, true
		}
	})
	if err != nil {
		return "", false, err
	}
	return id, id != old, nil
}
