package state

import (
	"context"
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

// Status is how far a plan has come.
type Status string

// The states of a plan. One that was released is still running; its lease is over.
const (
	Ready   Status = "ready"
	Running Status = "running"
	Done    Status = "done"
)

// EntryOutcome is what became of an entry of a plan.
type EntryOutcome string

// The outcomes of an entry. Entries that were never noted are not begun.
const (
	EntryBegun   EntryOutcome = "begun"
	EntryDone    EntryOutcome = "done"
	EntryFailed  EntryOutcome = "failed"
	EntryUnknown EntryOutcome = "unknown"
)

// Entry is the progress of one entry of a plan.
type Entry struct {
	Number  int
	Outcome EntryOutcome
	Body    []byte
}

// PlanRecord is a plan and what has become of it so far.
type PlanRecord struct {
	Plan

	Status  Status
	Until   time.Time // running: when the lease ends; zero when it was given up
	Entries []Entry   // those that were noted, by number
	Result  []byte    // done
}

// Taken is a plan that somebody wants to apply. When its status is [Done], the result
// is the first one's and there is no hold.
type Taken struct {
	PlanRecord

	Hold Hold
	// Crashed says that the one before never gave up its lease: an entry that it has
	// begun may or may not have had its effect.
	Crashed bool
}

// SavePlan keeps a new plan. An id that is taken is an [ErrConflict].
func (s *Store) SavePlan(ctx context.Context, p Plan) error { panic("later") }

// Plan returns a plan and how far it has come, also an expired one.
func (s *Store) Plan(ctx context.Context, owner, id string) (PlanRecord, error) { panic("later") }

// TakePlan gives the right to apply a plan to one holder at a time. A ready plan, and
// one whose lease has run out or was given up, becomes the holder's, with the progress
// so far; a plan that is done comes with its result. It fails with a [RunningError]
// while somebody else is at work, with [ErrExpired], or with [ErrUnknown].
func (s *Store) TakePlan(ctx context.Context, owner, id, holder string, lease time.Duration) (Taken, error) {
	panic("later")
}

// RenewPlan has the lease of a plan begin anew.
func (s *Store) RenewPlan(ctx context.Context, h Hold) error { panic("later") }

// NoteEntries notes progress, all of it or nothing, and renews the lease.
func (s *Store) NoteEntries(ctx context.Context, h Hold, entries ...Entry) error { panic("later") }

// ReleasePlan gives up the lease and keeps the progress: the next one goes on.
func (s *Store) ReleasePlan(ctx context.Context, h Hold) error { panic("later") }

// FinishPlan keeps the result that every later apply gets. The last entries can be noted
// with it.
func (s *Store) FinishPlan(ctx context.Context, h Hold, result []byte, entries ...Entry) error {
	panic("later")
}
