package sim_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const (
	approvalsOf = tempo + "/timesheet-approvals/user/"
	march       = "?from=2026-03-01&to=2026-03-31"
)

// sheet is a timesheet on the wire, as far as the tests look.
type sheet struct {
	Status struct {
		Key      string
		Comment  string
		Actor    struct{ AccountID string }
		Required *int64 `json:"requiredSecondsAtSubmit"`
	}
	Reviewer struct{ AccountID string }
	Actions  map[string]any
}

// state is the status with who reviews, and what may be done.
func (s sheet) state() string {
	return strings.TrimSpace(s.Status.Key+" "+s.Reviewer.AccountID) + ": " + strings.Join(slices.Sorted(maps.Keys(s.Actions)), ", ")
}

// withReviewer returns a site where Ben reviews Cleo's and Cleo may write.
func withReviewer() *sim.Sim {
	s := withPeople()
	s.AddPerson(sim.Person{
		User:       sim.User{AccountID: cleo, DisplayName: "Cleo Laurent", Email: "cleo@example.com", Reviewers: []string{ben}},
		TempoToken: "tempo-cleo", JiraToken: "jira-cleo",
	})
	return s
}

func TestApprovalsGoTheirWay(t *testing.T) {
	t.Parallel()
	c := honest(t, withReviewer())
	steps := []struct{ who, action, worker, reviewer string }{
		{"cleo", "submit", "IN_REVIEW ben-1: recall", "IN_REVIEW ben-1: approve, reject"},
		{"cleo", "recall", "OPEN: submit", "OPEN:"},
		{"cleo", "submit", "IN_REVIEW ben-1: recall", "IN_REVIEW ben-1: approve, reject"},
		{"ben", "reject", "OPEN: submit", "OPEN:"},
		{"cleo", "submit", "IN_REVIEW ben-1: recall", "IN_REVIEW ben-1: approve, reject"},
		{"ben", "approve", "APPROVED ben-1:", "APPROVED ben-1: reopen"},
		{"ben", "reopen", "OPEN: submit", "OPEN:"},
	}
	for i, step := range steps {
		got := ok[sheet](t, c.as(step.who).post(approvalsOf+cleo+"/"+step.action+march, `{"comment":"Why"}`))
		if got.Status.Comment != "Why" || got.Status.Actor.AccountID != step.who+"-1" {
			t.Errorf("step %d: %+v, want the comment and who acted", i, got.Status)
		}
		for who, want := range map[string]string{"cleo": step.worker, "ben": step.reviewer} {
			if diff := cmp.Diff(want, strings.TrimSpace(ok[sheet](t, c.as(who).get(approvalsOf+cleo+march)).state())); diff != "" {
				t.Errorf("after step %d, %s, for %s (-want +got):\n%s", i, step.action, who, diff)
			}
		}
	}
}

func TestApprovalsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := withReviewer()
	s.AddUser(sim.User{AccountID: ben, DisplayName: "Ben", Email: "ben@example.com", Reviewers: []string{cleo, sim.AccountID}})
	tests := map[string]struct {
		who, path, body string
		status          int
		want            string
	}{
		"nobody's":             {"cleo", "nobody" + march, "", http.StatusNotFound, "User is invalid"},
		"reviewers of nobody":  {"cleo", "nobody/reviewers", "", http.StatusNotFound, "User is invalid"},
		"no day":               {"cleo", cleo + "?from=2022-05-011", "", http.StatusBadRequest, "Non valid date '2022-05-011': format must be yyyy-MM-dd"},
		"no start":             {"cleo", cleo, "", http.StatusBadRequest, "Non valid date"},
		"no period":            {"cleo", cleo + "?from=2026-03-01&to=2026-03-30", "", http.StatusBadRequest, "is not a period"},
		"a stranger's":         {"cleo", sim.AccountID + march, "", http.StatusForbidden, "permission to view"},
		"recall what is open":  {"cleo", cleo + "/recall" + march, "{}", http.StatusBadRequest, "not possible to recall"},
		"approve what is open": {"ben", cleo + "/approve" + march, "{}", http.StatusBadRequest, "not possible to approve"},
		"submit for another":   {"ben", cleo + "/submit" + march, "{}", http.StatusForbidden, "permission to submit"},
		"approve one's own":    {"cleo", cleo + "/approve" + march, "{}", http.StatusForbidden, "permission to approve"},
		"unknown action":       {"cleo", cleo + "/close" + march, "{}", http.StatusNotFound, "404"},
		"unknown field":        {"cleo", cleo + "/submit" + march, `{"reviewer":"x"}`, http.StatusBadRequest, "unrecognized field"},
		"another reviewer":     {"cleo", cleo + "/submit" + march, `{"reviewerAccountId":"cleo-1"}`, http.StatusBadRequest, "Reviewer is invalid"},
		"one of several":       {"ben", ben + "/submit" + march, "{}", http.StatusBadRequest, "Reviewer is required"},
	}
	for name, tt := range tests {
		method := http.MethodGet
		if tt.body != "" {
			method = http.MethodPost
		}
		got := rude(t, s).as(tt.who).send(method, approvalsOf+tt.path, tt.body)
		if got.status != tt.status || !strings.Contains(unquoted(got.body), tt.want) {
			t.Errorf("%s = %d %s, want %d with %q", name, got.status, got.body, tt.status, tt.want)
		}
	}
	c := honest(t, s).as("ben")
	if got := ok[sheet](t, c.post(approvalsOf+ben+"/submit"+march, `{"reviewerAccountId":"cleo-1"}`)); got.Reviewer.AccountID != cleo {
		t.Errorf("reviewer = %q, want the one who was named", got.Reviewer.AccountID)
	}
}

