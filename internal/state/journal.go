package state

import (
	"context"
	"fmt"
	"time"
)

// Note is what became of a step.
type Note struct {
	Number  int
	Outcome Outcome
	Before  []byte // nil leaves the one that is known
	After   []byte
	Reason  string
	Renamed map[string]string // worklogs that have another id from now on, old to new
}

// maxChanges is how many changes of an owner are kept.
const maxChanges = 5000

// Begin puts a change on the disk, all steps intended or already sent, before it returns. What becomes
// of it is noted with the hold. The owner's changes beyond the newest 5,000 are
// forgotten. An id that the owner has already is an [ErrConflict].
func (s *Store) Begin(ctx context.Context, c Change, holder string, lease time.Duration) (Hold, error) {
	const what = "begin a change"
	h := Hold{Owner: c.Owner, ID: c.ID, Holder: holder, Fence: 1, Lease: lease}
	if !h.valid() {
		return Hold{}, fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	err := s.write(ctx, what, func(t *tx) error {
		if err := t.insertChange(ctx, c, h); err != nil {
			return err
		}
		for _, p := range c.Steps {
			if err := t.insertStep(ctx, h, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Hold{}, err
	}
	return h, nil
}

func (t *tx) insertChange(ctx context.Context, c Change, h Hold) error {
	var sequence int64
	if err := t.row(ctx, `INSERT INTO owners (owner, changes, versions) VALUES (?, 1, 0)
		ON CONFLICT (owner) DO UPDATE SET changes = owners.changes + 1 RETURNING changes`, []any{c.Owner}, &sequence); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM changes WHERE owner = ? AND sequence <= ?`, c.Owner, sequence-t.s.most); err != nil {
		return err
	}
	return t.must(ctx, ErrConflict, `INSERT INTO changes (owner, id, sequence, plan_id, undoes, tool, client, made_at, ended_at,
		standing, holder, fence, until, lease, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)
		ON CONFLICT (owner, id) DO NOTHING`, c.Owner, c.ID, sequence, c.PlanID, c.Undoes, c.Tool, c.Client, unix(c.At),
		h.Holder, h.Fence, t.s.end(h.Lease), h.Lease.Milliseconds(), c.Summary)
}

func (t *tx) insertStep(ctx context.Context, h Hold, p Step) error {
	outcome := Intended
	if p.Outcome == Sent {
		outcome = Sent
	}
	return t.must(ctx, fmt.Errorf("step %d twice: %w", p.Number, ErrInvalid),
		`INSERT INTO steps (owner, change_id, number, action, undoes, outcome, stands, undone_by, reason, image, want)
		VALUES (?, ?, ?, ?, ?, ?, 0, '', '', ?, ?) ON CONFLICT (owner, change_id, number) DO NOTHING`,
		h.Owner, h.ID, p.Number, p.Action, p.Undoes, string(outcome), p.Before, p.Want)
}

// NoteSteps notes what became of steps, all of it or nothing, and renews the lease.
func (s *Store) NoteSteps(ctx context.Context, h Hold, notes ...Note) error {
	return s.write(ctx, "note steps of a change", func(t *tx) error { return t.noteSteps(ctx, h, notes) })
}

// End closes a change, with last notes in the same transaction. Steps that are still
// intended are then skipped, and what became of those sent is unknown.
func (s *Store) End(ctx context.Context, h Hold, notes ...Note) error {
	return s.write(ctx, "end a change", func(t *tx) error {
		if err := t.noteSteps(ctx, h, notes); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE changes SET ended_at = ?, until = 0 WHERE owner = ? AND id = ?`,
			max(1, s.ms()), h.Owner, h.ID); err != nil {
			return err
		}
		_, err := t.exec(ctx, `UPDATE steps SET outcome = CASE WHEN outcome = ? THEN ? ELSE ? END
			WHERE owner = ? AND change_id = ? AND outcome IN (?, ?)`,
			string(Sent), string(Unknown), string(Skipped), h.Owner, h.ID, string(Sent), string(Intended))
		return err
	})
}

// noteSteps notes what became of steps, if the hold is still the newest one.
func (t *tx) noteSteps(ctx context.Context, h Hold, notes []Note) error {
	if err := t.must(ctx, ErrLost, `UPDATE changes SET until = ? WHERE owner = ? AND id = ? AND fence = ? AND ended_at = 0`,
		t.s.end(h.Lease), h.Owner, h.ID, h.Fence); err != nil {
		return err
	}
	for _, n := range notes {
		if !n.Outcome.ofStep() {
			return fmt.Errorf("outcome %q of step %d: %w", n.Outcome, n.Number, ErrInvalid)
		}
		if err := t.noteStep(ctx, h, n); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) noteStep(ctx context.Context, h Hold, n Note) error {
	var was Outcome
	if err := t.row(ctx, `SELECT outcome FROM steps WHERE owner = ? AND change_id = ? AND number = ?`,
		[]any{h.Owner, h.ID, n.Number}, &was); err != nil {
		return fmt.Errorf("step %d: %w", n.Number, err)
	}
	if _, err := t.exec(ctx, `UPDATE steps SET outcome = ?, after = ?, reason = ?, image = CASE WHEN ? = 1 THEN ? ELSE image END
		WHERE owner = ? AND change_id = ? AND number = ?`,
		string(n.Outcome), n.After, n.Reason, bit(n.Before != nil), n.Before, h.Owner, h.ID, n.Number); err != nil {
		return err
	}
	if (was == Done) != (n.Outcome == Done) {
		if err := t.stand(ctx, h.Owner, h.ID, n.Number, n.Outcome == Done); err != nil {
			return err
		}
	}
	return t.rename(ctx, h.Owner, n.Renamed)
}
