package tempo_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// isWrite tells the requests that change something.
func isWrite(r *http.Request) bool { return r.Method != http.MethodGet }

// isRead tells the others.
func isRead(r *http.Request) bool { return r.Method == http.MethodGet }

// act writes in one of the four ways, and returns what went wrong.
func act(t *testing.T, c *tempo.Client, way string) error {
	t.Helper()
	ctx := t.Context()
	before, err := c.Snapshot(ctx, sim.AccountID, []tempo.NewWorklog{{StartDate: "2026-03-31"}, {StartDate: "2026-03-01"}})
	if err != nil {
		t.Fatal(err)
	}
	switch way {
	case "create":
		return c.CreateWorklogs(ctx, []tempo.NewWorklog{entry(nil)}, before)[0].Err
	case "bulk":
		results := c.CreateWorklogs(ctx, []tempo.NewWorklog{entry(nil), entry(nil)}, before)
		if fmt.Sprint(results[0].Err) != fmt.Sprint(results[1].Err) {
			t.Errorf("the twins' ends differ: %v, %v", results[0].Err, results[1].Err)
		}
		return results[0].Err
	case "edit":
		_, _, err = c.Edit(ctx, 500, keep("Invoices"))
		return err
	default:
		_, err = c.Delete(ctx, 500)
		return err
	}
}

// state tells what an error says: done, not done, perhaps still to come, or
// unknown.
func state(err error) string {
	u, uncertain := errors.AsType[*tempo.UncertainError](err)
	switch {
	case err == nil:
		return "done"
	case !uncertain:
		return "not done"
	case u.Missing:
		return "missing"
	default:
		return "unknown"
	}
}

// TestLostAnswers finds out what became of writes, and sends them again only
// when that is safe.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults []sim.Fault
		want   string
		writes int
	}{
		{"nothing wrong", nil, "done", 1},
		{"dropped before", []sim.Fault{{DropBefore: true, Times: 1}}, "done", 2},
		{"dropped before, again and again", []sim.Fault{{DropBefore: true}}, "not done", 4},
		{"dropped after", []sim.Fault{{DropAfter: true}}, "done", 1},
		{"error before", []sim.Fault{{Status: 500, Times: 2}}, "done", 3},
		{"error after", []sim.Fault{{StatusAfter: 503}}, "done", 1},
		{"timeout before", []sim.Fault{{HangBefore: true}}, "missing", 1},
		{"timeout after", []sim.Fault{{HangAfter: true}}, "done", 1},
		{"late", []sim.Fault{{LateEffect: 30*time.Second + 2*time.Millisecond}}, "done", 1},
		{"gateway timeout", []sim.Fault{{Status: 504}}, "missing", 1},
		{"page", []sim.Fault{{Status: 200, Body: "<html>"}}, "missing", 1},
		{"page after", []sim.Fault{{StatusAfter: 200, Body: "<html>"}}, "done", 1},
		{"limit", []sim.Fault{{Status: 429, Times: 2}}, "done", 3},
		{"forbidden", []sim.Fault{{Status: 403}}, "not done", 0},
		{"dropped and blind", []sim.Fault{{DropAfter: true}, {Status: 500, Skip: 2, Match: isRead}}, "unknown", 1},
		{"late and blind", []sim.Fault{{HangBefore: true}, {HangBefore: true, Skip: 2, Match: isRead}}, "unknown", 1},
	}
	for _, way := range []string{"create", "bulk", "edit", "delete"} {
		for _, tt := range tests {
			t.Run(way+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, _ := newSite(t)
					stored(s)
					arm(s, way, tt.faults)
					err := act(t, connect(t, s, sim.TempoURL), way)
					if got := state(err); got != tt.want {
						t.Errorf("%s, want %s: %v", got, tt.want, err)
					}
					if n := writes(s); tt.writes > 0 && n != tt.writes {
						t.Errorf("%d writes, want %d", n, tt.writes)
					}
				})
			})
		}
	}
}

