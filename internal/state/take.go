package state

import (
	"context"
	"fmt"
	"time"
)

// Taken is a plan that somebody wants to apply. When its status is [PlanDone], the
// result is the first one's and there is no hold.
type Taken struct {
	PlanRecord

	Hold Hold
	// Crashed says that the one before never gave up its lease: an entry that it has
	// begun may or may not have had its effect.
	Crashed bool
}

// TakePlan gives the right to apply a plan to one holder at a time. A ready plan, and
// one whose lease has run out or was given up, becomes the holder's, with the progress
// so far; a plan that is done comes with its result. It fails with a [RunningError]
// while somebody else is at work, with [ErrExpired], or with [ErrUnknown].
func (s *Store) TakePlan(ctx context.Context, owner, id, holder string, lease time.Duration) (Taken, error) {
	const what = "take a plan"
	hold := Hold{Owner: owner, ID: id, Holder: holder, Lease: lease}
	if !hold.valid() {
		return Taken{}, fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	var taken Taken
	var running error // told after the transaction, which may have cut a lease
	err := s.write(ctx, what, func(t *tx) (err error) {
		if taken, running, err = t.takePlan(ctx, hold); err != nil || running != nil {
			return err
		}
		taken.Entries, err = t.entries(ctx, owner, id)
		return err
	})
	if err != nil {
		return Taken{}, err
	}
	if running != nil {
		return Taken{}, fmt.Errorf("%s: %w", what, running)
	}
	return taken, nil
}

func (t *tx) takePlan(ctx context.Context, h Hold) (taken Taken, running, err error) {
	p, l, err := t.plan(ctx, h.Owner, h.ID)
	if err != nil {
		return Taken{}, nil, err
	}
	if p.Status == PlanDone {
		return Taken{PlanRecord: p}, nil, nil
	}
	if running, err = t.busy(ctx, "plans", "id", h, l); running != nil || err != nil {
		return Taken{}, running, err
	}
	if t.s.ms() >= unix(p.ExpiresAt) {
		return Taken{}, nil, ErrExpired
	}
	until := t.s.end(h.Lease)
	err = t.must(ctx, &RunningError{moment(until)}, // another one was faster
		`UPDATE plans SET status = ?, holder = ?, fence = fence + 1, until = ?, lease = ? WHERE owner = ? AND id = ? AND fence = ? AND status <> ?`,
		string(PlanRunning), h.Holder, until, h.Lease.Milliseconds(), h.Owner, h.ID, l.fence, string(PlanDone))
	h.Fence, p.Status, p.Until = l.fence+1, PlanRunning, moment(until)
	return Taken{PlanRecord: p, Hold: h, Crashed: l.until != 0}, nil, err
}

// busy returns a RunningError while a lease lasts, and cuts one that is ahead of the
// clock. key is the column that the hold's id stands in.
func (t *tx) busy(ctx context.Context, table, key string, h Hold, l lease) (running, err error) {
	now := t.s.ms()
	if l.ahead(now) {
		l.until = now + l.length
		_, err = t.exec(ctx, `UPDATE `+table+` SET until = ? WHERE owner = ? AND `+key+` = ? AND fence = ? AND until <> 0`,
			l.until, h.Owner, h.ID, l.fence)
	}
	if l.live(now) {
		return &RunningError{moment(l.until)}, err
	}
	return nil, err
}
