package jira_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

func TestIssuesWithEstimates(t *testing.T) {
	t.Parallel()
	server := seeded()
	server.AddIssue(sim.Issue{ID: 10001, Key: "ABC-1", Summary: "First", OriginalEstimate: 7200, RemainingEstimate: new(int64)})
	client := newClient(t, contract.Validate(t, server))
	got, missing, err := client.IssuesWithEstimates(t.Context(), []string{"ABC-1", "OLD-7", "ABC-3"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]jira.Issue{
		"ABC-1": {
			ID: 10001, Key: "ABC-1", Summary: "First",
			Estimate: jira.Estimate{Time: 2 * time.Hour, Known: true}, Remaining: jira.Estimate{Known: true},
		},
		"OLD-7": moved,
	}
	if diff := cmp.Diff(want, got); diff != "" || !cmp.Equal(missing, []string{"ABC-3"}) {
		t.Errorf("missing %v, issues (-want +got):\n%s", missing, diff)
	}
}

// TestEstimatesAreAskedForOnlyWhenWanted looks at the requests.
func TestEstimatesAreAskedForOnlyWhenWanted(t *testing.T) {
	t.Parallel()
	server := seeded()
	client := newClient(t, server)
	if _, _, err := client.Issues(t.Context(), []string{"ABC-1", "OLD-7"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range server.Requests() {
		if strings.Contains(string(r.Body)+r.Query.Encode(), "timetracking") {
			t.Errorf("%s %s asks for estimates: %s", r.Method, r.Path, r.Body)
		}
	}
}

func TestEstimatesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const answer = `{"issues":[{"id":"1","key":"ABC-1","fields":{"timetracking":{"originalEstimateSeconds":"2h"}}}],"issueErrors":[]}`
	client := newClient(t, &answers{bodies: map[string]string{"POST /rest/api/3/issue/bulkfetch": answer}})
	if got, _, err := client.IssuesWithEstimates(t.Context(), []string{"ABC-1"}); err == nil || !strings.Contains(err.Error(), "ABC-1: timetracking") {
		t.Errorf("got %v, %v, want an error that names the issue and the field", got, err)
	}
}
