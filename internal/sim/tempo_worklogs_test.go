package sim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestCreateWorklog(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
	c := honest(t, s)

	full := ok[worklog](t, c.post(tempo+"/worklogs", newWorklog(
		`,"startTime":"9:00:00","billableSeconds":0,"description":"A \"quoted\" <tag> — ü","remainingEstimateSeconds":7200,`+
			`"attributes":[{"key":"_Remote_","value":"true"}]`)))
	bare := ok[worklog](t, c.post(tempo+"/worklogs", newWorklog("")))

	wantFull := worklog{
		ID: full.ID, Seconds: 3600, Billable: new(int64), StartDate: "2026-03-02", StartTime: new("09:00:00"),
		StartUTC: new("2026-03-02T08:00:00Z"), Text: new(`A "quoted" <tag> — ü`),
		CreatedAt: "2026-03-02T16:41:41Z", UpdatedAt: "2026-03-02T16:41:41Z",
	}
	wantFull.Issue.ID = 10001
	wantFull.Attributes.Values = []sim.AttributeValue{{Key: "_Remote_", Value: "true"}}
	if diff := cmp.Diff(wantFull, full); diff != "" {
		t.Errorf("full worklog (-want +got):\n%s", diff)
	}
	wantBare := worklog{
		ID: full.ID + 1, Seconds: 3600, Billable: new(int64(3600)), StartDate: "2026-03-02",
		CreatedAt: "2026-03-02T16:41:41Z", UpdatedAt: "2026-03-02T16:41:41Z",
	}
	wantBare.Issue.ID = 10001
	wantBare.Attributes.Values = []sim.AttributeValue{}
	if diff := cmp.Diff(wantBare, bare); diff != "" {
		t.Errorf("worklog with nothing optional (-want +got):\n%s", diff)
	}
	if got, given := s.RemainingEstimate(10001); got != 7200 || !given {
		t.Errorf("remaining estimate = %d, %t, want 7200", got, given)
	}
}

func TestLeftOutFields(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.DefaultStartTime = "08:00:00"
	tests := map[sim.BillableDefault]*int64{
		sim.BillableAsSpent: new(int64(3600)), sim.BillableZero: new(int64), sim.BillableMissing: nil,
	}
	for setting, want := range tests {
		s.Billable = setting
		got := ok[worklog](t, honest(t, s).post(tempo+"/worklogs", newWorklog("")))
		if diff := cmp.Diff(want, got.Billable); diff != "" {
			t.Errorf("billable seconds with setting %d (-want +got):\n%s", setting, diff)
		}
		if diff := cmp.Diff(new("08:00:00"), got.StartTime); diff != "" {
			t.Errorf("start time (-want +got):\n%s", diff)
		}
	}
}

func TestUpdateWorklogReplacesTheWhole(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
	s.AddWorklog(sim.Worklog{
		ID: 126, IssueID: 10001, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 7200,
		BillableSeconds: new(int64), Description: "Kept?", Attributes: []sim.AttributeValue{{Key: "_Remote_", Value: "true"}},
	})
	got := ok[worklog](t, honest(t, s).send(http.MethodPut, tempo+"/worklogs/126", update("")))
	want := worklog{
		ID: 126, Seconds: 3600, Billable: new(int64(3600)), StartDate: "2026-03-02",
		CreatedAt: "2026-03-02T16:41:41Z", UpdatedAt: "2026-03-02T16:41:41Z",
	}
	want.Issue.ID = 10001
	want.Attributes.Values = []sim.AttributeValue{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("updated worklog (-want +got):\n%s", diff)
	}
}

