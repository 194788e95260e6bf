package state_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// testImages begins with a step that is sent at once, learns what was there before the
// other one later, and keeps what it knows.
func testImages(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	change := someChange(c, ada, "c1", 1, 2)
	change.Steps[0].Outcome, change.Steps[1].Before = state.Sent, nil
	hold := must(s.Begin(ctx, change, "h", lease))
	check(t, "note", s.NoteSteps(ctx, hold, state.Note{Number: 2, Outcome: state.Sent, Before: []byte(`{"id":2}`)}), nil)
	if got := must(s.Change(ctx, ada, "c1")).Steps; got[0].Outcome != state.Sent || string(got[0].Before) != "null" || string(got[1].Before) != `{"id":2}` {
		t.Errorf("%+v", got)
	}
	check(t, "end", s.End(ctx, hold, state.Note{Number: 2, Outcome: state.Done}), nil)
	if got := must(s.Change(ctx, ada, "c1")).Steps; got[0].Outcome != state.Unknown || string(got[1].Before) != `{"id":2}` {
		t.Errorf("%+v", got)
	}
	c.advance(time.Second)
	must(s.Begin(ctx, someChange(c, bob, "c2", 1), "h", lease))
	if all := must(s.LatestOfAll(ctx, 5)); len(all) != 2 || all[0].ID != "c2" {
		t.Errorf("%+v", all)
	}
}

// testPruneDaily prunes at the first call of a process, and then once a day.
func testPruneDaily(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "prune", s.PruneDaily(ctx), nil)
	old := someChange(c, ada, "c1", 1)
	old.At = c.now().AddDate(-1, 0, 0)
	must(s.Begin(ctx, old, "h", lease))
	c.advance(23 * time.Hour)
	check(t, "prune", s.PruneDaily(ctx), nil)
	must(s.Change(ctx, ada, "c1"))
	c.advance(time.Hour)
	check(t, "prune", s.PruneDaily(ctx), nil)
	_, err := s.Change(ctx, ada, "c1")
	check(t, "change", err, state.ErrUnknown)
}
