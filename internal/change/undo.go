package change

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Undoing is a change of the journal that is taken back, or would be.
type Undoing struct {
	Of      state.Change
	Entries []*Reversal // of the steps that stand, or may stand, in their order
	Around  *Around     // of what was written; never nil
}

// Reversal is how one step of a change is taken back.
type Reversal struct {
	Step state.Step
	// Then is the worklog as it was before the step, Left as the step left it; nil where
	// there was none.
	Then, Left *tempo.Worklog
	// Change takes the step back, and tells what became of that; nil where nothing can.
	Change *Change
	// Now is the worklog as it is, where it was looked at; nil when it is gone.
	Now *tempo.Worklog
	// Err is why the step is not taken back, or nil.
	Err error
}

// Remaining reports whether the step has set the remaining estimate of an issue, which
// is not taken back.
func (r *Reversal) Remaining() bool {
	var want struct {
		Remaining *int64 `json:"remainingEstimateSeconds"`
	}
	return json.Unmarshal(r.Step.Want, &want) == nil && want.Remaining != nil
}

// turnLease is how long an undo keeps its turn when nobody renews it.
const turnLease = 30 * time.Second

// Undo takes back what still stands of a change of the person, the newest that is no
// undo itself when id is empty. A worklog that somebody has changed since stays as it
// is. Undos of one person take turns.
func Undo(ctx context.Context, p *person.Person, id string, options ...Option) (*Undoing, error) {
	h, err := openHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	turn, release, err := h.store.Turn(ctx, h.owner, "undo", turnLease)
	if err != nil {
		return nil, unusable(ctx, err)
	}
	defer release()
	u, err := h.reversals(turn, id)
	if err != nil {
		return nil, err
	}
	var changes []*Change
	var steps []int
	for _, r := range u.Entries {
		if r.Change != nil {
			changes, steps = append(changes, r.Change), append(steps, r.Step.Number)
		}
	}
	if len(changes) == 0 {
		return u, nil
	}
	around, err := Apply(turn, p, changes, append(options, undoing(u.Of.ID, steps))...)
	if err != nil {
		return nil, err
	}
	u.Around = around
	for _, r := range u.Entries {
		r.settle()
	}
	return u, nil
}

// settle takes over what became of the change that takes a step back.
func (r *Reversal) settle() {
	if r.Change == nil {
		return
	}
	r.Err, r.Now = r.Change.Err, r.Change.After
	if changed, ok := errors.AsType[*ChangedError](r.Err); ok {
		r.Now = changed.Now
	}
}

// Preview tells what Undo would do, and changes nothing.
func Preview(ctx context.Context, p *person.Person, id string) (*Undoing, error) {
	h, err := openHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	u, err := h.reversals(ctx, id)
	if err != nil {
		return nil, err
	}
	group, within := safe.NewGroup(ctx)
	for _, r := range u.Entries {
		if r.Change != nil && r.Change.untouched != nil {
			group.Go(func() error { return r.look(within, p) })
		}
	}
	return u, group.Wait()
}

// look finds out how the worklog is now.
func (r *Reversal) look(ctx context.Context, p *person.Person) error {
	now, err := p.Tempo.Worklog(ctx, r.Change.WorklogID)
	switch {
	case gone(err):
		r.Err = &ChangedError{WorklogID: r.Change.WorklogID}
	case err != nil:
		r.Err = err
		return crash(err)
	case !r.Change.untouched(now):
		r.Now, r.Err = &now, r.Change.changedTo(now)
	default:
		r.Now = &now
	}
	return nil
}

// reversals finds a change, and how its steps are taken back.
func (h *history) reversals(ctx context.Context, id string) (*Undoing, error) {
	of, err := h.find(ctx, id)
	if err != nil {
		return nil, err
	}
	later, err := h.since(ctx, of)
	if err != nil {
		return nil, err
	}
	u := &Undoing{Of: of, Around: &Around{}}
	for _, step := range of.Steps {
		if !step.Stands && !open(step) {
			continue
		}
		r := &Reversal{Step: step, Then: read(step.Before), Left: read(step.After)}
		u.Entries = append(u.Entries, r)
		if open(step) || r.Then == nil && r.Left == nil {
			r.Err = &UnsettledError{WorklogID: idOf(r.Then)}
			continue
		}
		if r.Change, err = h.back(ctx, r); err != nil {
			return nil, err
		}
		r.guard(of, later)
	}
	return u, nil
}

// open reports whether nobody knows what became of a step.
func open(s state.Step) bool { return s.Outcome == state.Unknown || s.Outcome == state.Sent }

// back returns the change that takes a step back.
func (h *history) back(ctx context.Context, r *Reversal) (*Change, error) {
	if r.Left == nil {
		e := r.Then.Entry()
		return &Change{Action: Create, restore: r.Then, Want: Draft{
			IssueKey: strconv.FormatInt(e.IssueID, 10), Day: e.Day, Start: e.Start, Spent: e.Spent, Description: &r.Then.Description,
		}}, nil
	}
	id, err := h.present(ctx, r.Left.ID)
	c := &Change{Action: Delete, WorklogID: id, restore: r.Then}
	if r.Then == nil {
		return c, err
	}
	c.Action, c.Want.Day = Edit, r.Then.Entry().Day
	if issue := r.Then.Issue.Number(); issue != r.Left.Issue.Number() {
		c.Action, c.Want.IssueKey = Move, strconv.FormatInt(issue, 10)
	}
	return c, err
}

// guard has a step taken back only if nobody has changed its worklog since, and if it
// was not tried before in a way that may still have its effect.
func (r *Reversal) guard(of state.Change, later []state.Change) {
	own := []string{} // when undos have left the worklog as it was then
	for _, c := range later {
		for _, s := range c.Steps {
			if open(s) && c.Undoes == of.ID && s.Undoes == r.Step.Number && (r.Change.Action == Create || r.Change.Action == Move) {
				r.Change, r.Err = nil, &TriedError{c.ID}
				return
			}
			if after := read(s.After); c.Undoes != "" && s.Outcome == state.Done && after != nil && after.ID == r.Change.WorklogID {
				own = append(own, after.UpdatedAt)
			}
		}
	}
	if r.Left == nil {
		return
	}
	left := *r.Left
	r.Change.untouched = func(now tempo.Worklog) bool {
		return asLeft(left, now) && (left.ID == now.ID && sameMoment(left.UpdatedAt, now.UpdatedAt) ||
			slices.ContainsFunc(own, func(at string) bool { return sameMoment(at, now.UpdatedAt) }))
	}
}

// Made tells what a step has made of a worklog, whatever was wanted of it: a move to
// where it is, for one, is an edit.
func Made(s state.Step) Action {
	before, after := read(s.Before), read(s.After)
	switch {
	case before == nil:
		return Create
	case after == nil:
		return Delete
	case before.Issue.Number() != after.Issue.Number():
		return Move
	default:
		return Edit
	}
}

// read is a worklog as it was kept; nil of none.
func read(image []byte) *tempo.Worklog {
	var w tempo.Worklog
	if len(image) == 0 || json.Unmarshal(image, &w) != nil {
		return nil
	}
	return &w
}

func idOf(w *tempo.Worklog) int64 {
	if w == nil {
		return 0
	}
	return w.ID
}
