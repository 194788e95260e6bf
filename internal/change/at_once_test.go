package change_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
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
				for _, f := range tt.faults {
					f.Match = isWrite
					s.AddFault(f)
				}
				p := connect(t, s)
				states := map[string]int{}
				var mu sync.Mutex
				var wait sync.WaitGroup
				for range 2 {
					wait.Go(func() {
						var changes []*change.Change
						for range tt.twins {
							changes = append(changes, entry())
						}
						apply(t, p, changes...)
						mu.Lock()
						defer mu.Unlock()
						for _, c := range changes {
							states[state(c.Err)]++
						}
					})
				}
				wait.Wait()
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

// holdIssue keeps ATLAS-1 for a while, as another call of the person would.
func holdIssue(t *testing.T, p *person.Person, d time.Duration) {
	t.Helper()
	release, err := p.Lock(t.Context(), person.IssueKey(10001))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(d, release)
}

// TestEnded sees a write through that has left when the call ends, and does not begin
// another one. Answers take a second: who the person is, the sheet, the write.
func TestEnded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		after  time.Duration
		fault  sim.Fault
		want   string
		writes int
	}{
		{"while writing", 2500 * time.Millisecond, sim.Fault{DropAfter: true}, "done", 1},
		{"while writing in vain", 2500 * time.Millisecond, sim.Fault{DropBefore: true}, "not done", 1},
		{"while refused", 2500 * time.Millisecond, sim.Fault{Status: http.StatusBadRequest}, "not done", 1},
		{"while another one has the issue", 500 * time.Millisecond, sim.Fault{Skip: 99, DropBefore: true}, "not done", 0},
	}
	for _, way := range []int{1, 2} {
		for _, tt := range tests {
			synctest.Test(t, func(t *testing.T) {
				s := newSim()
				s.Latency = time.Second
				tt.fault.Match = isWrite
				s.AddFault(tt.fault)
				p := connect(t, s)
				if tt.writes == 0 {
					holdIssue(t, p, time.Minute)
					apply(t, p, entry(on("ATLAS-2"))) // all is known now
					s.ResetRequests()
					tt.after += time.Second
				}
				changes := []*change.Change{entry(), entry()}[:way]
				ctx, cancel := context.WithTimeout(t.Context(), tt.after)
				defer cancel()
				if _, err := change.Apply(ctx, p, changes); err != nil {
					t.Fatal(err)
				}
				for _, c := range changes {
					if got := state(c.Err); got != tt.want {
						t.Errorf("%s: %s, want %s: %v", tt.name, got, tt.want, c.Err)
					}
					if tt.writes > 0 && errors.Is(c.Err, context.DeadlineExceeded) {
						t.Errorf("%s: %v is not what went wrong with the write", tt.name, c.Err)
					}
					refusal, ok := errors.AsType[*tempo.Error](c.Err)
					if tt.fault.Status != 0 && (!ok || refusal.Status != tt.fault.Status) {
						t.Errorf("%s: %v is not the refusal", tt.name, c.Err)
					}
				}
				if n := writes(s); n != tt.writes {
					t.Errorf("%s: %d writes, want %d", tt.name, n, tt.writes)
				}
			})
		}
	}
}
