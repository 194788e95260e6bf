package state

import (
	"context"
	"fmt"
)

// RenewPlan has the lease of a plan begin anew.
func (s *Store) RenewPlan(ctx context.Context, h Hold) error {
	return s.write(ctx, "renew the lease of a plan", func(t *tx) error { return t.holdPlan(ctx, h, s.end(h.Lease)) })
}

// KeepPlan renews the lease of a plan until stop, which must be called. The context that
// it returns ends with [ErrLost] when somebody else has taken over.
func (s *Store) KeepPlan(ctx context.Context, h Hold) (kept context.Context, stop func()) {
	return keep(ctx, h.Lease, func(ctx context.Context) error { return s.RenewPlan(ctx, h) })
}

// NoteEntries notes progress, all of it or nothing, and renews the lease.
func (s *Store) NoteEntries(ctx context.Context, h Hold, entries ...Entry) error {
	return s.write(ctx, "note the progress of a plan", func(t *tx) error {
		if err := t.holdPlan(ctx, h, s.end(h.Lease)); err != nil {
			return err
		}
		return t.noteEntries(ctx, h, entries)
	})
}

// ReleasePlan gives up the lease and keeps the progress: the next one goes on.
func (s *Store) ReleasePlan(ctx context.Context, h Hold) error {
	return s.write(ctx, "release a plan", func(t *tx) error { return t.holdPlan(ctx, h, 0) })
}

// FinishPlan keeps the result that every later apply gets. The last entries can be noted
// with it.
func (s *Store) FinishPlan(ctx context.Context, h Hold, result []byte, entries ...Entry) error {
	return s.write(ctx, "finish a plan", func(t *tx) error {
		if err := t.holdPlan(ctx, h, 0); err != nil {
			return err
		}
		if err := t.noteEntries(ctx, h, entries); err != nil {
			return err
		}
		_, err := t.exec(ctx, `UPDATE plans SET status = ?, result = ? WHERE owner = ? AND id = ?`,
			string(PlanDone), result, h.Owner, h.ID)
		return err
	})
}

// holdPlan sets the end of a plan's lease, if the hold is still the newest one.
func (t *tx) holdPlan(ctx context.Context, h Hold, until int64) error {
	return t.must(ctx, ErrLost, `UPDATE plans SET until = ? WHERE owner = ? AND id = ? AND fence = ? AND status = ? AND until <> 0`,
		until, h.Owner, h.ID, h.Fence, string(PlanRunning))
}

func (t *tx) noteEntries(ctx context.Context, h Hold, entries []Entry) error {
	for _, e := range entries {
		if !e.Outcome.ofEntry() {
			return fmt.Errorf("outcome %q of entry %d: %w", e.Outcome, e.Number, ErrInvalid)
		}
		if _, err := t.exec(ctx, `INSERT INTO entries (owner, plan_id, number, outcome, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (owner, plan_id, number) DO UPDATE SET outcome = excluded.outcome, body = excluded.body`,
			h.Owner, h.ID, e.Number, string(e.Outcome), e.Body); err != nil {
			return err
		}
	}
	return nil
}
