package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func testJournal(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	opened := open(t)
	s, other := opened(c.now), opened(c.now)
	ctx := t.Context()
	_, err := s.NewestStanding(ctx, ada)
	check(t, "newest of none", err, state.ErrUnknown)
	begun := someChange(c, ada, "c1", 1, 2, 3, 4)
	begun.PlanID = "p1"
	hold := must(s.Begin(ctx, begun, "h", lease))
	want := begun
	want.Sequence, want.Until = 1, c.now().Add(lease)
	for i := range want.Steps {
		want.Steps[i].Outcome = state.Intended
	}
	if diff := cmp.Diff(want, must(other.Change(ctx, ada, "c1"))); diff != "" {
		t.Errorf("begun (-want +got):\n%s", diff)
	}
	check(t, "note", s.NoteSteps(ctx, hold, state.Note{Number: 1, Outcome: state.Sent}, state.Note{Number: 3, Outcome: state.Sent}), nil)
	check(t, "end", s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done, After: []byte("a"), Renamed: map[string]string{"7": "8"}},
		state.Note{Number: 2, Outcome: state.Failed, Reason: "closed"}), nil)
	check(t, "note when it is over", s.NoteSteps(ctx, hold), state.ErrLost)
	_, _, err = s.TakeChange(ctx, ada, "c1", "h", lease)
	check(t, "take when it is over", err, state.ErrLost)
	got := must(other.Change(ctx, ada, "c1"))
	want.Ended, want.Until = true, time.Time{}
	want.Steps[0].Outcome, want.Steps[0].After, want.Steps[0].Stands = state.Done, []byte("a"), true
	want.Steps[1].Outcome, want.Steps[1].Reason = state.Failed, "closed"
	want.Steps[2].Outcome, want.Steps[3].Outcome = state.Unknown, state.Skipped
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
	second := must(s.Begin(ctx, someChange(c, ada, "c2", 1), "h", lease))
	var ids []string
	for _, c := range must(s.Latest(ctx, ada, 10)) {
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"c2", "c1"}, ids); diff != "" {
		t.Errorf("latest (-want +got):\n%s", diff)
	}
	if newest := must(s.NewestStanding(ctx, ada)); newest.ID != "c1" {
		t.Errorf("the newest that stands is %s", newest.ID)
	}
	check(t, "send", s.NoteSteps(ctx, second, state.Note{Number: 1, Outcome: state.Sent}), nil)
	if newest := must(s.NewestStanding(ctx, ada)); newest.ID != "c2" {
		t.Errorf("the newest that may stand is %s", newest.ID)
	}
}

func testUnfinished(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	opened := open(t)
	one, two := opened(c.now), opened(c.now)
	ctx := t.Context()
	dead := must(one.Begin(ctx, someChange(c, ada, "dead", 1, 2), "first", lease))
	check(t, "note", one.NoteSteps(ctx, dead, state.Note{Number: 1, Outcome: state.Sent}), nil)
	noted := must(one.Begin(ctx, someChange(c, ada, "noted", 1), "first", lease))
	check(t, "note", one.NoteSteps(ctx, noted, state.Note{Number: 1, Outcome: state.Failed}), nil)
	if got := must(two.Unfinished(ctx, ada)); len(got) > 0 {
		t.Errorf("at work: %v", got)
	}
	_, _, err := two.TakeChange(ctx, ada, "dead", "second", lease)
	check(t, "take", err, state.ErrRunning)
	c.advance(lease + 2*time.Second)
	if got := must(two.Unfinished(ctx, ada)); len(got) != 1 || got[0].ID != "dead" {
		t.Fatalf("left: %v", got)
	}
	change, hold, err := two.TakeChange(ctx, ada, "dead", "second", lease)
	check(t, "take", err, nil)
	if change.Steps[0].Outcome != state.Sent || change.Steps[1].Outcome != state.Intended {
		t.Errorf("taken: %+v", change.Steps)
	}
	check(t, "note by the one before", one.NoteSteps(ctx, dead, state.Note{Number: 2, Outcome: state.Sent}), state.ErrLost)
	check(t, "end by the one before", one.End(ctx, dead), state.ErrLost)
	check(t, "end", two.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done}), nil)
	if got := must(two.Unfinished(ctx, ada)); len(got) > 0 {
		t.Errorf("mended: %v", got)
	}
}

