package change_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// ways to write, and how often each reads worklogs before it does.
var ways = map[string]int{"create": 1, "bulk": 1, "edit": 1, "delete": 1}

// act writes in one of the ways, and returns what went wrong.
func act(t *testing.T, s *sim.Sim, way string) error {
	t.Helper()
	var changes []*change.Change
	switch way {
	case "create":
		changes = []*change.Change{entry()}
	case "bulk":
		changes = []*change.Change{entry(), entry()}
	case "edit":
		changes = []*change.Change{edit(text("Invoices"))}
	default:
		changes = []*change.Change{deletion()}
	}
	apply(t, connect(t, s), changes...)
	last := changes[len(changes)-1]
	if fmt.Sprint(changes[0].Err) != fmt.Sprint(last.Err) {
		t.Errorf("the twins' ends differ: %v, %v", changes[0].Err, last.Err)
	}
	return last.Err
}

// writes counts the requests that were to change something.
func writes(s *sim.Sim) int {
	n := 0
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, "/4/") && r.Method != http.MethodGet {
			n++
		}
	}
	return n
}

// TestLostAnswers finds out what became of writes, and sends them again only when
// that is safe.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults []sim.Fault
		want   string
		writes int
		again  int // of what does no more when it is done twice, if not the same
	}{
		{"nothing wrong", nil, "done", 1, 0},
		{"dropped before", []sim.Fault{{DropBefore: true, Times: 1}}, "done", 2, 0},
		{"dropped before, again and again", []sim.Fault{{DropBefore: true}}, "not done", 4, 0},
		{"dropped after", []sim.Fault{{DropAfter: true}}, "done", 1, 0},
		{"error before", []sim.Fault{{Status: 500, Times: 2}}, "done", 3, 0},
		{"error after", []sim.Fault{{StatusAfter: 503}}, "done", 1, 0},
		{"timeout before", []sim.Fault{{HangBefore: true}}, "missing", 1, 4},
		{"timeout after", []sim.Fault{{HangAfter: true}}, "done", 1, 0},
		{"late", []sim.Fault{{LateEffect: 30*time.Second + 2*time.Millisecond}}, "done", 1, 0},
		{"gateway timeout", []sim.Fault{{Status: 504}}, "missing", 1, 4},
		{"page", []sim.Fault{{Status: 200, Body: "<html>"}}, "missing", 1, 0},
		{"page after", []sim.Fault{{StatusAfter: 200, Body: "<html>"}}, "done", 1, 0},
		{"limit", []sim.Fault{{Status: 429, Times: 2}}, "done", 3, 0},
		{"forbidden", []sim.Fault{{Status: 403}}, "not done", 0, 0},
		{"dropped and blind", []sim.Fault{{DropAfter: true}, {Status: 500, Match: isRead}}, "unknown", 1, 0},
		{"late and blind", []sim.Fault{{HangBefore: true}, {HangBefore: true, Match: isRead}}, "unknown", 1, 0},
	}
	for way, reads := range ways {
		for _, tt := range tests {
			t.Run(way+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newSim()
					original(s)
					arm(s, tt.faults, reads)
					err := act(t, s, way)
					if got := state(err); got != tt.want {
						t.Errorf("%s, want %s: %v", got, tt.want, err)
					}
					want := map[string]int{"edit": tt.again, "delete": tt.again}[way]
					if n, want := writes(s), max(want, tt.writes); want > 0 && n != want {
						t.Errorf("%d writes, want %d", n, want)
					}
				})
			})
		}
	}
}

// arm adds faults, of writes or, once those before the write are over, of reads.
func arm(s *sim.Sim, faults []sim.Fault, reads int) {
	for _, f := range faults {
		if f.Match == nil {
			f.Match = isWrite
		} else {
			f.Skip = reads
		}
		s.AddFault(f)
	}
}

// TestBlindFromTheStart cannot tell a new worklog from one that stood there before,
// and says which it has found.
func TestBlindFromTheStart(t *testing.T) {
	t.Parallel()
	s := newSim()
	id := s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-05", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{Status: 500, Times: 1, Match: isRead})
	s.AddFault(sim.Fault{DropBefore: true, Match: isWrite})
	c := entry()
	if sheet := apply(t, connect(t, s), c); sheet != nil || sheet.Has(id) {
		t.Errorf("a sheet that could not be read: %v", sheet)
	}
	if u, ok := errors.AsType[*change.UncertainError](c.Err); !ok || u.Candidate != id || c.After != nil {
		t.Errorf("%+v", c)
	}
}

// TestTwinBefore takes no worklog for the answer that stood there before.
func TestTwinBefore(t *testing.T) {
	t.Parallel()
	s := newSim()
	id := s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-05", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{DropBefore: true, Match: isWrite})
	c := entry()
	sheet := apply(t, connect(t, s), c)
	if state(c.Err) != "not done" || !sheet.Has(id) || len(sheet.Worklogs) != 1 {
		t.Errorf("%v, sheet %+v", c.Err, sheet)
	}
}

// TestMatch gives each change the worklog that is most like it, in any order and also
// when only some have arrived.
func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		first, second func(*change.Draft)
	}{
		{"text and none", text("Ranking"), func(*change.Draft) {}},
		{"start and none", atNine, func(*change.Draft) {}},
		{"attribute and none", remote, func(*change.Draft) {}},
		{"not billable and none", free, func(*change.Draft) {}},
		{"two texts", text("Ranking"), text("Invoices")},
		{"the usual start and a text", func(d *change.Draft) { d.Start = usualStart }, text("Ranking")},
	}
	for _, tt := range tests {
		for place := range 4 {
			reversed, broken := place%2 == 1, place/2 == 1
			s := newSim()
			s.DefaultStartTime = usualStart.Wire()
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
			changes := []*change.Change{entry(tt.first), entry(tt.second)}
			if reversed {
				slices.Reverse(changes)
			}
			if broken {
				s.AddFault(sim.Fault{BulkPartial: 1, Status: 500, Times: 1, Match: isWrite})
			}
			apply(t, connect(t, s), changes...)
			for i, c := range changes {
				if c.Err != nil || !fits(c) {
					t.Errorf("%s, reversed %v, broken %v: change %d is %+v", tt.name, reversed, broken, i, c)
				}
			}
			if n := len(s.Worklogs()); n != 2 {
				t.Errorf("%s, reversed %v, broken %v: %d worklogs", tt.name, reversed, broken, n)
			}
		}
	}
}

// fits reports whether a change became exactly what was wanted.
func fits(c *change.Change) bool {
	w := c.After
	return w.Description == said(c.Want) && w.StartTime == cmp.Or(c.Want.Start.Wire(), usualStart.Wire()) &&
		len(w.Attributes.Values) == len(c.Want.Attributes) && (c.Want.Billable == nil || *w.BillableSeconds == 0)
}

// TestUncertain has words for each state, and keeps the cause.
func TestUncertain(t *testing.T) {
	t.Parallel()
	cause, look := errors.New("connection broken"), errors.New("401")
	tests := []struct {
		err  change.UncertainError
		want string
	}{
		{change.UncertainError{Missing: true, Cause: cause}, "not found in Tempo after a timeout: connection broken"},
		{change.UncertainError{Cause: cause, LookError: look}, "outcome unknown: connection broken; looking failed: 401"},
		{change.UncertainError{Cause: cause, Candidate: 7}, "outcome unknown: connection broken"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want || !errors.Is(&tt.err, cause) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
