package change_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestCreateSends compares what goes over the wire, and by which requests.
func TestCreateSends(t *testing.T) {
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
	full := func() *change.Change { return entry(atNine, text("Ranking"), free, remote) }
	single, estimate := object{"issueId": 10001.0}, object{"issueId": 10001.0, "remainingEstimateSeconds": 60.0}
	tests := []struct {
		name     string
		changes  []*change.Change
		requests string
		want     []any
	}{
		{"the least", []*change.Change{entry()}, "POST worklogs", []any{with(single)}},
		{"everything", []*change.Change{full()}, "POST worklogs", []any{with(mergeObjects(single, rich))}},
		{"several on an issue", []*change.Change{entry(), full()}, "POST worklogs/issue/10001/bulk", []any{[]any{plain, with(rich)}}},
		{
			"one with an estimate",
			[]*change.Change{entry(estimated), entry(), entry()},
			"POST worklogs/issue/10001/bulk, POST worklogs",
			[]any{[]any{plain, plain}, with(estimate)},
		},
		{
			"one with and one without an estimate",
			[]*change.Change{entry(estimated), entry()},
			"POST worklogs, POST worklogs",
			[]any{with(estimate), with(single)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, p := newSite(t)
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
			s.ResetRequests()
			if _, err := p.WorkAttributes(t.Context()); err != nil {
				t.Fatal(err)
			}
			apply(t, p, tt.changes...)
			for i, c := range tt.changes {
				if c.Err != nil || c.After == nil || c.After.ID == 0 || c.Before != nil || c.Issue.Key != "ATLAS-1" {
					t.Errorf("change %d: %+v", i, c)
				}
			}
			if diff := cmp.Diff(tt.want, sent(t, s, http.MethodPost)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			want := "GET work-attributes, GET worklogs/user/" + sim.AccountID + ", " + tt.requests
			if got := requests(s, "/4/"); got != want {
				t.Errorf("requests %s, want %s", got, want)
			}
		})
	}
}

func mergeObjects(list ...object) object {
	all := object{}
	for _, o := range list {
		maps.Copy(all, o)
	}
	return all
}

// TestCreateKeepsPlaces gives each change its worklog, although the simulator answers
// bulk requests in the reverse order.
func TestCreateKeepsPlaces(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	s.DefaultStartTime = "08:00:00"
	changes := []*change.Change{
		entry(), entry(text("Ranking")), entry(on("ATLAS-2")), entry(text("Ranking"), atNine),
		entry(func(d *change.Draft) { d.Spent = time.Minute }),
	}
	apply(t, p, changes...)
	for i, c := range changes {
		w := c.After
		if c.Err != nil || w.Issue.ID != c.Issue.ID || c.Issue.Key != c.Want.IssueKey || w.Description != said(c.Want) ||
			w.TimeSpentSeconds != int64(c.Want.Spent.Seconds()) || !c.Want.Start.IsZero() && w.StartTime != "09:00:00" {
			t.Errorf("change %d is %+v", i, c)
		}
	}
}

func said(d change.Draft) string {
	if d.Description == nil {
		return ""
	}
	return *d.Description
}

// TestCreateRefused asks no more often than needed for what is refused for a reason
// that holds for several worklogs.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	const bulk, look, one = "POST worklogs/issue/10001/bulk", "GET worklogs/user/" + sim.AccountID, "POST worklogs"
	tests := []struct {
		name     string
		wrong    func(*sim.Sim)
		status   int
		requests string
	}{
		{"token", func(s *sim.Sim) { s.AddFault(sim.Fault{Match: isWrite, Status: 401}) }, 401, bulk},
		{"issue", func(s *sim.Sim) {
			s.AddFault(sim.Fault{Match: isWrite, Status: 400, Body: `{"errors":[{"message":"Issue not found"}]}`})
		}, 400, bulk + ", " + look + ", " + one},
		{"attribute", func(s *sim.Sim) {
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_A_", Name: "A", Type: "INPUT_FIELD", Required: true})
		}, 400, bulk + ", " + look + ", " + one + ", GET work-attributes"},
		{"scope", func(s *sim.Sim) { s.TempoScopes = []string{"worklogs:view"} }, 403, bulk + ", " + look + ", " + one + ", " + one + ", " + one},
		{"each for itself", func(s *sim.Sim) { s.MaxHoursPerDay = 0; s.FutureDays = -9 }, 400, bulk + ", " + look + ", " + one + ", " + one + ", " + one},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, p := newSite(t)
			tt.wrong(s)
			changes := []*change.Change{entry(), entry(), entry()}
			apply(t, p, changes...)
			for i, c := range changes {
				if f, ok := errors.AsType[*tempo.Error](c.Err); !ok || f.Status != tt.status || state(c.Err) != "not done" {
					t.Errorf("change %d: %v", i, c.Err)
				}
			}
			if got, want := requests(s, "/4/"), look+", "+tt.requests; got != want {
				t.Errorf("requests %s, want %s", got, want)
			}
		})
	}
}

