package tempo_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

func entry(change func(*tempo.NewWorklog)) tempo.NewWorklog {
	w := tempo.NewWorklog{IssueID: 10001, AuthorAccountID: sim.AccountID, StartDate: "2026-03-05", TimeSpentSeconds: 3600}
	if change != nil {
		change(&w)
	}
	return w
}

// full is an entry that says all it can.
func full(w *tempo.NewWorklog) {
	w.StartTime, w.Description, w.BillableSeconds = "09:00:00", "Ranking", new(int64)
	w.Attributes = []tempo.AttributeValue{{Key: "_Remote_", Value: "true"}}
}

// TestBodies compares what goes over the wire.
func TestBodies(t *testing.T) {
	t.Parallel()
	plain := object{"authorAccountId": sim.AccountID, "startDate": "2026-03-05", "timeSpentSeconds": 3600.0}
	with := func(more object) object {
		all := maps.Clone(plain)
		maps.Copy(all, more)
		return all
	}
	rich := object{
		"startTime": "09:00:00", "description": "Ranking", "billableSeconds": 0.0,
		"attributes": []any{object{"key": "_Remote_", "value": "true"}},
	}
	estimated := func(w *tempo.NewWorklog) { w.RemainingEstimateSeconds = new(int64(60)) }
	tests := []struct {
		name    string
		entries []tempo.NewWorklog
		paths   string
		want    []any
	}{
		{"the least", []tempo.NewWorklog{entry(nil)}, "/4/worklogs", []any{with(object{"issueId": 10001.0})}},
		{"everything", []tempo.NewWorklog{entry(full)}, "/4/worklogs", []any{with(object{
			"issueId": 10001.0, "startTime": "09:00:00", "description": "Ranking", "billableSeconds": 0.0,
			"attributes": []any{object{"key": "_Remote_", "value": "true"}},
		})}},
		{"several on an issue", []tempo.NewWorklog{entry(nil), entry(full)}, "/4/worklogs/issue/10001/bulk", []any{[]any{plain, with(rich)}}},
		{
			"one with an estimate",
			[]tempo.NewWorklog{entry(estimated), entry(nil), entry(nil)},
			"/4/worklogs/issue/10001/bulk /4/worklogs",
			[]any{[]any{plain, plain}, with(object{"issueId": 10001.0, "remainingEstimateSeconds": 60.0})},
		},
		{
			"one with and one without an estimate",
			[]tempo.NewWorklog{entry(estimated), entry(nil)},
			"/4/worklogs /4/worklogs",
			[]any{with(object{"issueId": 10001.0, "remainingEstimateSeconds": 60.0}), with(object{"issueId": 10001.0})},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := newSite(t)
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
			for i, r := range c.CreateWorklogs(t.Context(), tt.entries, nil) {
				if r.Err != nil || r.Worklog.ID == 0 {
					t.Errorf("entry %d: %+v", i, r)
				}
			}
			if diff := cmp.Diff(tt.want, bodies(t, s, http.MethodPost)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if got := paths(s); got != tt.paths {
				t.Errorf("paths %s, want %s", got, tt.paths)
			}
		})
	}
}

// paths lists what was asked for.
func paths(s *sim.Sim) string {
	var list []string
	for _, r := range s.Requests() {
		list = append(list, r.Path)
	}
	return strings.Join(list, " ")
}

// TestAnswersKeepTheOrder gives each entry its worklog, although the simulator
// answers bulk requests in the reverse order.
func TestAnswersKeepTheOrder(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.DefaultStartTime = "08:00:00"
	entries := []tempo.NewWorklog{
		entry(nil),
		entry(func(w *tempo.NewWorklog) { w.Description = "Ranking" }),
		entry(func(w *tempo.NewWorklog) { w.IssueID = 10002 }),
		entry(func(w *tempo.NewWorklog) { w.Description, w.StartTime = "Ranking", "09:00:00" }),
		entry(func(w *tempo.NewWorklog) { w.TimeSpentSeconds = 60 }),
	}
	for i, r := range c.CreateWorklogs(t.Context(), entries, nil) {
		e, w := entries[i], r.Worklog
		if r.Err != nil || w.Issue.ID != e.IssueID || w.Description != e.Description || w.TimeSpentSeconds != e.TimeSpentSeconds ||
			e.StartTime != "" && w.StartTime != e.StartTime {
			t.Errorf("entry %d is %+v", i, r)
		}
	}
}

