package state

import (
	"context"
	"time"
)

// Outcome is what became of a step of a change.
type Outcome string

// The outcomes of a step. A step begins as intended.
const (
	Intended Outcome = "intended"
	Sent     Outcome = "sent" // a request has left, or is about to
	StepDone Outcome = "done"
	Failed   Outcome = "failed"
	Unknown  Outcome = "unknown"
	Skipped  Outcome = "skipped" // never begun
)

// Step is one write of a change.
type Step struct {
	Number       int
	Action       string
	Before, Want []byte
	// Undoes is the number of the step that this one takes back, in the change that its
	// change undoes. As soon as this step is done, that one no longer stands.
	Undoes int

	// What became of it; not for Begin.
	Outcome  Outcome
	After    []byte
	Reason   string
	Stands   bool   // it is done, and was not undone since
	UndoneBy string // the change that has undone it last, also when that was undone in turn
}

// Change is a set of writes that are done and undone together.
type Change struct {
	ID, Owner    string
	PlanID       string // "" for a direct write
	Undoes       string // id of the change that this one takes back, or ""
	Tool, Client string
	At           time.Time
	Summary      string
	Steps        []Step

	// Sequence orders the changes of an owner, whatever the clock says; not for Begin.
	Sequence int64
	Ended    bool // its holder has said that it is over; not for Begin
}

// Note is what became of a step.
type Note struct {
	Number  int
	Outcome Outcome
	After   []byte
	Reason  string
	Renamed map[string]string // worklogs that have another id now, old to new
}

// Begin puts a change on the disk, all steps intended, before it returns. What is done
// for it has to be noted with the hold. The owner's changes beyond 5,000 are forgotten,
// oldest first.
func (s *Store) Begin(ctx context.Context, c Change, holder string, lease time.Duration) (Hold, error) {
	panic("later")
}

// NoteSteps notes what became of steps, all of it or nothing, and renews the lease.
func (s *Store) NoteSteps(ctx context.Context, h Hold, notes ...Note) error { panic("later") }

// End closes a change, with last notes in the same transaction. Steps that are still
// intended are then skipped, and those sent are unknown.
func (s *Store) End(ctx context.Context, h Hold, notes ...Note) error { panic("later") }

// Change returns a change with its steps.
func (s *Store) Change(ctx context.Context, owner, id string) (Change, error) { panic("later") }

// Latest returns at most n changes with their steps, newest first.
func (s *Store) Latest(ctx context.Context, owner string, n int) ([]Change, error) { panic("later") }

// NewestStanding returns the newest change of which at least one step stands, and that
// is not itself an undo: what "undo" without an id means. There being none is an
// [ErrUnknown].
func (s *Store) NewestStanding(ctx context.Context, owner string) (Change, error) { panic("later") }

// Unfinished returns the changes that their holders left half done, oldest first: steps
// are intended or sent, and the lease has run out.
func (s *Store) Unfinished(ctx context.Context, owner string) ([]Change, error) { panic("later") }

// TakeChange gives the right to mend an unfinished change to one holder at a time. It
// fails with a [RunningError] while the lease has not run out, and with [ErrLost] when
// the change has ended.
func (s *Store) TakeChange(ctx context.Context, owner, id, holder string, lease time.Duration) (Change, Hold, error) {
	panic("later")
}

// Renamed returns the id that a worklog has now, if it was created again since.
func (s *Store) Renamed(ctx context.Context, owner, old string) (string, bool, error) {
	panic("later")
}