// TestCreateOneBad makes the others, whether or not Tempo has written some of a bulk
// request that it refused.
func TestCreateOneBad(t *testing.T) {
	t.Parallel()
	for _, partial := range []bool{false, true} {
		s, p := newSite(t)
		s.PartialBulk = partial
		s.ClosePeriod("2026-01-01", "2026-01-31")
		changes := []*change.Change{entry(), entry(day(2026, time.January, 15)), entry()}
		apply(t, p, changes...)
		if changes[0].Err != nil || changes[2].Err != nil || changes[0].After.ID == changes[2].After.ID || len(s.Worklogs()) != 2 {
			t.Errorf("partial %v: %v, %v", partial, changes[0].Err, changes[2].Err)
		}
		if e, ok := errors.AsType[*tempo.Error](changes[1].Err); !ok || e.Status != http.StatusForbidden || e.Messages[0] != "Period is closed" {
			t.Errorf("partial %v: %v", partial, changes[1].Err)
		}
	}
}

// TestCreateRefusedForOne does not let neighbors fail, whatever the status.
func TestCreateRefusedForOne(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 404, 422} {
		s := newSim()
		const why = `{"errors":[{"message":"Account 'NOPE' not found"}]}`
		s.AddFault(sim.Fault{Times: 1, Match: isWrite, Status: status, Body: why}) // the bulk request
		s.AddFault(sim.Fault{Times: 1, Match: isWrite, Status: status, Body: why}) // the first one by itself
		changes := []*change.Change{entry(), entry(), entry()}
		apply(t, connect(t, s), changes...)
		e, ok := errors.AsType[*tempo.Error](changes[0].Err)
		if !ok || e.Status != status || changes[1].Err != nil || changes[2].Err != nil || len(s.Worklogs()) != 2 {
			t.Errorf("%d: %v, %v, %v", status, changes[0].Err, changes[1].Err, changes[2].Err)
		}
	}
}

// TestCreateNotShown looks for what a bulk answer leaves out.
func TestCreateNotShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault sim.Fault
		want  string
	}{
		{sim.Fault{Match: isWrite, StatusAfter: 200, Body: "[]"}, "done"},
		{sim.Fault{Match: isWrite, Status: 200, Body: "[]"}, "missing"},
	} {
		s := newSim()
		s.AddFault(tt.fault)
		changes := []*change.Change{entry(), entry(text("Ranking"), atNine)}
		apply(t, connect(t, s), changes...)
		for i, c := range changes {
			if got := state(c.Err); got != tt.want || got == "done" && c.After.Description != said(c.Want) {
				t.Errorf("change %d is %s, want %s: %+v", i, got, tt.want, c)
			}
		}
	}
}

// TestLeftOut leaves changes alone that have failed before.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	errWrong := errors.New("wrong arguments")
	bad := &change.Change{Action: change.Create, Err: errWrong}
	for _, changes := range [][]*change.Change{nil, {bad}} {
		if around, err := change.Apply(t.Context(), p, changes); around.Sheet != nil || err != nil || len(s.Requests()) != 0 {
			t.Errorf("%v, %v, %d requests", around, err, len(s.Requests()))
		}
	}
	good, odd := entry(), &change.Change{Action: "polish", WorklogID: 500}
	apply(t, p, bad, good, odd)
	if !errors.Is(bad.Err, errWrong) || good.Err != nil || odd.Err == nil || len(s.Worklogs()) != 1 {
		t.Errorf("%v, %v, %v", bad.Err, good.Err, odd.Err)
	}
}