// undo makes a change that takes steps of another back; its own numbers begin at 11.
func undo(t *testing.T, s *state.Store, c *clock, id, of string, steps ...int) {
	t.Helper()
	change := someChange(c, ada, id)
	change.Undoes = of
	var notes []state.Note
	for i, n := range steps {
		change.Steps = append(change.Steps, state.Step{Number: i + 11, Action: "undo", Undoes: n})
		notes = append(notes, state.Note{Number: i + 11, Outcome: state.Done})
	}
	hold := must(s.Begin(t.Context(), change, "h", lease))
	check(t, "end "+id, s.End(t.Context(), hold, notes...), nil)
}

// standing says which steps of changes stand, such as c1:1,2.
func standing(t *testing.T, s *state.Store, ids ...string) string {
	t.Helper()
	text := ""
	for _, id := range ids {
		for _, step := range must(s.Change(t.Context(), ada, id)).Steps {
			if step.Stands {
				text += fmt.Sprintf("%s:%d ", id, step.Number)
			}
		}
	}
	if newest, err := s.NewestStanding(t.Context(), ada); err == nil {
		text += "newest " + newest.ID
	}
	return text
}

func testUndo(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	for _, id := range []string{"c1", "c2"} {
		hold := must(s.Begin(t.Context(), someChange(c, ada, id, 1), "h", lease))
		check(t, "end", s.End(t.Context(), hold, state.Note{Number: 1, Outcome: state.Done}), nil)
	}
	for _, step := range []struct{ id, of, want string }{
		{"u", "c2", "c1:1 u:11 newest c1"},                // undone
		{"u2", "c2", "c1:1 u:11 u2:11 newest c1"},         // undone twice changes nothing
		{"v", "c1", "u:11 u2:11 v:11 "},                   // and the one before it
		{"r", "u", "c2:1 u2:11 v:11 r:11 newest c2"},      // redone
		{"x", "r", "u:11 u2:11 v:11 x:11 "},               // undone by undoing the redoing
		{"y", "x", "c2:1 u2:11 v:11 r:11 y:11 newest c2"}, // and redone by undoing that
		{"z", "c2", "u2:11 v:11 r:11 y:11 z:11 "},         // undone by its own id
	} {
		number := 1
		if step.of[0] != 'c' {
			number = 11
		}
		undo(t, s, c, step.id, step.of, number)
		ids := []string{"c1", "c2", "u", "u2", "v", "r", "x", "y", "z"}
		var there []string
		for _, id := range ids {
			if _, err := s.Change(t.Context(), ada, id); err == nil {
				there = append(there, id)
			}
		}
		if got := standing(t, s, there...); got != step.want {
			t.Errorf("%s undoes %s: got %q, want %q", step.id, step.of, got, step.want)
		}
	}
	if got := must(s.Change(t.Context(), ada, "c2")).Steps[0].UndoneBy; got != "z" {
		t.Errorf("undone by %q", got)
	}
}