func TestDeleteWorklog(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorklog(sim.Worklog{ID: 126, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	c := honest(t, s)
	if got := c.send(http.MethodDelete, tempo+"/worklogs/126", ""); got.status != http.StatusNoContent || got.body != "" {
		t.Errorf("deleting = %d %q, want 204 without a body", got.status, got.body)
	}
	for _, method := range []string{http.MethodDelete, http.MethodGet} {
		if got := c.send(method, tempo+"/worklogs/126", ""); got.status != http.StatusNotFound {
			t.Errorf("%s after deleting = %d, want 404", method, got.status)
		}
	}
	if got := s.Worklogs(); len(got) != 0 {
		t.Errorf("worklogs after deleting = %v, want none", got)
	}
}

func TestLockedDays(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.ClosePeriod("2026-01-01", "2026-01-31")
	s.ApprovePeriod("2026-02-01", "2026-02-28")
	s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-01-31", TimeSpentSeconds: 60})
	s.AddWorklog(sim.Worklog{ID: 2, IssueID: 10001, StartDate: "2026-02-28", TimeSpentSeconds: 60})
	s.AddWorklog(sim.Worklog{ID: 3, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	const closed, approved = `{"errors":[{"message":"Period is closed"}]}`, `{"errors":[{"message":"Timesheet is approved"}]}`
	on := func(day string) string {
		return `{"authorAccountId":"` + sim.AccountID + `","startDate":"` + day + `","timeSpentSeconds":60`
	}
	create := func(day string) string { return on(day) + `,"issueId":10001}` }
	tests := map[string]struct{ method, path, body, want string }{
		"create on a closed day":          {http.MethodPost, "/worklogs", create("2026-01-31"), closed},
		"create on an approved day":       {http.MethodPost, "/worklogs", create("2026-02-01"), approved},
		"update on a closed day":          {http.MethodPut, "/worklogs/1", on("2026-03-02") + "}", closed},
		"move to a closed day":            {http.MethodPut, "/worklogs/3", on("2026-01-01") + "}", closed},
		"delete on a closed day":          {http.MethodDelete, "/worklogs/1", "", closed},
		"delete on an approved day":       {http.MethodDelete, "/worklogs/2", "", approved},
		"bypass without override mode":    {http.MethodDelete, "/worklogs/1?bypassPeriodClosuresAndApprovals=true", "", closed},
		"bypass, create without override": {http.MethodPost, "/worklogs", on("2026-01-31") + `,"issueId":10001,"bypassPeriodClosuresAndApprovals":true}`, closed},
	}
	for name, tt := range tests {
		got := honest(t, s).send(tt.method, tempo+tt.path, tt.body)
		if got.status != http.StatusForbidden || got.body != tt.want {
			t.Errorf("%s = %d %s, want 403 %s", name, got.status, got.body, tt.want)
		}
	}
	s.OverrideMode = true
	c := rude(t, s)
	if got := c.send(http.MethodDelete, tempo+"/worklogs/1", `{"bypassPeriodClosuresAndApprovals":true}`); got.status != http.StatusForbidden {
		t.Errorf("bypass in the body of a delete = %d, want 403", got.status)
	}
	if got := c.send(http.MethodDelete, tempo+"/worklogs/1?bypassPeriodClosuresAndApprovals=true", ""); got.status != http.StatusNoContent {
		t.Errorf("bypass in override mode = %d, want 204", got.status)
	}
}

func TestWorklogsOfOthers(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddUser(sim.User{AccountID: "shown", DisplayName: "Shown", Viewable: true})
	s.AddUser(sim.User{AccountID: "private", DisplayName: "Private"})
	s.AddUser(sim.User{AccountID: "managed", DisplayName: "Managed", Viewable: true, Loggable: true})
	for i, author := range []string{sim.AccountID, "shown", "private", "managed"} {
		s.AddWorklog(sim.Worklog{ID: int64(i + 1), IssueID: 10001, AuthorAccountID: author, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	}
	c := honest(t, s)
	if got := ok[page](t, c.get(tempo+"/worklogs/issue/10001")).ids(); !cmp.Equal(got, []int64{1, 2, 4}) {
		t.Errorf("worklogs of the issue = %v, want all but the private one", got)
	}
	if got := ok[page](t, c.get(tempo+"/worklogs/user/private")).ids(); got != nil {
		t.Errorf("worklogs of the private user = %v, want none", got)
	}
	tests := map[string]struct {
		method, path, body string
		want               int
	}{
		"read shown":       {http.MethodGet, "/worklogs/2", "", http.StatusOK},
		"read private":     {http.MethodGet, "/worklogs/3", "", http.StatusNotFound},
		"delete private":   {http.MethodDelete, "/worklogs/3", "", http.StatusNotFound},
		"delete shown":     {http.MethodDelete, "/worklogs/2", "", http.StatusForbidden},
		"delete managed":   {http.MethodDelete, "/worklogs/4", "", http.StatusNoContent},
		"create for shown": {http.MethodPost, "/worklogs", `{"authorAccountId":"shown","issueId":10001,"startDate":"2026-03-02","timeSpentSeconds":60}`, http.StatusForbidden},
		"of nobody":        {http.MethodGet, "/worklogs/user/nobody", "", http.StatusNotFound},
	}
	for name, tt := range tests {
		if got := c.send(tt.method, tempo+tt.path, tt.body); got.status != tt.want {
			t.Errorf("%s = %d %s, want %d", name, got.status, got.body, tt.want)
		}
	}
}
