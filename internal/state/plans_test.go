package state_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func testPlan(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	plan := somePlan(c, ada, "p1")
	check(t, "save", s.SavePlan(ctx, plan), nil)
	check(t, "save again", s.SavePlan(ctx, plan), state.ErrConflict)
	got := must(s.Plan(ctx, ada, "p1"))
	want := state.PlanRecord{Plan: plan, Status: state.PlanReady}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	taken := must(s.TakePlan(ctx, ada, "p1", "first", lease))
	if taken.Status != state.PlanRunning || taken.Crashed || taken.Entries != nil {
		t.Errorf("taken: %+v", taken)
	}
	_, err := s.TakePlan(ctx, ada, "p1", "second", lease)
	check(t, "take a running one", err, state.ErrRunning)
	if running, ok := errors.AsType[*state.RunningError](err); !ok || !running.Until.Equal(c.now().Add(lease)) {
		t.Errorf("it does not say until when: %v", err)
	}
	check(t, "note", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 2, Outcome: state.Begun}, state.Entry{Number: 1, Outcome: state.Begun}), nil)
	check(t, "note again", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 1, Outcome: state.Done, Body: []byte("b")}), nil)
	check(t, "finish", s.FinishPlan(ctx, taken.Hold, []byte("result"), state.Entry{Number: 2, Outcome: state.Failed}), nil)
	check(t, "note when it is over", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 3, Outcome: state.Begun}), state.ErrLost)
	check(t, "finish twice", s.FinishPlan(ctx, taken.Hold, []byte("other")), state.ErrLost)
	c.advance(25 * time.Hour)
	again := must(s.TakePlan(ctx, ada, "p1", "second", lease))
	want.Status, want.Result = state.PlanDone, []byte("result")
	want.Entries = []state.Entry{{Number: 1, Outcome: state.Done, Body: []byte("b")}, {Number: 2, Outcome: state.Failed}}
	if diff := cmp.Diff(state.Taken{PlanRecord: want}, again); diff != "" {
		t.Errorf("a second apply (-want +got):\n%s", diff)
	}
}

