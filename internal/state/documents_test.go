package state_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func testDocuments(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	opened := open(t)
	s, other := opened(c.now), opened(c.now)
	ctx := t.Context()
	_, err := s.Get(ctx, ada, "template", "daily")
	check(t, "get none", err, state.ErrUnknown)
	first := must(s.Put(ctx, ada, "template", "daily", 0, []byte("1")))
	_, err = other.Put(ctx, ada, "template", "daily", 0, []byte("2"))
	check(t, "put as new", err, state.ErrConflict)
	second := must(other.Put(ctx, ada, "template", "daily", first, []byte("2")))
	_, err = s.Put(ctx, ada, "template", "daily", first, []byte("3"))
	check(t, "put over another's", err, state.ErrConflict)
	_, err = s.Put(ctx, ada, "template", "none", first, []byte("3"))
	check(t, "put over none", err, state.ErrConflict)
	want := state.Document{Kind: "template", Name: "daily", Version: second, Body: []byte("2")}
	if diff := cmp.Diff(want, must(s.Get(ctx, ada, "template", "daily"))); diff != "" || second <= first {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	check(t, "delete an old one", s.Delete(ctx, ada, "template", "daily", first), state.ErrConflict)
	check(t, "delete", s.Delete(ctx, ada, "template", "daily", second), nil)
	check(t, "delete again", s.Delete(ctx, ada, "template", "daily", second), state.ErrConflict)
	third := must(s.Put(ctx, ada, "template", "daily", 0, []byte("4")))
	_, err = other.Put(ctx, ada, "template", "daily", first, []byte("5"))
	check(t, "put over one that was made anew", err, state.ErrConflict)
	for _, name := range []string{"Zebra", "ärger", "b"} {
		must(s.Put(ctx, ada, "template", name, 0, nil))
	}
	must(s.Put(ctx, ada, "timer", "b", 0, nil))
	var list []string
	for _, d := range must(s.List(ctx, ada, "template")) {
		list = append(list, d.Name)
	}
	if diff := cmp.Diff([]string{"Zebra", "b", "daily", "ärger"}, list); diff != "" || third <= second {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func testClear(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	must(s.Begin(ctx, someChange(c, ada, "c1", 1), "h", lease))
	must(s.Put(ctx, ada, "template", "daily", 0, nil))
	taken := must(s.TakePlan(ctx, ada, "p1", "h", lease))
	check(t, "clear", s.ClearAll(ctx), nil)
	_, err := s.Plan(ctx, ada, "p1")
	check(t, "plan", err, state.ErrUnknown)
	_, err = s.Get(ctx, ada, "template", "daily")
	check(t, "document", err, state.ErrUnknown)
	if got := must(s.Latest(ctx, ada, 10)); len(got) > 0 {
		t.Errorf("left: %v", got)
	}
	check(t, "note", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 1, Outcome: state.Done}), state.ErrLost)
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
}