func testUndoInPart(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	hold := must(s.Begin(ctx, someChange(c, ada, "c1", 1, 2, 3), "h", lease))
	check(t, "end", s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done}, state.Note{Number: 2, Outcome: state.Done},
		state.Note{Number: 3, Outcome: state.Failed}), nil)

	part := someChange(c, ada, "u")
	part.Undoes = "c1"
	part.Steps = []state.Step{{Number: 1, Undoes: 2}, {Number: 2, Undoes: 1}}
	hold = must(s.Begin(ctx, part, "h", lease))
	if got := standing(t, s, "c1", "u"); got != "c1:1 c1:2 newest c1" {
		t.Errorf("begun: %q", got)
	}
	check(t, "end", s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done}, state.Note{Number: 2, Outcome: state.Failed, Reason: "changed since"}), nil)
	if got := standing(t, s, "c1", "u"); got != "c1:1 u:1 newest c1" {
		t.Errorf("in part: %q", got)
	}
	undo(t, s, c, "w", "c1", 1, 2, 3, 4) // the rest, and what is not there
	if got := standing(t, s, "c1"); got != "" {
		t.Errorf("all: %q", got)
	}
	if got := must(s.Change(ctx, ada, "c1")); got.Steps[0].UndoneBy != "w" || got.Steps[1].UndoneBy != "u" || got.Steps[2].UndoneBy != "" {
		t.Errorf("undone by: %+v", got.Steps)
	}
}

func testRenamed(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	hold := must(s.Begin(ctx, someChange(c, ada, "c1", 1), "h", lease))
	rename := func(old, id string) {
		check(t, "note", s.NoteSteps(ctx, hold, state.Note{Number: 1, Outcome: state.Done, Renamed: map[string]string{old: id}}), nil)
	}
	for _, pair := range []string{"12", "23", "34", "ab", "ba", "cc"} {
		rename(pair[:1], pair[1:])
	}
	for old, want := range map[string]string{"1": "4", "3": "4", "4": "", "9": "", "a": "b", "c": ""} {
		id, ok, err := s.Renamed(ctx, ada, old)
		if ok && id != want || ok != (want != "") || err != nil {
			t.Errorf("%s: got %s, %v, %v, want %q", old, id, ok, err, want)
		}
	}
}

// testManyChanges keeps the newest ones of each owner.
func testManyChanges(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	s.SetMost(50)
	must(s.Begin(ctx, someChange(c, bob, "c0", 1), "h", lease))
	for i := range 53 {
		must(s.Begin(ctx, someChange(c, ada, fmt.Sprint("c", i), 1), "h", lease))
	}
	list := must(s.Latest(ctx, ada, 10000))
	if len(list) != 50 || list[49].ID != "c3" || list[0].ID != "c52" {
		t.Errorf("%d are kept, from %s to %s", len(list), list[0].ID, list[len(list)-1].ID)
	}
	_, err := s.Change(ctx, ada, "c2")
	check(t, "the oldest", err, state.ErrUnknown)
	must(s.Change(ctx, bob, "c0"))
}

func testPrune(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	hold := must(s.Begin(ctx, someChange(c, ada, "c1", 1), "h", lease))
	check(t, "end", s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done, Renamed: map[string]string{"1": "2"}}), nil)
	c.advance(8 * 24 * time.Hour)
	check(t, "prune", s.Prune(ctx), nil)
	must(s.Plan(ctx, ada, "p1"))
	c.advance(24 * time.Hour)
	check(t, "prune", s.Prune(ctx), nil)
	_, err := s.Plan(ctx, ada, "p1")
	check(t, "plan", err, state.ErrUnknown)
	c.advance(80 * 24 * time.Hour)
	must(s.Begin(ctx, someChange(c, ada, "c2", 1), "h", lease))
	check(t, "prune", s.Prune(ctx), nil)
	must(s.Change(ctx, ada, "c1"))
	c.advance(2 * 24 * time.Hour)
	check(t, "prune", s.Prune(ctx), nil)
	_, err = s.Change(ctx, ada, "c1")
	check(t, "change", err, state.ErrUnknown)
	if _, ok, err := s.Renamed(ctx, ada, "1"); ok || err != nil {
		t.Errorf("renamed: %v, %v", ok, err)
	}
	if got := must(s.Change(ctx, ada, "c2")); got.Sequence != 2 {
		t.Errorf("sequence %d", got.Sequence)
	}
}
