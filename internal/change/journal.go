package change

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Option says more about the changes of an Apply.
type Option func(*state.Change)

// By names the tool whose changes they are, for the journal.
func By(tool string) Option { return func(c *state.Change) { c.Tool = tool } }

// undoing says which change is taken back, and which of its steps by each change.
func undoing(id string, steps []int) Option {
	return func(c *state.Change) {
		c.Undoes = id
		for i, n := range steps {
			c.Steps[i].Undoes = n
		}
	}
}

// Limits of the journal. Its lease outlasts a call, and a write does not wait for it
// longer than it takes to find out that it cannot be written.
const (
	journalLease = 2 * time.Minute
	journalWait  = 2 * time.Second
)

// journal notes the changes of one Apply: on the disk before the first request, with
// what was there before each request, and what became of it afterwards. A journal that
// cannot be written stops nobody.
type journal struct {
	lazy    *state.Lazy
	changes []*Change

	mu     sync.Mutex
	record state.Change
	store  *state.Store // nil before the first request
	hold   state.Hold
	at     map[*Change]int           // places in changes and in the steps
	sent   map[*Change]bool          // noted as sent
	noted  map[*Change]state.Outcome // what became of them, as noted
	err    error                     // why the journal could not be written; then it is left alone
}

// newJournal returns the journal of changes that are about to be written, or nil when
// the person keeps none.
func newJournal(ctx context.Context, p *person.Person, changes []*Change, options []Option) *journal {
	if p.Record.State == nil || !p.Record.Journal {
		return nil
	}
	owner, err := p.Owner(ctx) // known by now
	j := &journal{
		lazy: p.Record.State, at: map[*Change]int{}, sent: map[*Change]bool{}, noted: map[*Change]state.Outcome{}, err: err,
		record: state.Change{ID: newID(), Owner: owner, At: p.Now(), Steps: make([]state.Step, len(changes))},
	}
	for i, c := range changes {
		j.at[c] = i
		j.record.Steps[i] = state.Step{Number: i + 1, Action: string(c.Action), Want: wantOf(c)}
	}
	for _, o := range options {
		o(&j.record)
	}
	j.changes = changes
	return j
}

// newID returns an id that nobody can guess, short enough to be repeated.
func newID() string { return strings.ToLower(rand.Text()[:12]) }

// wantOf is what is wanted of a worklog, as it is kept.
func wantOf(c *Change) []byte {
	if c.Action == Create {
		return image(&c.wire)
	}
	return image(&tempo.WorklogUpdate{RemainingEstimateSeconds: optional(c.Want.Remaining)})
}

// image is a worklog as it is kept; nil of none.
func image[T any](w *T) []byte {
	if w == nil {
		return nil
	}
	raw, _ := json.Marshal(w) // texts and numbers always have a JSON form
	return raw
}

// sending notes that a request for changes is about to leave, unless it is noted.
func (j *journal) sending(ctx context.Context, changes []*Change) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var notes []state.Note
	for _, c := range changes {
		if c.part != nil {
			c = c.part
		}
		at, ok := j.at[c]
		if !ok || j.sent[c] {
			continue
		}
		j.sent[c] = true
		before := beforeOf(c)
		if j.store == nil {
			j.record.Steps[at].Before, j.record.Steps[at].Outcome = before, state.Sent
		}
		notes = append(notes, state.Note{Number: at + 1, Outcome: state.Sent, Before: before})
	}
	if j.err != nil || len(notes) == 0 {
		return
	}
	j.err = kept(ctx, func(ctx context.Context) error {
		if j.store == nil {
			return j.begin(ctx)
		}
		return j.store.NoteSteps(ctx, j.hold, notes...)
	})
}

// begin puts the change on the disk.
func (j *journal) begin(ctx context.Context) error {
	store, err := j.lazy.Store(ctx)
	if err != nil {
		return err
	}
	if j.hold, err = store.Begin(ctx, j.record, "apply", journalLease); err != nil {
		return err
	}
	j.store = store
	return nil
}

