package change_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestEdit changes what is wanted and sends the rest as it was, since Tempo removes
// what an update leaves out.
func TestEdit(t *testing.T) {
	t.Parallel()
	rest := object{
		"authorAccountId": sim.AccountID, "startDate": "2026-03-02", "startTime": "09:00:00", "timeSpentSeconds": 3600.0,
		"billableSeconds": 60.0, "description": "Ranking", "attributes": []any{object{"key": "_Remote_", "value": "true"}},
	}
	tests := []struct {
		name string
		say  func(*change.Draft)
		want object
	}{
		{"text", text("Invoices"), object{"description": "Invoices"}},
		{"no text", text(""), object{"description": ""}},
		{"day", day(2026, time.March, 3), object{"startDate": "2026-03-03"}},
		{"time, not all of it billable", func(d *change.Draft) { d.Spent = 2 * time.Hour }, object{"timeSpentSeconds": 7200.0}},
		{"billable", free, object{"billableSeconds": 0.0}},
		{"no attribute, by its name", func(d *change.Draft) { d.Attributes = []tempo.AttributeValue{{Key: "remote"}} }, object{"attributes": []any{}}},
		{"the issue's estimate alone", estimated, object{"remainingEstimateSeconds": 60.0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, p := newSite(t)
			original(s)
			c := edit(tt.say)
			apply(t, p, c)
			if c.Err != nil || c.Before.Description != "Ranking" || c.After == nil || c.After.ID != 500 {
				t.Fatalf("%+v", c)
			}
			if diff := cmp.Diff([]any{mergeObjects(rest, tt.want)}, sent(t, s, http.MethodPut)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestEditToTheSame sends nothing.
func TestEditToTheSame(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	original(s)
	for _, c := range []*change.Change{edit(), edit(text("Ranking"), atNine, remote)} {
		apply(t, p, c)
		if c.Err != nil || !c.Unchanged || c.Before == nil || c.After != c.Before {
			t.Errorf("%+v", c)
		}
	}
	if n := len(sent(t, s, http.MethodPut)); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// TestRewriteRefused tells what was tried, and touches nothing.
func TestRewriteRefused(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	original(s)
	s.ClosePeriod("2026-03-01", "2026-03-31")
	c, d, none := edit(text("x")), deletion(), &change.Change{Action: change.Delete, WorklogID: 501}
	apply(t, p, c, d, none)
	for c, want := range map[*change.Change]string{c: "update worklog 500", d: "delete worklog 500", none: "read worklog 501"} {
		if c.Err == nil || !strings.Contains(c.Err.Error(), want) || state(c.Err) != "not done" {
			t.Errorf("got %v, want %s", c.Err, want)
		}
	}
	if !strings.Contains(c.Err.Error(), "Period is closed") || len(s.Worklogs()) != 1 {
		t.Errorf("%v, %d worklogs", c.Err, len(s.Worklogs()))
	}
}

// TestDelete keeps what was deleted.
func TestDelete(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	original(s)
	c := deletion()
	apply(t, p, c)
	if c.Err != nil || c.Before.Description != "Ranking" || c.After != nil || len(s.Worklogs()) != 0 {
		t.Errorf("%+v", c)
	}
	if c = deletion(); apply(t, p, c) != nil || c.Err == nil {
		t.Error("deleted twice")
	}
}

// TestDeletedMeanwhile takes it for done that a worklog is gone which was there
// before the request was sent again.
func TestDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSim()
	original(s)
	s.AddFault(sim.Fault{DropBefore: true, Times: 1, Match: isWrite})
	s.AddFault(sim.Fault{Status: http.StatusNotFound, Match: isWrite})
	c := deletion()
	apply(t, connect(t, s), c)
	if c.Err != nil || c.Before == nil {
		t.Errorf("%+v", c)
	}
}

// TestInTurn makes changes of one worklog in the order given, and any others beside
// them, by one request at a time for an issue.
func TestInTurn(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	original(s)
	s.AddWorklog(sim.Worklog{ID: 501, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	s.Latency = time.Millisecond
	first, second, last := edit(text("First")), edit(text("Second")), deletion()
	other, added := &change.Change{Action: change.Delete, WorklogID: 501}, entry()
	apply(t, p, first, other, second, added, last)
	if first.After.Description != "First" || second.Before.Description != "First" || last.Before.Description != "Second" {
		t.Errorf("%+v, %+v, %+v", first.After, second.Before, last.Before)
	}
	if left := s.Worklogs(); len(left) != 1 || left[0].ID != added.After.ID {
		t.Errorf("left: %+v", left)
	}
	if _, most := s.MaxInFlight(); most != 1 {
		t.Errorf("%d writes to one issue at once", most)
	}
}

// TestEditMeanwhile does not know what became of its update when somebody else has
// changed the worklog too.
func TestEditMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSim()
	original(s)
	s.AddFault(sim.Fault{DropBefore: true, Match: func(r *http.Request) bool {
		if r.Method == http.MethodPut {
			s.AddWorklog(sim.Worklog{ID: 500, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 1, CreatedAt: thursday})
		}
		return r.Method == http.MethodPut
	}})
	c := edit(text("x"))
	apply(t, connect(t, s), c)
	u, ok := errors.AsType[*change.UncertainError](c.Err)
	if !ok || u.Missing || u.LookError != nil || !strings.Contains(u.Error(), "outcome unknown") {
		t.Errorf("%v", c.Err)
	}
	if n := len(sent(t, s, http.MethodPut)); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// TestEditThatDoesNotShow does not claim a change of billable time that Tempo does
// not tell.
func TestEditThatDoesNotShow(t *testing.T) {
	t.Parallel()
	s := newSim()
	s.AddWorklog(sim.Worklog{ID: 500, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{DropBefore: true, Method: http.MethodPut})
	c := edit(free)
	apply(t, connect(t, s), c)
	if state(c.Err) != "unknown" {
		t.Errorf("%v", c.Err)
	}
}

// TestRewriteWithoutJira needs nothing of Jira but who the person is.
func TestRewriteWithoutJira(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{true, false} {
		s := newSim()
		original(s)
		p := connect(t, s)
		if _, err := p.Me(t.Context()); known && err != nil {
			t.Fatal(err)
		}
		s.AddFault(sim.Fault{PathPrefix: "/rest/", Status: 500})
		if !known {
			p = connect(t, s)
		}
		c, d := edit(text("Invoices")), deletion()
		_, err := change.Apply(t.Context(), p, []*change.Change{c, d})
		if known != (err == nil) || c.Err != nil || d.Err != nil || (len(s.Worklogs()) == 0) != known {
			t.Errorf("known %v: %v, %v, %v, %d worklogs", known, err, c.Err, d.Err, len(s.Worklogs()))
		}
	}
}