// arm adds faults, of writes unless they say otherwise.
func arm(s *sim.Sim, way string, faults []sim.Fault) {
	for _, f := range faults {
		if f.Match == nil {
			f.Match = isWrite
		} else if way == "create" || way == "bulk" {
			f.Skip = max(0, f.Skip-1) // they read once before they write, the others twice
		}
		s.AddFault(f)
	}
}

// writes counts the requests that were to change something.
func writes(s *sim.Sim) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method != http.MethodGet {
			n++
		}
	}
	return n
}

// TestConflict waits for a bulk request that is still running.
func TestConflict(t *testing.T) {
	t.Parallel()
	for times, want := range map[int]string{1: "done", 3: "done", 4: "not done"} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := newSite(t)
			s.AddFault(sim.Fault{Status: 409, Times: times, Match: isWrite})
			if err := act(t, connect(t, s, sim.TempoURL), "bulk"); state(err) != want {
				t.Errorf("%d conflicts: %v", times, err)
			}
		})
	}
}

// TestBlindFromTheStart cannot tell a new worklog from one that stood there
// before, and says which it has found.
func TestBlindFromTheStart(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	id := s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-05", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{DropBefore: true, Match: isWrite})
	got := connect(t, s, sim.TempoURL).CreateWorklogs(t.Context(), []tempo.NewWorklog{entry(nil)}, nil)[0]
	if u, ok := errors.AsType[*tempo.UncertainError](got.Err); !ok || u.Candidate != id || got.Worklog.ID != 0 {
		t.Errorf("%+v", got)
	}
}

// TestLikeness gives each entry the worklog that is most like it, in any order and
// also when only some have arrived.
func TestLikeness(t *testing.T) {
	t.Parallel()
	text := func(s string) func(*tempo.NewWorklog) { return func(w *tempo.NewWorklog) { w.Description = s } }
	tests := []struct {
		name          string
		first, second func(*tempo.NewWorklog)
	}{
		{"text and none", text("Ranking"), nil},
		{"start and none", func(w *tempo.NewWorklog) { w.StartTime = "09:00:00" }, nil},
		{"attribute and none", func(w *tempo.NewWorklog) { w.Attributes = []tempo.AttributeValue{{Key: "_Remote_", Value: "true"}} }, nil},
		{"not billable and none", func(w *tempo.NewWorklog) { w.BillableSeconds = new(int64) }, nil},
		{"two texts", text("Ranking"), text("Invoices")},
		{"the usual start and a text", func(w *tempo.NewWorklog) { w.StartTime = "08:00:00" }, text("Ranking")},
	}
	for _, tt := range tests {
		for place := range 4 {
			reversed, broken := place%2 == 1, place/2 == 1
			s, _ := newSite(t)
			s.DefaultStartTime = "08:00:00"
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
			entries := []tempo.NewWorklog{entry(tt.first), entry(tt.second)}
			if reversed {
				slices.Reverse(entries)
			}
			if broken {
				s.AddFault(sim.Fault{BulkPartial: 1, Status: 500, Times: 1})
			}
			for i, r := range connect(t, s, sim.TempoURL).CreateWorklogs(t.Context(), entries, &tempo.Snapshot{}) {
				if r.Err != nil || !fits(entries[i], r.Worklog, s.DefaultStartTime) {
					t.Errorf("%s, reversed %v, broken %v: entry %d is %+v", tt.name, reversed, broken, i, r)
				}
			}
			if n := len(s.Worklogs()); n != 2 {
				t.Errorf("%s, reversed %v, broken %v: %d worklogs", tt.name, reversed, broken, n)
			}
		}
	}
}

// fits reports whether a worklog is exactly what an entry asks for.
func fits(e tempo.NewWorklog, w tempo.Worklog, start string) bool {
	return w.Description == e.Description && w.StartTime == cmp.Or(e.StartTime, start) &&
		len(w.Attributes.Values) == len(e.Attributes) && (e.BillableSeconds == nil || *w.BillableSeconds == 0)
}
