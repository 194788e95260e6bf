package tempo_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

var march = tempo.Period{From: "2026-03-01", To: "2026-03-31"}

const reviewer = "1111aaaa2222bbbb3333cccc"

// reviewed returns a site where the first person has a reviewer.
func reviewed(t *testing.T) (*sim.Sim, *tempo.Client) {
	t.Helper()
	s, c := newSite(t)
	s.AddUser(sim.User{AccountID: reviewer, DisplayName: "Rae"})
	s.AddUser(sim.User{AccountID: sim.AccountID, DisplayName: "Ada", Reviewers: []string{reviewer}})
	s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-03-04", TimeSpentSeconds: 3600})
	return s, c
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	got, err := c.Periods(t.Context(), "2026-02-28", "2026-03-01")
	if diff := cmp.Diff([]tempo.Period{{From: "2026-02-01", To: "2026-02-28"}, march}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	s.AddFault(sim.Fault{Status: http.StatusOK, Body: `{}`})
	if got, err := connect(t, s, sim.TempoURL).Periods(t.Context(), "2026-02-28", "2026-03-01"); err == nil {
		t.Errorf("%v of an answer without periods", got)
	}
}

func TestApprovals(t *testing.T) {
	t.Parallel()
	_, c := reviewed(t)
	got, err := c.Approval(t.Context(), sim.AccountID, march.From, march.To)
	if err != nil || got.Status.Key != tempo.ApprovalOpen || !got.May(tempo.ActionSubmit) || got.May(tempo.ActionRecall) {
		t.Errorf("%+v, %v, want one that can be submitted", got, err)
	}
	if got.Period != march || got.RequiredSeconds != 22*8*3600 || got.TimeSpentSeconds != 3600 || got.User.AccountID != sim.AccountID {
		t.Errorf("%+v, want March with an hour", got)
	}
	if list, err := c.Reviewers(t.Context(), sim.AccountID); err != nil || !cmp.Equal(list, []string{reviewer}) {
		t.Errorf("reviewers %v, %v", list, err)
	}
	got, err = c.Submit(t.Context(), sim.AccountID, march, tempo.ApprovalNote{Comment: "March", ReviewerAccountID: reviewer})
	want := tempo.ApprovalStatus{
		Key: tempo.ApprovalInReview, Comment: "March", Actor: tempo.AccountRef{AccountID: sim.AccountID}, UpdatedAt: "2026-03-05T10:30:00Z",
	}
	if err != nil || got.Status != want || got.Reviewer.AccountID != reviewer || !got.May(tempo.ActionRecall) {
		t.Errorf("submitted %+v, %v", got, err)
	}
	if got, err = c.Submit(t.Context(), sim.AccountID, march, tempo.ApprovalNote{}); err == nil {
		t.Errorf("submitted twice: %+v", got)
	}
	got, err = c.Recall(t.Context(), sim.AccountID, march, tempo.ApprovalNote{})
	if err != nil || got.Status.Key != tempo.ApprovalOpen || got.Reviewer.AccountID != "" {
		t.Errorf("recalled %+v, %v", got, err)
	}
	if got, err = c.Recall(t.Context(), sim.AccountID, march, tempo.ApprovalNote{}); err == nil {
		t.Errorf("recalled twice: %+v", got)
	}
}

func TestActionsInBothForms(t *testing.T) {
	t.Parallel()
	s, _ := reviewed(t)
	s.StringActions = true // which the document does not have
	got, err := connect(t, s, sim.TempoURL).Approval(t.Context(), sim.AccountID, march.From, march.To)
	if err != nil || !got.May(tempo.ActionSubmit) || got.May(tempo.ActionRecall) {
		t.Errorf("%+v, %v, want one that can be submitted", got, err)
	}
}

func TestApprovalsThatFail(t *testing.T) {
	t.Parallel()
	s, c := reviewed(t)
	if got, err := c.Approval(t.Context(), "nobody", march.From, march.To); err == nil {
		t.Errorf("%+v of nobody", got)
	}
	if got, err := c.Reviewers(t.Context(), "nobody"); err == nil {
		t.Errorf("%v of nobody", got)
	}
	s.AddFault(sim.Fault{Status: http.StatusOK, Body: `{}`})
	c = connect(t, s, sim.TempoURL)
	if got, err := c.Approval(t.Context(), sim.AccountID, march.From, march.To); err == nil {
		t.Errorf("%+v of an answer that is none", got)
	}
	for name, write := range map[string]func() (tempo.Approval, error){
		"submit": func() (tempo.Approval, error) {
			return c.Submit(t.Context(), sim.AccountID, march, tempo.ApprovalNote{})
		},
		"recall": func() (tempo.Approval, error) {
			return c.Recall(t.Context(), sim.AccountID, march, tempo.ApprovalNote{})
		},
	} {
		if got, err := write(); !errors.Is(err, tempo.ErrIncomplete) {
			t.Errorf("%s: %+v, %v, want ErrIncomplete", name, got, err)
		}
	}
}