// kept writes to the journal, also for a caller who has given up.
func kept(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), journalWait)
	defer cancel()
	return write(ctx)
}

// beforeOf is the worklog as it was before a change, as it is kept.
func beforeOf(c *Change) []byte {
	if c.Action == Create {
		return nil
	}
	return image(c.Before)
}

// copied notes the copy of a worklog whose original is still there.
func (j *journal) copied(ctx context.Context, c *Change, w tempo.Worklog) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil && j.store != nil {
		j.err = kept(ctx, func(ctx context.Context) error {
			return j.store.NoteSteps(ctx, j.hold, state.Note{Number: j.at[c] + 1, Outcome: state.Sent, After: image(&w)})
		})
	}
}

// settled notes what became of changes, where the end is still far.
func (j *journal) settled(ctx context.Context, changes ...*Change) {
	if j == nil || len(changes) == len(j.changes) {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if notes := j.notes(changes); j.err == nil && j.store != nil && len(notes) > 0 {
		j.err = kept(ctx, func(ctx context.Context) error { return j.store.NoteSteps(ctx, j.hold, notes...) })
	}
}

// notes are those of changes that have an outcome which is not noted.
func (j *journal) notes(changes []*Change) []state.Note {
	var list []state.Note
	for _, c := range changes {
		at, ok := j.at[c]
		if _, done := j.noted[c]; done || !ok || !j.sent[c] || !c.over {
			continue
		}
		n := noteOf(c, at+1)
		j.noted[c] = n.Outcome
		list = append(list, n)
	}
	return list
}

// end notes what is not noted yet. After an error it notes all once more, so that a
// disk that was full for a moment costs nothing. It returns the id of the change, or
// why it cannot be undone; neither when nothing of it is known to be written.
func (j *journal) end(ctx context.Context) (id string, err error) {
	if j == nil {
		return "", nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		clear(j.noted)
	}
	notes := j.notes(j.changes)
	if j.store != nil {
		for i, n := range notes {
			notes[i].Before = beforeOf(j.changes[n.Number-1])
		}
		j.err = kept(ctx, func(ctx context.Context) error { return j.store.End(ctx, j.hold, notes...) })
	}
	for _, outcome := range j.noted {
		if outcome == state.Done {
			id = j.record.ID
		}
	}
	if id == "" || j.err != nil {
		return "", ifAny(j.err, id)
	}
	_ = kept(ctx, j.store.PruneDaily) // what is old can wait
	return id, nil
}

// ifAny returns err if something was written.
func ifAny(err error, id string) error {
	if id == "" {
		return nil
	}
	return err
}

// noteOf is what became of a change that has left.
func noteOf(c *Change, number int) state.Note {
	n := state.Note{Number: number, Outcome: outcomeOf(c)}
	if n.Outcome != state.Done {
		return n
	}
	n.After = image(c.After)
	former := int64(0)
	switch {
	case c.Action == Move && c.Before != nil:
		former = c.Before.ID
	case c.Action == Create && c.restore != nil:
		former = c.restore.ID
	}
	if former != 0 && c.After != nil && former != c.After.ID {
		n.Renamed = map[string]string{key(former): key(c.After.ID)}
	}
	return n
}

// outcomeOf tells what became of a change.
func outcomeOf(c *Change) state.Outcome {
	if move, ok := c.Err.(*MoveError); ok && (move.Original != Stands || move.Copied != Gone) { //nolint:errorlint // it is never wrapped
		return state.Unknown
	}
	_, uncertain := asUncertain(c.Err)
	switch {
	case c.Err == nil:
		return state.Done
	case uncertain:
		return state.Unknown
	default:
		return state.Failed
	}
}

// key is the id of a worklog, as the state has it.
func key(worklogID int64) string { return strconv.FormatInt(worklogID, 10) }
