package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// gaps is what getMissingWorklogDays answers.
type gaps struct {
	MissingHours float64 `json:"missingHours"`
	MissingDays  []gap   `json:"missingDays"`
	UpcomingDays []gap   `json:"upcomingDays"`
	Truncated    bool    `json:"truncated"`
}

type gap struct {
	Date     string  `json:"date"`
	Required float64 `json:"requiredHours"`
	Logged   float64 `json:"loggedHours"`
	Missing  float64 `json:"missingHours"`
	Holiday  string  `json:"holiday"`
	Worklogs []struct {
		WorklogID string `json:"worklogId"`
		IssueKey  string `json:"issueKey"`
	} `json:"worklogs"`
}

// brief writes days as "02 4/8", the day, what is logged and what is required.
func brief(days []gap) string {
	var parts []string
	for _, g := range days {
		parts = append(parts, fmt.Sprintf("%s %v/%v", g.Date[8:], g.Logged, g.Required))
	}
	return strings.Join(parts, ", ")
}

// week prepares the week of Thursday: nothing on Monday, half of Tuesday, a
// half-day holiday on Wednesday that is logged in full, and a holiday on Friday.
func week(s *tooltest.Site) {
	s.AddHoliday("2026-03-04", "Carnival", 4*3600)
	s.AddHoliday("2026-03-06", "Founders' Day", 8*3600)
	s.AddWorklog(sim.Worklog{ID: 300, IssueID: 10001, StartDate: "2026-03-03", TimeSpentSeconds: 3 * 3600})
	s.AddWorklog(sim.Worklog{ID: 301, IssueID: 10002, StartDate: "2026-03-03", TimeSpentSeconds: 3600})
	s.AddWorklog(sim.Worklog{ID: 302, IssueID: 10002, StartDate: "2026-03-04", TimeSpentSeconds: 4 * 3600})
}

func TestGetMissingWorklogDays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, args        string
		change            func(*tooltest.Site)
		missing, upcoming string
		hours             float64
	}{
		{"week", `"period":"thisWeek"`, nil, "02 0/8, 03 4/8, 05 0/8", "", 20},
		{"with next week", `"startDate":"monday","endDate":"2026-03-10"`, nil, "02 0/8, 03 4/8, 05 0/8", "09 0/8, 10 0/8", 20},
		{"weekend", `"startDate":"2026-02-28","endDate":"2026-03-01"`, nil, "", "", 0},
		{"half of the half holiday", `"period":"thisWeek"`, func(s *tooltest.Site) {
			s.AddWorklog(sim.Worklog{ID: 302, IssueID: 10002, StartDate: "2026-03-04", TimeSpentSeconds: 2 * 3600})
		}, "02 0/8, 03 4/8, 04 2/4, 05 0/8", "", 22},
		{"lower minimum", `"period":"thisWeek","minHoursPerDay":4`, nil, "02 0/4, 05 0/4", "", 8},
		{"higher minimum", `"period":"thisWeek","minHoursPerDay":9`, nil, "02 0/9, 03 4/9, 05 0/9", "", 23},
		{"part time", `"period":"thisWeek"`, func(s *tooltest.Site) {
			s.SetSchedule(map[time.Weekday]int{time.Monday: 6 * 3600, time.Tuesday: 4 * 3600})
		}, "02 0/6", "", 6},
		{"part time and a minimum", `"period":"thisWeek","minHoursPerDay":5`, func(s *tooltest.Site) {
			s.SetSchedule(map[time.Weekday]int{time.Monday: 6 * 3600, time.Tuesday: 4*3600 + 1800})
		}, "02 0/5, 03 4/4.5", "", 5.5},
		{"somebody else's time", `"period":"yesterday"`, func(s *tooltest.Site) {
			s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben", Viewable: true})
			s.AddWorklog(sim.Worklog{ID: 302, IssueID: 10002, AuthorAccountID: "ben", StartDate: "2026-03-04", TimeSpentSeconds: 4 * 3600})
		}, "04 0/4", "", 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			week(s)
			if tt.change != nil {
				tt.change(s)
			}
			var out gaps
			s.OK(t, "getMissingWorklogDays", `{`+tt.args+`}`, &out)
			if diff := cmp.Diff([]any{tt.missing, tt.upcoming, tt.hours}, []any{brief(out.MissingDays), brief(out.UpcomingDays), out.MissingHours}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestMissingDaysTell shows what is logged on partly logged days, and keeps days
// to come apart.
func TestMissingDaysTell(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	week(s)
	s.AddWorklog(sim.Worklog{ID: 302, IssueID: 10077, StartDate: "2026-03-04", TimeSpentSeconds: 2 * 3600})
	text := s.OK(t, "getMissingWorklogDays", `{"startDate":"2026-03-02","endDate":"2026-03-09"}`, nil)
	tooltest.Wants(t, text, "Mar 2–5: 6h of 28h, 22h short; still to come: 8h required, 0m logged\n",
		"\nMon 2026-03-02 to Mon 2026-03-09: 4 days with too little time, 22h missing.",
		"\nMon 2026-03-02: 0m of 8h, 8h missing",
		"\nTue 2026-03-03: 4h of 8h, 4h missing; logged: ATLAS-1 3h [id 300], ATLAS-2 1h [id 301]",
		"\nWed 2026-03-04: 2h of 4h (Carnival), 2h missing; logged: Issue 10077 2h [id 302]",
		"\nHolidays: Wed 2026-03-04 Carnival (4h required), Fri 2026-03-06 Founders' Day",
		"\nStill to come, not missing: 1 working day\n0m of 8h: Mon 2026-03-09")
}

func TestMissingDaysWithoutNames(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	week(s)
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 500})
	text := s.OK(t, "getMissingWorklogDays", `{"startDate":"2026-03-02","endDate":"2026-03-06"}`, nil)
	tooltest.Wants(t, text, "Issue 10001 3h", "Note: Jira could not name the issues")
}

// TestManyMissingDays lists no more than 200, and adds up all.
func TestManyMissingDays(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	var out gaps
	text := s.OK(t, "getMissingWorklogDays", `{"startDate":"2025-01-01","endDate":"2025-12-31"}`, &out)
	if len(out.MissingDays) != 200 || !out.Truncated || out.MissingHours != 261*8 {
		t.Errorf("%d days, truncated %v, %v h", len(out.MissingDays), out.Truncated, out.MissingHours)
	}
	tooltest.Wants(t, text, "261 days", "More days than listed")
}