func testTakenOver(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	opened := open(t)
	one, two := opened(c.now), opened(c.now)
	ctx := t.Context()
	check(t, "save", one.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	first := must(one.TakePlan(ctx, ada, "p1", "first", lease))
	c.advance(20 * time.Second)
	check(t, "note", one.NoteEntries(ctx, first.Hold, state.Entry{Number: 1, Outcome: state.Begun}), nil) // renews
	c.advance(20 * time.Second)
	_, err := two.TakePlan(ctx, ada, "p1", "second", lease)
	check(t, "take while it is renewed", err, state.ErrRunning)
	c.advance(9 * time.Second)
	check(t, "renew", one.RenewPlan(ctx, first.Hold), nil)
	c.advance(lease + time.Second) // within the margin
	_, err = two.TakePlan(ctx, ada, "p1", "second", lease)
	check(t, "take within the margin", err, state.ErrRunning)
	c.advance(2 * time.Second)
	second := must(two.TakePlan(ctx, ada, "p1", "second", lease))
	if !second.Crashed || len(second.Entries) != 1 || second.Entries[0].Outcome != state.Begun {
		t.Errorf("taken over: %+v", second)
	}
	for what, err := range map[string]error{
		"note": one.NoteEntries(ctx, first.Hold, state.Entry{Number: 1, Outcome: state.Done}), "renew": one.RenewPlan(ctx, first.Hold),
		"release": one.ReleasePlan(ctx, first.Hold), "finish": one.FinishPlan(ctx, first.Hold, nil),
	} {
		check(t, what+" by the one before", err, state.ErrLost)
	}
	check(t, "finish", two.FinishPlan(ctx, second.Hold, []byte("result")), nil)
	if p := must(one.Plan(ctx, ada, "p1")); p.Entries[0].Outcome != state.Begun || p.Status != state.PlanDone {
		t.Errorf("afterwards: %+v", p)
	}
}

func testReleased(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	first := must(s.TakePlan(ctx, ada, "p1", "first", lease))
	check(t, "note", s.NoteEntries(ctx, first.Hold, state.Entry{Number: 1, Outcome: state.Done}), nil)
	check(t, "release", s.ReleasePlan(ctx, first.Hold), nil)
	check(t, "renew", s.RenewPlan(ctx, first.Hold), state.ErrLost)
	second := must(s.TakePlan(ctx, ada, "p1", "second", lease))
	if second.Crashed || len(second.Entries) != 1 {
		t.Errorf("taken again: %+v", second)
	}
}

func testExpired(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p2")), nil)
	second := must(s.TakePlan(ctx, ada, "p2", "second", lease))
	c.advance(24*time.Hour - time.Millisecond)
	check(t, "renew", s.RenewPlan(ctx, second.Hold), nil)
	c.advance(time.Millisecond)
	_, err := s.TakePlan(ctx, ada, "p1", "first", lease)
	check(t, "take an expired one", err, state.ErrExpired)
	_, err = s.TakePlan(ctx, ada, "p2", "first", lease)
	check(t, "take one at work", err, state.ErrRunning)
	check(t, "finish", s.FinishPlan(ctx, second.Hold, nil), nil)
	must(s.Plan(ctx, ada, "p1"))
}

// testTakers lets several take one plan at the same moment.
func testTakers(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	opened := open(t)
	stores := []*state.Store{opened(c.now), opened(c.now)}
	for round := range 50 {
		id := fmt.Sprint("p", round)
		check(t, "save", stores[0].SavePlan(t.Context(), somePlan(c, ada, id)), nil)
		var winners atomic.Int32
		var takers sync.WaitGroup
		for i := range 4 {
			takers.Go(func() {
				_, err := stores[i%2].TakePlan(t.Context(), ada, id, fmt.Sprint(i), lease)
				if err == nil {
					winners.Add(1)
				} else if !errors.Is(err, state.ErrRunning) {
					t.Error(err)
				}
			})
		}
		takers.Wait()
		if winners.Load() != 1 {
			t.Fatalf("round %d: %d have it", round, winners.Load())
		}
	}
}

// testOwners looks for one owner's things under another's name.
func testOwners(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), nil)
	begun := must(s.Begin(ctx, someChange(c, ada, "c1", 1), "h", lease))
	check(t, "end", s.End(ctx, begun, state.Note{Number: 1, Outcome: state.Done, Renamed: map[string]string{"1": "2"}}), nil)
	must(s.Begin(ctx, someChange(c, ada, "c2", 1), "h", lease))
	version := must(s.Put(ctx, ada, "template", "daily", 0, []byte("{}")))
	c.advance(2 * lease)

	_, err := s.Plan(ctx, bob, "p1")
	check(t, "plan", err, state.ErrUnknown)
	_, err = s.TakePlan(ctx, bob, "p1", "h", lease)
	check(t, "take", err, state.ErrUnknown)
	_, err = s.Change(ctx, bob, "c1")
	check(t, "change", err, state.ErrUnknown)
	_, _, err = s.TakeChange(ctx, bob, "c2", "h", lease)
	check(t, "take change", err, state.ErrUnknown)
	_, err = s.NewestStanding(ctx, bob)
	check(t, "newest", err, state.ErrUnknown)
	_, err = s.Get(ctx, bob, "template", "daily")
	check(t, "get", err, state.ErrUnknown)
	check(t, "delete", s.Delete(ctx, bob, "template", "daily", version), state.ErrConflict)
	_, err = s.Put(ctx, bob, "template", "daily", version, nil)
	check(t, "put", err, state.ErrConflict)
	if _, ok, err := s.Renamed(ctx, bob, "1"); ok || err != nil {
		t.Errorf("renamed: %v, %v", ok, err)
	}
	latest, unfinished := must(s.Latest(ctx, bob, 10)), must(s.Unfinished(ctx, bob))
	if list := must(s.List(ctx, bob, "template")); len(latest)+len(unfinished)+len(list) > 0 {
		t.Errorf("found %v, %v, %v", latest, unfinished, list)
	}
	stolen := begun
	stolen.Owner = bob
	check(t, "note", s.NoteSteps(ctx, stolen), state.ErrLost)
	check(t, "same id", s.SavePlan(ctx, somePlan(c, bob, "p1")), nil)
	must(s.Begin(ctx, someChange(c, bob, "c1", 1), "h", lease))
	check(t, "clear", s.Clear(ctx, bob), nil)
	if got := must(s.Latest(ctx, ada, 10)); len(got) != 2 {
		t.Errorf("clearing another's left %d changes", len(got))
	}
}

