package tempo_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// stored puts a worklog there that has everything.
func stored(s *sim.Sim) {
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
	s.AddWorklog(sim.Worklog{
		ID: 500, IssueID: 10001, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 3600, BillableSeconds: new(int64(60)),
		Description: "Ranking", Attributes: []sim.AttributeValue{{Key: "_Remote_", Value: "true"}}, CreatedAt: thursday.Add(-time.Hour),
	})
}

// keep changes nothing but the text.
func keep(text string) func(tempo.Worklog) (tempo.WorklogUpdate, error) {
	return func(w tempo.Worklog) (tempo.WorklogUpdate, error) {
		return tempo.WorklogUpdate{
			AuthorAccountID: w.Author.AccountID, StartDate: w.StartDate, StartTime: w.StartTime, TimeSpentSeconds: w.TimeSpentSeconds,
			BillableSeconds: w.BillableSeconds, Description: text, Attributes: w.Attributes.Values,
		}, nil
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	stored(s)
	before, after, err := c.Edit(t.Context(), 500, keep("Invoices"))
	if err != nil || before.Description != "Ranking" || after.Description != "Invoices" || after.ID != 500 {
		t.Fatalf("%+v, %+v, %v", before, after, err)
	}
	want := []any{object{
		"authorAccountId": sim.AccountID, "startDate": "2026-03-02", "startTime": "09:00:00", "timeSpentSeconds": 3600.0,
		"billableSeconds": 60.0, "description": "Invoices", "attributes": []any{object{"key": "_Remote_", "value": "true"}},
	}}
	if diff := cmp.Diff(want, bodies(t, s, http.MethodPut)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestEditToNothing sends an empty text and no attributes as such, since Tempo
// removes what an update leaves out.
func TestEditToNothing(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	stored(s)
	_, after, err := c.Edit(t.Context(), 500, func(w tempo.Worklog) (tempo.WorklogUpdate, error) {
		u, err := keep("")(w)
		u.Attributes = []tempo.AttributeValue{}
		return u, err
	})
	if err != nil || after.Description != "" || len(after.Attributes.Values) != 0 {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestEditRefused(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	stored(s)
	errNo := errors.New("no")
	_, _, err := c.Edit(t.Context(), 500, func(tempo.Worklog) (tempo.WorklogUpdate, error) { return tempo.WorklogUpdate{}, errNo })
	if !errors.Is(err, errNo) || len(s.Requests()) != 1 {
		t.Errorf("%v, %d requests", err, len(s.Requests()))
	}
	s.ClosePeriod("2026-03-01", "2026-03-31")
	if _, _, err = c.Edit(t.Context(), 500, keep("x")); err == nil || !strings.Contains(err.Error(), "update worklog 500") || !strings.Contains(err.Error(), "Period is closed") {
		t.Errorf("%v", err)
	}
}

// TestEditMeanwhile does not know what became of its update when somebody else
// has changed the worklog too.
func TestEditMeanwhile(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	stored(s)
	s.AddFault(sim.Fault{DropBefore: true, Match: func(r *http.Request) bool {
		if r.Method == http.MethodPut {
			s.AddWorklog(sim.Worklog{ID: 500, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 1, CreatedAt: thursday})
		}
		return r.Method == http.MethodPut
	}})
	_, _, err := connect(t, s, sim.TempoURL).Edit(t.Context(), 500, keep("x"))
	u, ok := errors.AsType[*tempo.UncertainError](err)
	if !ok || u.Missing || u.LookError != nil || !strings.Contains(u.Error(), "outcome unknown") {
		t.Errorf("%v", err)
	}
	if n := len(bodies(t, s, http.MethodPut)); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// TestEditThatDoesNotShow does not claim a change of billable time that Tempo does
// not tell.
func TestEditThatDoesNotShow(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	s.AddWorklog(sim.Worklog{ID: 500, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{DropBefore: true, Method: http.MethodPut})
	_, _, err := connect(t, s, sim.TempoURL).Edit(t.Context(), 500, func(w tempo.Worklog) (tempo.WorklogUpdate, error) {
		u, err := keep("")(w)
		u.BillableSeconds = new(int64(60))
		return u, err
	})
	if _, ok := errors.AsType[*tempo.UncertainError](err); !ok {
		t.Errorf("%v", err)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	stored(s)
	w, err := c.Delete(t.Context(), 500)
	if err != nil || w.Description != "Ranking" || len(s.Worklogs()) != 0 {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err = c.Delete(t.Context(), 500); err == nil {
		t.Error("deleted twice")
	}
}

// TestUncertain has words for each state, and keeps the cause.
func TestUncertain(t *testing.T) {
	t.Parallel()
	cause, look := errors.New("connection broken"), errors.New("401")
	tests := []struct {
		err  tempo.UncertainError
		want string
	}{
		{tempo.UncertainError{Missing: true, Cause: cause}, "not found in Tempo after a timeout: connection broken"},
		{tempo.UncertainError{Cause: cause, LookError: look}, "outcome unknown: connection broken; looking failed: 401"},
		{tempo.UncertainError{Cause: cause, Candidate: 7}, "outcome unknown: connection broken"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want || !errors.Is(&tt.err, cause) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
