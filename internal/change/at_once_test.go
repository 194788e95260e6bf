package change_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestTwinsAtOnce makes the same changes in two calls of a person at the same time.
// The answer of one is lost, or shows nothing, and what the other has made is not
// the answer.
func TestTwinsAtOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		twins  int
		faults []sim.Fault
	}{
		{"single", 1, []sim.Fault{{Skip: 1, DropBefore: true}}},
		{"bulk", 2, []sim.Fault{{Skip: 1, DropBefore: true}}},
		{"single, both lost", 1, []sim.Fault{{Times: 1, DropAfter: true}, {DropBefore: true}}},
		{"bulk, both lost", 2, []sim.Fault{{Times: 1, DropAfter: true}, {DropBefore: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSim()
				s.Latency = time.Second
				arm(s, tt.faults, 0)
				states := bothAtOnce(t, connect(t, s), tt.twins)
				if states["done"] != tt.twins || states["not done"] != tt.twins || len(s.Worklogs()) != tt.twins {
					t.Errorf("%v, %d worklogs", states, len(s.Worklogs()))
				}
				if _, most := s.MaxInFlight(); most != 1 {
					t.Errorf("%d writes to one issue at once", most)
				}
			})
		})
	}
}

// bothAtOnce makes so many equal changes in each of two calls, and counts how they end.
func bothAtOnce(t *testing.T, p *person.Person, twins int) map[string]int {
	t.Helper()
	changes := make([]*change.Change, 2*twins)
	for i := range changes {
		changes[i] = entry()
	}
	var wait sync.WaitGroup
	for half := range slices.Chunk(changes, twins) {
		wait.Go(func() { apply(t, p, half...) })
	}
	wait.Wait()
	states := map[string]int{}
	for _, c := range changes {
		states[state(c.Err)]++
	}
	return states
}

// TestEnded sees a write through that has left when the call ends, and does not begin
// another one. Answers take a second: who the person is, the sheet, the write.
func TestEnded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault sim.Fault
		want  string
	}{
		{"answer lost", sim.Fault{DropAfter: true}, "done"},
		{"sent in vain", sim.Fault{DropBefore: true}, "not done"},
		{"refused", sim.Fault{Status: http.StatusBadRequest}, "not done"},
	}
	for _, tt := range tests {
		for _, changes := range [][]*change.Change{{entry()}, {entry(), entry()}} {
			synctest.Test(t, func(t *testing.T) {
				s := newSim()
				s.Latency = time.Second
				arm(s, []sim.Fault{tt.fault}, 0)
				applyWithin(t, 2500*time.Millisecond, connect(t, s), changes)
				for _, c := range changes {
					if state(c.Err) != tt.want || errors.Is(c.Err, context.DeadlineExceeded) { // what went wrong with the write is told
						t.Errorf("%s: got %v, want %s", tt.name, c.Err, tt.want)
					}
				}
				if n := writes(s); n != 1 {
					t.Errorf("%s: %d writes", tt.name, n)
				}
			})
		}
	}
}

// applyWithin makes changes for a caller who ends after a while.
func applyWithin(t *testing.T, d time.Duration, p *person.Person, changes []*change.Change) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if _, err := change.Apply(ctx, p, changes); err != nil {
		t.Fatal(err)
	}
}

// TestEndedInTheQueue sends nothing for a call that ends while another one has the
// issue or the worklog.
func TestEndedInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSim()
		original(s)
		p := connect(t, s)
		release, err := p.Lock(t.Context(), person.IssueKey(10001))
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		changes := []*change.Change{entry(), entry(), edit(text("x")), deletion()}
		applyWithin(t, time.Second, p, changes)
		for i, c := range changes {
			if !errors.Is(c.Err, context.DeadlineExceeded) || state(c.Err) != "not done" {
				t.Errorf("change %d: %v", i, c.Err)
			}
		}
		if n := writes(s); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

// TestChangedInTheQueue keeps what somebody has changed while an edit waited for its
// issue, and also finds a worklog that has moved meanwhile.
func TestChangedInTheQueue(t *testing.T) {
	t.Parallel()
	for _, issue := range []int64{10001, 10002} {
		synctest.Test(t, func(t *testing.T) {
			s := newSim()
			original(s)
			p := connect(t, s)
			release, err := p.Lock(t.Context(), person.IssueKey(10001))
			if err != nil {
				t.Fatal(err)
			}
			c := edit(text("x"))
			var waiting sync.WaitGroup
			waiting.Go(func() { apply(t, p, c) })
			synctest.Wait() // it has read the worklog
			s.AddWorklog(sim.Worklog{ID: 500, IssueID: issue, StartDate: "2026-03-03", TimeSpentSeconds: 1800, CreatedAt: thursday})
			release()
			waiting.Wait()
			if left := s.Worklogs(); c.Err != nil || len(left) != 1 || left[0].Description != "x" ||
				left[0].StartDate != "2026-03-03" || left[0].TimeSpentSeconds != 1800 || left[0].IssueID != issue {
				t.Errorf("%v, %+v", c.Err, left)
			}
		})
	}
}
