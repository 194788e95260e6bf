package state

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Turn waits within ctx until it is the owner's next turn to apply or undo something,
// and keeps it by renewing the lease until release, which must be called. The context
// that it returns ends with [ErrLost] when the turn was lost after all. When ctx ends
// while it waits, the error is what ended it, and a [RunningError].
func (s *Store) Turn(ctx context.Context, owner, holder string, lease time.Duration) (turn context.Context, release func(), err error) {
	const what = "wait for a turn"
	h := Hold{Owner: owner, ID: owner, Holder: holder, Lease: lease}
	if !h.valid() {
		return nil, nil, fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	var running error
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		err := s.tryTurn(ctx, what, &h)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrRunning) {
			if running != nil && ctx.Err() != nil { // it ended in the middle of another try
				err = fmt.Errorf("%w: %w", running, err)
			}
			return nil, nil, err
		}
		running = err
		if ended := wait(ctx, pause); ended != nil {
			return nil, nil, fmt.Errorf("%w: %w", err, ended)
		}
	}
	turn, stop := keep(ctx, lease, func(ctx context.Context) error { return s.setTurn(ctx, h, s.end(lease)) })
	return turn, func() {
		stop()
		// A turn that cannot be given back runs out.
		_ = within(context.WithoutCancel(ctx), lease, func(ctx context.Context) error { return s.setTurn(ctx, h, 0) })
	}, nil
}

// tryTurn takes the turn, or returns a RunningError.
func (s *Store) tryTurn(ctx context.Context, what string, h *Hold) error {
	var running error
	if err := s.read(ctx, what, func(t *tx) error { // so that waiting locks nobody out
		l, err := t.turn(ctx, h.Owner)
		if now := s.ms(); err == nil && l.live(now) && !l.ahead(now) {
			running = &RunningError{moment(l.until)}
		}
		return err
	}); err != nil {
		return err
	}
	if running != nil {
		return fmt.Errorf("%s: %w", what, running)
	}
	if err := s.write(ctx, what, func(t *tx) (err error) {
		running, err = t.takeTurn(ctx, h)
		return err
	}); err != nil {
		return err
	}
	if running != nil {
		return fmt.Errorf("%s: %w", what, running)
	}
	return nil
}

func (t *tx) takeTurn(ctx context.Context, h *Hold) (running, err error) {
	if _, err := t.exec(ctx, `INSERT INTO turns (owner, holder, fence, until, lease) VALUES (?, '', 0, 0, 0)
		ON CONFLICT (owner) DO NOTHING`, h.Owner); err != nil {
		return nil, err
	}
	l, err := t.turn(ctx, h.Owner)
	if err != nil {
		return nil, err
	}
	if running, err = t.busy(ctx, "turns", "owner", *h, l); running != nil || err != nil {
		return running, err
	}
	until := t.s.end(h.Lease)
	err = t.must(ctx, &RunningError{moment(until)}, // another one was faster
		`UPDATE turns SET holder = ?, fence = fence + 1, until = ?, lease = ? WHERE owner = ? AND fence = ?`,
		h.Holder, until, h.Lease.Milliseconds(), h.Owner, l.fence)
	h.Fence = l.fence + 1
	return nil, err
}

// turn reads whose turn it is; nobody's is a lease that is over.
func (t *tx) turn(ctx context.Context, owner string) (lease, error) {
	var l lease
	err := t.row(ctx, `SELECT fence, until, lease FROM turns WHERE owner = ?`, []any{owner}, &l.fence, &l.until, &l.length)
	if errors.Is(err, ErrUnknown) {
		return lease{}, nil
	}
	return l, err
}

// setTurn sets the end of a turn, if it is still the holder's.
func (s *Store) setTurn(ctx context.Context, h Hold, until int64) error {
	return s.write(ctx, "keep a turn", func(t *tx) error {
		return t.must(ctx, ErrLost, `UPDATE turns SET until = ? WHERE owner = ? AND fence = ? AND until <> 0`, until, h.Owner, h.Fence)
	})
}

// wait lets time pass, unless ctx ends first.
func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