// TestAppliedTwice leaves alone what has an outcome, and makes what had not begun.
func TestAppliedTwice(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	changes := []*change.Change{entry(), entry(on("LATE-1"))}
	apply(t, p, changes...)
	made := changes[0].After
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search", Hidden: true})
	apply(t, p, changes...)
	if changes[0].Err != nil || changes[0].After != made || len(s.Worklogs()) != 1 {
		t.Errorf("%+v, %d worklogs", changes[0], len(s.Worklogs()))
	}
	s.AddFault(sim.Fault{PathPrefix: "/rest/", Status: 500, Times: 1})
	later := entry(on("ATLAS-2"))
	if _, err := change.Apply(t.Context(), p, []*change.Change{later}); err == nil || later.Err != nil {
		t.Fatalf("%v, %v", err, later.Err)
	}
	if apply(t, p, later); later.Err != nil || len(s.Worklogs()) != 2 {
		t.Errorf("%v, %d worklogs", later.Err, len(s.Worklogs()))
	}
}

// TestHiddenIssue makes the others.
func TestHiddenIssue(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	changes := []*change.Change{entry(on("NOPE-1")), entry(), entry(on("no key"))}
	apply(t, p, changes...)
	for _, i := range []int{0, 2} {
		if e, ok := errors.AsType[*change.HiddenIssueError](changes[i].Err); !ok || e.Key != changes[i].Want.IssueKey {
			t.Errorf("change %d: %v", i, changes[i].Err)
		}
	}
	if changes[1].Err != nil || len(s.Worklogs()) != 1 {
		t.Errorf("%v, %d worklogs", changes[1].Err, len(s.Worklogs()))
	}
}

// TestNothingSent leaves the changes as they were when it cannot begin.
func TestNothingSent(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, d := entry(), deletion()
	if _, err := change.Apply(ctx, p, []*change.Change{c, d}); !errors.Is(err, context.Canceled) || c.Err != nil || d.Err != nil {
		t.Errorf("%v, %v, %v", err, c.Err, d.Err)
	}
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 500})
	if _, err := change.Apply(t.Context(), connect(t, s), []*change.Change{c, entry(on("NOPE-1"))}); err == nil || c.Err != nil {
		t.Errorf("%v, %v", err, c.Err)
	}
	if n := len(sent(t, s, http.MethodPost)); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// TestCreateMany sends more than a bulk request holds, in a few requests.
func TestCreateMany(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	var changes []*change.Change
	for i := range 40 {
		s.AddIssue(sim.Issue{ID: int64(30000 + i%20), Key: fmt.Sprintf("MANY-%d", i%20+1), Summary: "One of many"})
		changes = append(changes, entry(on(fmt.Sprintf("MANY-%d", i%20+1)), func(d *change.Draft) { d.Spent = 10 * time.Minute }))
	}
	apply(t, p, changes...)
	if n := len(s.Requests()); n != 24 || len(s.Worklogs()) != 40 {
		t.Errorf("%d requests, %d worklogs, want 24 and 40", n, len(s.Worklogs()))
	}
	s.ResetRequests()
	changes = nil
	for i := range 120 {
		changes = append(changes, entry(day(2025, time.September, 1+i)))
	}
	apply(t, p, changes...)
	if got, want := requests(s, "/4/"), "GET worklogs/user/"+sim.AccountID+", POST worklogs/issue/10001/bulk, POST worklogs/issue/10001/bulk, POST worklogs/issue/10001/bulk"; got != want {
		t.Errorf("requests %s, want %s", got, want)
	}
	for i, c := range changes {
		if c.Err != nil || c.After.StartDate != c.Want.Day.String() {
			t.Errorf("change %d: %v", i, c.Err)
		}
	}
}
