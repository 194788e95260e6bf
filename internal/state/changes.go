package state

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Change returns a change with its steps.
func (s *Store) Change(ctx context.Context, owner, id string) (Change, error) {
	return s.one(ctx, "read a change", `WHERE owner = ? AND id = ?`, owner, id)
}

// NewestStanding returns the newest change of which at least one step stands, or may
// stand because nobody knows what became of it, and that is not itself an undo: what an
// undo without an id is about. There being none is an [ErrUnknown].
func (s *Store) NewestStanding(ctx context.Context, owner string) (Change, error) {
	return s.one(ctx, "find the newest change that stands",
		`WHERE owner = ? AND undoes = '' AND (standing > 0 OR EXISTS (SELECT 1 FROM steps p
			WHERE p.owner = changes.owner AND p.change_id = changes.id AND p.outcome IN ('sent', 'unknown')))
			ORDER BY sequence DESC LIMIT 1`, owner)
}

func (s *Store) one(ctx context.Context, what, query string, args ...any) (Change, error) {
	var c held
	err := s.read(ctx, what, func(t *tx) (err error) {
		c, err = t.change(ctx, query, args...)
		return err
	})
	if err != nil {
		return Change{}, err
	}
	return c.Change, nil
}

// Latest returns at most n changes with their steps, newest first.
func (s *Store) Latest(ctx context.Context, owner string, n int) ([]Change, error) {
	return s.several(ctx, "list changes", `WHERE owner = ? ORDER BY sequence DESC LIMIT ?`, owner, n)
}

// LatestOfAll returns at most n changes of everybody with their steps, newest first.
func (s *Store) LatestOfAll(ctx context.Context, n int) ([]Change, error) {
	return s.several(ctx, "list changes", `WHERE owner <> ? ORDER BY made_at DESC, sequence DESC LIMIT ?`, "", n)
}

func (s *Store) several(ctx context.Context, what, query string, args ...any) ([]Change, error) {
	var list []Change
	err := s.read(ctx, what, func(t *tx) error {
		found, err := t.changes(ctx, query, args...)
		for _, c := range found {
			list = append(list, c.Change)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Unfinished returns the changes that their holders left half done, oldest first: steps
// are intended or sent, and the lease has run out.
func (s *Store) Unfinished(ctx context.Context, owner string) ([]Change, error) {
	const what = "look for unfinished changes"
	var found []held
	if err := s.read(ctx, what, func(t *tx) (err error) {
		found, err = t.changes(ctx, `WHERE owner = ? AND ended_at = 0 ORDER BY sequence`, owner)
		return err
	}); err != nil {
		return nil, err
	}
	var list []Change
	for _, c := range found {
		switch now := s.ms(); {
		case c.lease.ahead(now): // it is cut, and runs out later
			if err := s.write(ctx, what, func(t *tx) error {
				_, err := t.busy(ctx, "changes", "id", Hold{Owner: owner, ID: c.ID}, c.lease)
				return err
			}); err != nil {
				return nil, err
			}
		case !c.lease.live(now) && c.pending():
			list = append(list, c.Change)
		}
	}
	return list, nil
}

// pending reports whether a step waits for an outcome.
func (c Change) pending() bool {
	return slices.ContainsFunc(c.Steps, func(p Step) bool { return p.Outcome == Intended || p.Outcome == Sent })
}

// TakeChange gives the right to mend an unfinished change to one holder at a time. It
// fails with a [RunningError] while the lease has not run out, and with [ErrLost] when
// the change has ended.
func (s *Store) TakeChange(ctx context.Context, owner, id, holder string, lease time.Duration) (Change, Hold, error) {
	const what = "take an unfinished change"
	h := Hold{Owner: owner, ID: id, Holder: holder, Lease: lease}
	if !h.valid() {
		return Change{}, Hold{}, fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	var c held
	var running error // told after the transaction, which may have cut a lease
	err := s.write(ctx, what, func(t *tx) (err error) {
		c, running, err = t.takeChange(ctx, &h)
		return err
	})
	if err == nil && running != nil {
		err = fmt.Errorf("%s: %w", what, running)
	}
	if err != nil {
		return Change{}, Hold{}, err
	}
	return c.Change, h, nil
}

func (t *tx) takeChange(ctx context.Context, h *Hold) (c held, running, err error) {
	if c, err = t.change(ctx, `WHERE owner = ? AND id = ?`, h.Owner, h.ID); err != nil {
		return held{}, nil, err
	}
	if c.Ended {
		return held{}, nil, ErrLost
	}
	if running, err = t.busy(ctx, "changes", "id", *h, c.lease); running != nil || err != nil {
		return held{}, running, err
	}
	until := t.s.end(h.Lease)
	err = t.must(ctx, &RunningError{moment(until)}, // another one was faster
		`UPDATE changes SET holder = ?, fence = fence + 1, until = ?, lease = ? WHERE owner = ? AND id = ? AND fence = ? AND ended_at = 0`,
		h.Holder, until, h.Lease.Milliseconds(), h.Owner, h.ID, c.lease.fence)
	h.Fence, c.Until = c.lease.fence+1, moment(until)
	return c, nil, err
}
