package sheet_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestRequests counts the requests of a call, the first one of a session unless
// it says otherwise.
func TestRequests(t *testing.T) {
	t.Parallel()
	month := func(s *tooltest.Site) { fill(s, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 31, 60) }
	tests := []struct {
		name    string
		prepare func(*tooltest.Site)
		tool    string
		args    string
		warm    bool
		most    int
	}{
		{"a month of worklogs", month, "retrieveWorklogs", `{` + march + `}`, false, 4},
		{"a month of worklogs again", month, "retrieveWorklogs", `{` + march + `}`, true, 2},
		{"a month by words", month, "retrieveWorklogs", `{"period":"thisMonth"}`, false, 4},
		{"a week by words", month, "retrieveWorklogs", `{"period":"thisWeek"}`, false, 5},
		{
			"ten months by issue", func(s *tooltest.Site) { fill(s, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), 300, 190) },
			"getWorklogAnalytics", `{"startDate":"2025-05-01","endDate":"2026-03-05"}`, false, 4,
		},
		{"ten months by day", month, "getWorklogAnalytics", `{"startDate":"2025-05-01","endDate":"2026-03-05","groupBy":"day"}`, false, 2},
		{
			"ten months compared", func(s *tooltest.Site) { fill(s, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), 300, 190) },
			"getWorklogAnalytics", `{"startDate":"2025-05-01","endDate":"2026-03-05","compareWith":"previous"}`, false, 4,
		},
		{"a table", month, "getWorklogAnalytics", `{` + march + `,"groupBy":"project,day"}`, false, 3},
		{"one issue of all time", month, "retrieveWorklogs", `{"issueKey":"MANY-1"}`, false, 3},
		{"one issue of a month", month, "retrieveWorklogs", `{` + march + `,"issueKey":"MANY-1"}`, false, 3},
		{"one project", month, "retrieveWorklogs", `{` + march + `,"projectKey":"MANY"}`, false, 3},
		{"missing days", month, "getMissingWorklogDays", `{` + march + `}`, false, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			s.AddManyIssues()
			tt.prepare(s)
			if tt.warm {
				s.OK(t, tt.tool, tt.args, nil)
			}
			s.Costs(t, tt.tool, tt.args, tt.most)
		})
	}
}

// fill logs three hours a day on some of the many issues.
func fill(s *tooltest.Site, from time.Time, days, issues int) {
	for i := range 3 * days {
		s.AddWorklog(sim.Worklog{
			IssueID: int64(30000 + i%issues), StartDate: from.AddDate(0, 0, i/3).Format(time.DateOnly), TimeSpentSeconds: 3600,
		})
	}
}

// TestWarm looks up who one is before the first call.
func TestWarm(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/myself", Status: 500, Times: 1})
	if _, err := s.Person.Me(t.Context()); err == nil {
		t.Error("no error")
	}
	if _, err := s.Person.Me(t.Context()); err != nil {
		t.Error(err)
	}
	s.ResetRequests()
	s.OK(t, "getWorklogAnalytics", `{`+march+`}`, nil)
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests:\n%s", n, s.Sent())
	}
}

// TestMemoryEnds asks again after a while, for an issue may have been renamed.
func TestMemoryEnds(t *testing.T) {
	t.Parallel()
	now := tooltest.Thursday()
	s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.Sim.Now = func() time.Time { return now } })
	logged(s, 10001)
	s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil)
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Find"})
	now = now.Add(9 * time.Minute)
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "Search")
	now = now.Add(2 * time.Minute)
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "Find")
}
