package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const permissionsCheck = jira + "/permissions/check"

func TestPermissions(t *testing.T) {
	t.Parallel()
	s := withPeople()
	s.AddIssue(sim.Issue{ID: 10003, Key: "ATLAS-3", Denied: []string{sim.WorkOnIssues}})
	got := ok[map[string]any](t, honest(t, s).as("cleo").post(permissionsCheck,
		`{"projectPermissions":[{"permissions":["WORK_ON_ISSUES","EDIT_OWN_WORKLOGS"],"issues":[10001,10002,10003,99],"projects":[10000]}]}`))
	want := map[string]any{
		"globalPermissions": []any{},
		"projectPermissions": []any{
			map[string]any{"permission": "WORK_ON_ISSUES", "issues": []any{10001.0}, "projects": []any{10000.0}},
			map[string]any{"permission": "EDIT_OWN_WORKLOGS", "issues": []any{10001.0, 10003.0}, "projects": []any{10000.0}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Cleo's permissions, who does not see 10002 (-want +got):\n%s", diff)
	}
}

func TestPermissionsThatCannotBeChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   string
		status int
		want   string
	}{
		"unknown permission": {`{"projectPermissions":[{"permissions":["FLY"],"issues":[1]}]}`, http.StatusBadRequest, `{"errorMessages":[],"errors":{"FLY":"Unrecognized permission"}}`},
		"no permission":      {`{"projectPermissions":[{"permissions":[],"issues":[1]}]}`, http.StatusBadRequest, "At least one"},
		"too many issues": {
			`{"projectPermissions":[{"permissions":["WORK_ON_ISSUES"],"issues":[` + strings.TrimSuffix(strings.Repeat("1,", 1001), ",") + `]}]}`, http.StatusBadRequest, "1000 issues",
		},
		"issue keys":     {`{"projectPermissions":[{"permissions":["WORK_ON_ISSUES"],"issues":["ATLAS-1"]}]}`, http.StatusBadRequest, "Invalid request payload"},
		"another person": {`{"accountId":"ben-1"}`, http.StatusForbidden, "Only Jira administrators"},
	}
	for name, tt := range tests {
		if got := rude(t, newSite()).post(permissionsCheck, tt.body); got.status != tt.status || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s = %d %s, want %d with %s", name, got.status, got.body, tt.status, tt.want)
		}
	}
}

func TestDeniedWrites(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Denied: []string{sim.WorkOnIssues, sim.EditOwnWorklogs, sim.DeleteOwnWorklogs}})
	s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	c := honest(t, s)
	tests := map[string]struct {
		answer answer
		status int
		denied string
	}{
		"create": {c.post(tempo+"/worklogs", newWorklog("")), http.StatusForbidden, sim.WorkOnIssues},
		"bulk":   {c.post(tempo+"/worklogs/issue/10001/bulk", "["+update("")+"]"), http.StatusBadRequest, sim.WorkOnIssues},
		"update": {c.send(http.MethodPut, tempo+"/worklogs/1", update("")), http.StatusForbidden, sim.EditOwnWorklogs},
		"delete": {c.send(http.MethodDelete, tempo+"/worklogs/1", ""), http.StatusForbidden, sim.DeleteOwnWorklogs},
	}
	for name, tt := range tests {
		if tt.answer.status != tt.status || !strings.Contains(tt.answer.body, tt.denied) {
			t.Errorf("%s = %d %s, want %d and %s", name, tt.answer.status, tt.answer.body, tt.status, tt.denied)
		}
	}
}
