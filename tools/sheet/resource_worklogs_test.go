package sheet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestManyWorklogs tells where the others are.
func TestManyWorklogs(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	for range 210 {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", TimeSpentSeconds: 60})
	}
	var got struct {
		Count      int
		Worklogs   []any
		Truncated  bool
		NextCursor string
		Notes      []string
	}
	s.ReadInto(t, "tempo://worklogs/yesterday", &got)
	if got.Count != 210 || len(got.Worklogs) != 200 || !got.Truncated || got.NextCursor == "" {
		t.Errorf("%d of %d, %t %q", len(got.Worklogs), got.Count, got.Truncated, got.NextCursor)
	}
	tooltest.Wants(t, strings.Join(got.Notes, "\n"), "retrieveWorklogs", "nextCursor")
}

// TestWorklogsResource says what the tool says.
func TestWorklogsResource(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"9:00-10:30","date":"2026-03-04","description":"once"}`, nil)
	var resource, tool map[string]any
	s.ReadInto(t, "tempo://worklogs/yesterday", &resource)
	s.OK(t, "retrieveWorklogs", `{"period":"yesterday"}`, &tool)
	if diff := cmp.Diff(tool, resource); diff != "" || resource["count"] != 1.0 {
		t.Errorf("the tool says (-) something else than the resource (+):\n%s", diff)
	}
}