func TestTimesheetsLockTheirDays(t *testing.T) {
	t.Parallel()
	s := withReviewer()
	c := honest(t, s).as("cleo")
	write := func() string {
		return c.post(tempo+"/worklogs", `{"authorAccountId":"cleo-1","issueId":10001,"startDate":"2026-03-02","timeSpentSeconds":60}`).body
	}
	ok[sheet](t, c.post(approvalsOf+cleo+"/submit"+march, "{}"))
	if got := write(); got != `{"errors":[{"message":"Timesheet is in review"}]}` {
		t.Errorf("writing while it is in review = %s", got)
	}
	s.ReviewLeavesOpen = true
	if got := write(); !strings.Contains(got, "tempoWorklogId") {
		t.Errorf("writing while it is in review and open = %s", got)
	}
	ok[sheet](t, c.as("ben").post(approvalsOf+cleo+"/approve"+march, "{}"))
	if got := write(); got != `{"errors":[{"message":"Timesheet is approved"}]}` {
		t.Errorf("writing after it was approved = %s", got)
	}
	s.ClosePeriod("2026-03-01", "2026-03-31")
	ok[sheet](t, c.as("ben").post(approvalsOf+cleo+"/reopen"+march, "{}"))
	if got := write(); got != `{"errors":[{"message":"Period is closed"}]}` {
		t.Errorf("writing in a closed period that was reopened = %s", got)
	}
}

func TestSwitchesOfApprovals(t *testing.T) {
	t.Parallel()
	s := withReviewer()
	s.RejectedStatus, s.WeeklyPeriods, s.ApprovalWeekStart = true, true, new(time.Sunday)
	s.SetApproval(cleo, "2026-03-01", "2026-03-07", sim.StatusInReview, cleo)
	got := ok[sheet](t, rude(t, s).as("ben").post(approvalsOf+cleo+"/reject?from=2026-03-01", "{}"))
	if got.Status.Key != "REJECTED" {
		t.Errorf("status = %s, want REJECTED", got.Status.Key)
	}
	if got := ok[sheet](t, rude(t, s).as("cleo").get(approvalsOf+cleo+"?from=2026-03-01")).state(); got != "REJECTED: submit" {
		t.Errorf("a rejected timesheet is %s", got)
	}
	s.SetApproval(cleo, "2026-03-01", "2026-03-07", sim.StatusApproved, ben)
	if got := ok[sheet](t, honest(t, s).as("cleo").get(approvalsOf+cleo+"?from=2026-03-01")).state(); got != "APPROVED ben-1: " {
		t.Errorf("a timesheet that is made approved is %s", got)
	}
}

func TestApprovalsNeedTheirScope(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.TempoScopes = []string{"approvals:view"}
	c := honest(t, s)
	ok[sheet](t, c.get(approvalsOf+sim.AccountID+march))
	if got := c.post(approvalsOf+sim.AccountID+"/submit"+march, "{}"); got.status != http.StatusForbidden {
		t.Errorf("submitting = %d, want 403", got.status)
	}
	s.TempoScopes = nil
	s.AddFault(sim.Fault{PathPrefix: "/4/timesheet-approvals", StatusAfter: http.StatusBadGateway, Times: 1})
	if got := c.post(approvalsOf+sim.AccountID+"/submit"+march, "{}"); got.status != http.StatusBadGateway {
		t.Errorf("submitting with a fault = %d, want 502", got.status)
	}
	if got := ok[sheet](t, c.get(approvalsOf+sim.AccountID+march)).Status.Key; got != sim.StatusInReview {
		t.Errorf("the status after the fault is %s, want that the effect has come", got)
	}
}