func testBadArguments(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "plan without owner", s.SavePlan(ctx, somePlan(c, "", "p")), state.ErrInvalid)
	_, err := s.TakePlan(ctx, "", "p", "h", lease)
	check(t, "take without owner", err, state.ErrInvalid)
	_, err = s.TakePlan(ctx, ada, "p", "h", 0)
	check(t, "take without lease", err, state.ErrInvalid)
	_, err = s.Begin(ctx, someChange(c, ada, "", 1), "h", lease)
	check(t, "change without id", err, state.ErrInvalid)
	_, err = s.Begin(ctx, someChange(c, ada, "c", 1, 1), "h", lease)
	check(t, "step twice", err, state.ErrInvalid)
	_, err = s.Put(ctx, ada, "", "n", 0, nil)
	check(t, "document without kind", err, state.ErrInvalid)
	check(t, "clear nobody", s.Clear(ctx, ""), state.ErrInvalid)
	_, _, err = s.Turn(ctx, "", "h", lease)
	check(t, "turn of nobody", err, state.ErrInvalid)

	hold := must(s.Begin(ctx, someChange(c, ada, "c", 1), "h", lease))
	_, err = s.Begin(ctx, someChange(c, ada, "c", 1), "h", lease)
	check(t, "change twice", err, state.ErrConflict)
	check(t, "no such step", s.NoteSteps(ctx, hold, state.Note{Number: 2, Outcome: state.Done}), state.ErrUnknown)
	check(t, "no such outcome", s.NoteSteps(ctx, hold, state.Note{Number: 1, Outcome: "perhaps"}), state.ErrInvalid)
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p")), nil)
	taken := must(s.TakePlan(ctx, ada, "p", "h", lease))
	check(t, "a step's outcome", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 1, Outcome: state.Sent}), state.ErrInvalid)
	if p := must(s.Plan(ctx, ada, "p")); len(p.Entries) > 0 {
		t.Error("what was refused is there")
	}
}

func testCanceled(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), context.Canceled)
	_, err := s.Plan(t.Context(), ada, "p1")
	check(t, "plan", err, state.ErrUnknown)
}

// testKept renews a lease while somebody works, and tells him when it is lost to one
// whose clock says that it ran out long ago.
func testKept(t *testing.T, open opener) {
	t.Helper()
	opened := open(t)
	s, later := opened(time.Now), opened(func() time.Time { return time.Now().Add(time.Hour) })
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, state.Plan{ID: "p1", Owner: ada, ExpiresAt: time.Now().Add(24 * time.Hour)}), nil)
	taken := must(s.TakePlan(ctx, ada, "p1", "first", 300*time.Millisecond))
	kept, stop := s.KeepPlan(ctx, taken.Hold)
	defer stop()
	for !must(s.Plan(ctx, ada, "p1")).Until.After(taken.Until) {
		time.Sleep(time.Millisecond) // it is renewed by then, or the tests end for taking too long
	}
	check(t, "kept", kept.Err(), nil)
	must(later.TakePlan(ctx, ada, "p1", "second", time.Hour))
	<-kept.Done()
	check(t, "lost", context.Cause(kept), state.ErrLost)
	if got := must(s.Plan(ctx, ada, "p1")); !got.Until.After(time.Now().Add(time.Hour)) {
		t.Errorf("the second one's lease ends at %v", got.Until)
	}
}
