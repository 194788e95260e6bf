package jira_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	server := seeded()
	server.AddIssue(sim.Issue{ID: 10004, Key: "ABC-4", Denied: []string{sim.WorkOnIssues}})
	client := newClient(t, contract.Validate(t, server))
	got, err := client.Permissions(t.Context(), []int64{10004, 10001, 10003, 10001}, jira.WorkOnIssues, jira.DeleteOwnWorklogs, jira.WorkOnIssues)
	want := jira.Grants{jira.WorkOnIssues: {10001: true}, jira.DeleteOwnWorklogs: {10001: true, 10004: true}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, grants (-want +got):\n%s", err, diff)
	}
	if !got.Allow(jira.WorkOnIssues, 10001) || got.Allow(jira.WorkOnIssues, 10004) || got.Allow(jira.EditOwnWorklogs, 10001) {
		t.Errorf("%v allow something else than they say", got)
	}
	if n := len(server.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestPermissionsOfManyIssues(t *testing.T) {
	t.Parallel()
	server := seeded()
	client := newClient(t, contract.Validate(t, server))
	ids := make([]int64, 1001)
	for i := range ids {
		ids[i] = int64(9001 + i)
	}
	got, err := client.Permissions(t.Context(), ids, jira.WorkOnIssues)
	if err != nil || !got.Allow(jira.WorkOnIssues, 10001) || len(server.Requests()) != 2 {
		t.Errorf("%v, %v with %d requests, want the last one allowed with 2", got, err, len(server.Requests()))
	}
	for name, arguments := range map[string]struct {
		ids         []int64
		permissions []string
	}{"no issue": {nil, []string{jira.WorkOnIssues}}, "no permission": {ids, nil}} {
		server.ResetRequests()
		if got, err := client.Permissions(t.Context(), arguments.ids, arguments.permissions...); err != nil || len(server.Requests()) > 0 {
			t.Errorf("%s: %v, %v with %d requests, want nothing asked", name, got, err, len(server.Requests()))
		}
	}
	if got, err := client.Permissions(t.Context(), ids[:1], "FLY"); err == nil || !strings.Contains(err.Error(), "FLY") {
		t.Errorf("%v, %v, want Jira's words", got, err)
	}
}
