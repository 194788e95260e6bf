package tools_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestRequests counts the requests of a call, the first one of a session unless
// it says otherwise.
func TestRequests(t *testing.T) {
	t.Parallel()
	month := func(s *site) { fill(s, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 31, 60) }
	tests := []struct {
		name    string
		prepare func(*site)
		tool    string
		args    string
		warm    bool
		most    int
	}{
		{"a month of worklogs", month, "retrieveWorklogs", `{` + march + `}`, false, 3},
		{"a month of worklogs again", month, "retrieveWorklogs", `{` + march + `}`, true, 1},
		{"a month by words", month, "retrieveWorklogs", `{"period":"thisMonth"}`, false, 3},
		{"a week by words", month, "retrieveWorklogs", `{"period":"thisWeek"}`, false, 4},
		{
			"ten months by issue", func(s *site) { fill(s, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), 300, 190) },
			"getWorklogAnalytics", `{"startDate":"2025-05-01","endDate":"2026-03-05"}`, false, 5,
		},
		{"ten months by day", month, "getWorklogAnalytics", `{"startDate":"2025-05-01","endDate":"2026-03-05","groupBy":"day"}`, false, 2},
		{"40 entries on 20 issues", nil, "bulkCreateWorklogs", forty(), false, 23},
		{"missing days", month, "getMissingWorklogDays", `{` + march + `}`, false, 4},
		{"create", nil, "createWorklog", arguments(single.arguments()), false, 4},
		{"create again", nil, "createWorklog", arguments(single.arguments()), true, 3},
		{"edit", prepareEdit, "editWorklog", `{"worklogId":500,"timeSpentHours":2}`, false, 4},
		{"delete", prepareEdit, "deleteWorklog", `{"worklogId":500}`, false, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			for i := range 200 {
				s.AddIssue(sim.Issue{ID: int64(30000 + i), Key: fmt.Sprintf("MANY-%d", i+1), Summary: "One of many"})
			}
			if tt.prepare != nil {
				tt.prepare(s)
			}
			if tt.warm {
				s.ok(t, tt.tool, tt.args, nil)
				s.ResetRequests()
			}
			s.ok(t, tt.tool, tt.args, nil)
			if n := len(s.Requests()); n > tt.most {
				t.Errorf("%d requests, more than %d:\n%s", n, tt.most, sent(s))
			}
		})
	}
}

// fill logs three hours a day on some of the many issues.
func fill(s *site, from time.Time, days, issues int) {
	for i := range 3 * days {
		s.AddWorklog(sim.Worklog{
			IssueID: int64(30000 + i%issues), StartDate: from.AddDate(0, 0, i/3).Format(time.DateOnly), TimeSpentSeconds: 3600,
		})
	}
}

func forty() string {
	var list []wanted
	for i := range 40 {
		list = append(list, wanted{key: fmt.Sprintf("MANY-%d", i%20+1), date: "2026-03-05", seconds: 600, bill: -1})
	}
	return bulkArguments(list...)
}

// TestWarm looks up who one is before the first call.
func TestWarm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/myself", Status: 500, Times: 1})
	if _, err := s.person.Me(t.Context()); err == nil {
		t.Error("no error")
	}
	if _, err := s.person.Me(t.Context()); err != nil {
		t.Error(err)
	}
	s.ResetRequests()
	s.ok(t, "retrieveWorklogs", `{`+march+`}`, nil)
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests:\n%s", n, sent(s))
	}
}

// TestMemoryEnds asks again after a while, for an issue may have been renamed.
func TestMemoryEnds(t *testing.T) {
	t.Parallel()
	now := thursday
	s := newSite(t, func(o *setup) { o.sim.Now = func() time.Time { return now } })
	logged(s, 10001)
	s.ok(t, "retrieveWorklogs", `{`+march+`}`, nil)
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Find"})
	now = now.Add(9 * time.Minute)
	wants(t, s.ok(t, "retrieveWorklogs", `{`+march+`}`, nil), "Search")
	now = now.Add(2 * time.Minute)
	wants(t, s.ok(t, "retrieveWorklogs", `{`+march+`}`, nil), "Find")
}

// TestCreateLooksAnew never takes the account of an issue from memory.
func TestCreateLooksAnew(t *testing.T) {
	t.Parallel()
	s := withAccounts(t)
	for _, id := range []int64{7, 8} {
		s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search", AccountID: id})
		s.ok(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"}`, nil)
	}
	if got := s.Worklogs()[1].Attributes[0].Value; got != "BETA" {
		t.Errorf("logged on %s", got)
	}
}