// TestRefusals asks no more often than needed for what is refused for a reason
// that holds for several entries.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		change   func(*sim.Sim)
		entry    func(*tempo.NewWorklog)
		status   int
		requests int
	}{
		{"token", func(s *sim.Sim) { s.Region = "eu" }, nil, 401, 1},
		{"issue", func(*sim.Sim) {}, func(w *tempo.NewWorklog) { w.IssueID = 77 }, 400, 3}, // bulk, a look, one
		{"attribute", func(s *sim.Sim) {
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_A_", Name: "A", Type: "INPUT_FIELD", Required: true})
		}, nil, 400, 3},
		{"scope", func(s *sim.Sim) { s.TempoScopes = []string{"worklogs:view"} }, nil, 403, 5},
		{"each for itself", func(s *sim.Sim) { s.MaxHoursPerDay = 0; s.FutureDays = -9 }, nil, 400, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := newSite(t)
			tt.change(s)
			e := entry(tt.entry)
			for i, r := range c.CreateWorklogs(t.Context(), []tempo.NewWorklog{e, e, e}, &tempo.Snapshot{}) {
				if f, ok := errors.AsType[*tempo.Error](r.Err); !ok || f.Status != tt.status {
					t.Errorf("entry %d: %v", i, r.Err)
				}
			}
			if n := len(s.Requests()); n != tt.requests {
				t.Errorf("%d requests, want %d", n, tt.requests)
			}
		})
	}
}

// TestOneBadEntry creates the others, whether or not Tempo has written some of a
// bulk request that it refused.
func TestOneBadEntry(t *testing.T) {
	t.Parallel()
	for _, partial := range []bool{false, true} {
		s, c := newSite(t)
		s.PartialBulk = partial
		s.ClosePeriod("2026-01-01", "2026-01-31")
		before, err := c.Snapshot(t.Context(), sim.AccountID, []tempo.NewWorklog{{StartDate: "2026-01-01"}, {StartDate: "2026-03-31"}})
		if err != nil {
			t.Fatal(err)
		}
		bad := entry(func(w *tempo.NewWorklog) { w.StartDate = "2026-01-15" })
		results := c.CreateWorklogs(t.Context(), []tempo.NewWorklog{entry(nil), bad, entry(nil)}, before)
		if results[0].Err != nil || results[2].Err != nil || results[0].Worklog.ID == results[2].Worklog.ID || len(s.Worklogs()) != 2 {
			t.Errorf("partial %v: %+v", partial, results)
		}
		if e, ok := errors.AsType[*tempo.Error](results[1].Err); !ok || e.Status != http.StatusForbidden || e.Messages[0] != "Period is closed" {
			t.Errorf("partial %v: %v", partial, results[1].Err)
		}
	}
}

// TestNotShown looks for what a bulk answer leaves out.
func TestNotShown(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	s.AddFault(sim.Fault{Method: http.MethodPost, StatusAfter: 200, Body: "[]"})
	c := connect(t, s, sim.TempoURL)
	entries := []tempo.NewWorklog{entry(nil), entry(full)}
	entries[1].Attributes = nil
	for i, r := range c.CreateWorklogs(t.Context(), entries, &tempo.Snapshot{}) {
		if r.Err != nil || r.Worklog.Description != entries[i].Description {
			t.Errorf("entry %d: %+v", i, r)
		}
	}
	s.ClearFaults()
	s.AddFault(sim.Fault{Method: http.MethodPost, Status: 200, Body: "[]"})
	entries[0].StartDate, entries[1].StartDate = "2026-03-04", "2026-03-04"
	for i, r := range c.CreateWorklogs(t.Context(), entries, &tempo.Snapshot{}) {
		if u, ok := errors.AsType[*tempo.UncertainError](r.Err); !ok || !u.Missing {
			t.Errorf("entry %d: %+v", i, r)
		}
	}
}

func TestNothingToCreate(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	if got := c.CreateWorklogs(t.Context(), nil, nil); len(got) != 0 || len(s.Requests()) != 0 {
		t.Errorf("%v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, r := range c.CreateWorklogs(ctx, []tempo.NewWorklog{entry(nil), entry(nil)}, nil) {
		if !errors.Is(r.Err, context.Canceled) {
			t.Errorf("%v", r.Err)
		}
	}
	if len(s.Requests()) != 0 {
		t.Error("something was sent")
	}
}
