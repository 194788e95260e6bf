package state

import (
	"context"
	"fmt"
	"time"
)

// Plan is what was planned for an owner, as it was saved.
type Plan struct {
	ID, Owner   string
	MadeAt      time.Time
	ExpiresAt   time.Time // from then on it cannot be applied
	Summary     string
	PayloadHash string
	StateHash   string // of what the plan was made from
	Payload     []byte
}

// PlanStatus is how far a plan has come.
type PlanStatus string

// The states of a plan. One that was released is still running; its lease is over.
const (
	PlanReady   PlanStatus = "ready"
	PlanRunning PlanStatus = "running"
	PlanDone    PlanStatus = "done"
)

// Entry is the progress of one entry of a plan.
type Entry struct {
	Number  int
	Outcome Outcome
	Body    []byte
}

// PlanRecord is a plan and what has become of it so far.
type PlanRecord struct {
	Plan

	Status  PlanStatus
	Until   time.Time // running: when the lease ends; zero when it was given up
	Entries []Entry   // those that were noted, by number
	Result  []byte    // of a plan that is done
}

// SavePlan keeps a new plan. An id that the owner has already is an [ErrConflict].
func (s *Store) SavePlan(ctx context.Context, p Plan) error {
	const what = "save a plan"
	if p.Owner == "" || p.ID == "" {
		return fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	return s.write(ctx, what, func(t *tx) error {
		return t.must(ctx, ErrConflict, `INSERT INTO plans (owner, id, made_at, expires_at, status, holder, fence, until, lease,
			summary, payload_hash, state_hash, payload) VALUES (?, ?, ?, ?, ?, '', 0, 0, 0, ?, ?, ?, ?)
			ON CONFLICT (owner, id) DO NOTHING`,
			p.Owner, p.ID, unix(p.MadeAt), unix(p.ExpiresAt), string(PlanReady), p.Summary, p.PayloadHash, p.StateHash, p.Payload)
	})
}

// Plan returns a plan and how far it has come, also an expired one. Another owner's is
// an [ErrUnknown], as one that never was.
func (s *Store) Plan(ctx context.Context, owner, id string) (PlanRecord, error) {
	var p PlanRecord
	err := s.read(ctx, "read a plan", func(t *tx) (err error) {
		if p, _, err = t.plan(ctx, owner, id); err != nil {
			return err
		}
		p.Entries, err = t.entries(ctx, owner, id)
		return err
	})
	if err != nil {
		return PlanRecord{}, err
	}
	return p, nil
}

// plan reads a plan without its entries.
func (t *tx) plan(ctx context.Context, owner, id string) (PlanRecord, lease, error) {
	p := PlanRecord{Plan: Plan{Owner: owner, ID: id}}
	var l lease
	var made, expires int64
	err := t.row(ctx, `SELECT made_at, expires_at, status, fence, until, lease, summary, payload_hash, state_hash, payload, result
		FROM plans WHERE owner = ? AND id = ?`, []any{owner, id},
		&made, &expires, &p.Status, &l.fence, &l.until, &l.length, &p.Summary, &p.PayloadHash, &p.StateHash, &p.Payload, &p.Result)
	p.MadeAt, p.ExpiresAt, p.Until = moment(made), moment(expires), moment(l.until)
	return p, l, err
}

func (t *tx) entries(ctx context.Context, owner, plan string) ([]Entry, error) {
	return rows(ctx, t, func(row scanner) (e Entry, err error) {
		err = row.Scan(&e.Number, &e.Outcome, &e.Body)
		return e, err
	}, `SELECT number, outcome, body FROM entries WHERE owner = ? AND plan_id = ? ORDER BY number`, owner, plan)
}
