package sim_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestTimeTracking(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", OriginalEstimate: 40*3600 + 9*3600 + 1800})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", OriginalEstimate: 3600, RemainingEstimate: new(int64)})
	s.AddIssue(sim.Issue{ID: 10003, Key: "ATLAS-3"})
	c := honest(t, s)
	shown := func(key string) string {
		got := ok[struct {
			Issues []struct{ Fields map[string]any }
		}](t, c.post(jira+"/issue/bulkfetch", `{"issueIdsOrKeys":["`+key+`"],"fields":["timetracking"]}`))
		return fmt.Sprint(got.Issues[0].Fields)
	}
	tests := []struct{ key, write, want string }{
		{"ATLAS-1", "", "map[timetracking:map[originalEstimate:1w 1d 1h 30m originalEstimateSeconds:178200 remainingEstimate:1w 1d 1h 30m remainingEstimateSeconds:178200]]"},
		{"ATLAS-2", "", "map[timetracking:map[originalEstimate:1h originalEstimateSeconds:3600 remainingEstimate:0m remainingEstimateSeconds:0]]"},
		{"ATLAS-3", "", "map[timetracking:map[]]"},
		{"ATLAS-1", newWorklog(""), "map[timetracking:map[originalEstimate:1w 1d 1h 30m originalEstimateSeconds:178200 " +
			"remainingEstimate:1w 1d 1h 30m remainingEstimateSeconds:178200 timeSpent:1h timeSpentSeconds:3600]]"},
		{"ATLAS-1", newWorklog(`,"remainingEstimateSeconds":60`), "map[timetracking:map[originalEstimate:1w 1d 1h 30m originalEstimateSeconds:178200 " +
			"remainingEstimate:1m remainingEstimateSeconds:60 timeSpent:2h timeSpentSeconds:7200]]"},
	}
	for _, tt := range tests {
		if tt.write != "" {
			ok[worklog](t, c.post(tempo+"/worklogs", tt.write))
		}
		if diff := cmp.Diff(tt.want, shown(tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.key, diff)
		}
	}
	all := ok[issue](t, c.get(jira+"/issue/ATLAS-1")).Fields
	navigable := ok[issue](t, c.get(jira+"/issue/ATLAS-1?fields=*navigable")).Fields
	if all["timetracking"] == nil || navigable["timetracking"] != nil {
		t.Errorf("time tracking among all fields: %v, among navigable ones: %v", all["timetracking"], navigable["timetracking"])
	}
}
