package state_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func testTurns(t *testing.T, open opener) {
	t.Helper()
	opened := open(t)
	one, two := opened(time.Now), opened(time.Now)
	turn, release, err := one.Turn(t.Context(), ada, "first", lease)
	check(t, "first", err, nil)
	_, other, err := two.Turn(t.Context(), bob, "bob", lease)
	check(t, "another owner's", err, nil)
	other()
	short, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, _, err = two.Turn(short, ada, "second", lease)
	check(t, "out of turn", err, context.DeadlineExceeded)
	check(t, "out of turn", err, state.ErrRunning)
	check(t, "in turn", turn.Err(), nil)
	release()
	_, release, err = two.Turn(t.Context(), ada, "second", lease)
	check(t, "afterwards", err, nil)
	release()
}

func testTurnsAtOnce(t *testing.T, open opener) {
	t.Helper()
	opened := open(t)
	stores := []*state.Store{opened(time.Now), opened(time.Now)}
	var working, most atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for range 5 {
				_, release, err := stores[i%2].Turn(t.Context(), ada, "h", lease)
				if err != nil {
					t.Error(err)
					return
				}
				if n := working.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Millisecond)
				working.Add(-1)
				release()
			}
		})
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d had their turn at once", most.Load())
	}
}

// testTurnLost keeps a turn for longer than its lease, and loses it to one whose clock
// says that it ran out long ago.
func testTurnLost(t *testing.T, open opener) {
	t.Helper()
	opened := open(t)
	c := newClock()
	start := time.Now()
	ticking := func() time.Time { return c.now().Add(time.Since(start)) }
	one, two := opened(ticking), opened(ticking)
	later := opened(func() time.Time { return ticking().Add(time.Hour) })
	const short = 300 * time.Millisecond
	turn, release, err := one.Turn(t.Context(), ada, "first", short)
	check(t, "first", err, nil)
	defer release()
	within, cancel := context.WithTimeout(t.Context(), 2*short)
	defer cancel()
	_, _, err = two.Turn(within, ada, "second", short)
	check(t, "while it is kept", err, state.ErrRunning)
	check(t, "kept", turn.Err(), nil)
	_, other, err := later.Turn(t.Context(), ada, "later", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer other()
	select {
	case <-turn.Done():
		check(t, "the first one's", context.Cause(turn), state.ErrLost)
	case <-time.After(20 * short):
		t.Error("the first one was not told")
	}
}

// testClockBack sets the clock back by a day: what a dead holder has runs out all the
// same, what a living one has is kept, and order stays.
func testClockBack(t *testing.T, open opener) {
	t.Helper()
	c := newClock()
	s := open(t)(c.now)
	ctx := t.Context()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "dead")), nil)
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "alive")), nil)
	must(s.TakePlan(ctx, ada, "dead", "first", lease))
	alive := must(s.TakePlan(ctx, ada, "alive", "first", lease))
	must(s.Begin(ctx, someChange(c, ada, "c1", 1), "h", lease))

	c.advance(-24 * time.Hour)
	must(s.Begin(ctx, someChange(c, ada, "c2", 1), "h", lease))
	if got := must(s.Latest(ctx, ada, 1)); got[0].ID != "c2" {
		t.Errorf("the newest is %s", got[0].ID)
	}
	for _, id := range []string{"dead", "alive"} {
		_, err := s.TakePlan(ctx, ada, id, "second", lease)
		check(t, "take "+id, err, state.ErrRunning)
		if running, ok := errors.AsType[*state.RunningError](err); !ok || running.Until.After(c.now().Add(lease)) {
			t.Errorf("until %v", err)
		}
	}
	if got := must(s.Unfinished(ctx, ada)); len(got) > 0 {
		t.Errorf("unfinished: %v", got)
	}
	c.advance(20 * time.Second)
	check(t, "renew", s.RenewPlan(ctx, alive.Hold), nil)
	c.advance(20 * time.Second)
	must(s.TakePlan(ctx, ada, "dead", "second", lease))
	_, err := s.TakePlan(ctx, ada, "alive", "second", lease)
	check(t, "take alive", err, state.ErrRunning)
	if got := must(s.Unfinished(ctx, ada)); len(got) != 2 || got[0].ID != "c1" {
		t.Errorf("unfinished: %v", got)
	}
}
