package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// sums is what getWorklogAnalytics answers.
type sums struct {
	Count         int      `json:"count"`
	TotalHours    float64  `json:"totalHours"`
	BillableHours float64  `json:"billableHours"`
	Truncated     bool     `json:"truncated"`
	Notes         []string `json:"notes"`
	Groups        []struct {
		Key      string  `json:"key"`
		Name     string  `json:"name"`
		Hours    float64 `json:"hours"`
		Billable float64 `json:"billableHours"`
		Count    int     `json:"count"`
		Percent  float64 `json:"percent"`
	} `json:"groups"`
}

// spread puts 12 hours on three visible issues and a hidden one.
func spread(s *tooltest.Site) {
	s.AddIssue(sim.Issue{ID: 10042, Key: "HID-1", Summary: "Secret", Hidden: true})
	s.AddAccount(sim.Account{ID: 1, Key: "ACME", Name: "Acme"})
	s.AddAccount(sim.Account{ID: 2, Key: "BETA", Name: "Beta"})
	add := func(issue int64, day string, hours int64, account string) {
		w := sim.Worklog{IssueID: issue, StartDate: day, TimeSpentSeconds: hours * 3600, BillableSeconds: new(hours * 1800)}
		if account != "" {
			w.Attributes = []sim.AttributeValue{{Key: "_Account_", Value: account}}
		}
		s.AddWorklog(w)
	}
	add(10001, "2026-02-27", 3, "ACME")
	add(10001, "2026-03-02", 3, "ACME")
	add(10002, "2026-03-02", 2, "BETA")
	add(10003, "2026-03-03", 1, "")
	add(10042, "2026-03-03", 3, "ACME")
}

func TestGetWorklogAnalytics(t *testing.T) {
	t.Parallel()
	const issues = "ATLAS-1 Search 6 3 2 50, Issue 10042  3 1.5 1 25, ATLAS-2 Billing 2 1 1 16.7, OPS-3 Quiet nights 1 0.5 1 8.3"
	tests := []struct {
		name, args string
		hours      float64
		groups     string // key, name, hours, billable hours, number, percent
		note       string
	}{
		{"by default", ``, 12, issues, ""},
		{"by issue", `,"groupBy":"issue"`, 12, issues, ""},
		{"by account", `,"groupBy":"account"`, 12, "ACME Acme 9 4.5 3 75, BETA Beta 2 1 1 16.7, (no account)  1 0.5 1 8.3", ""},
		{"by project", `,"groupBy":"project"`, 12, "ATLAS  8 4 3 66.7, Issue 10042  3 1.5 1 25, OPS  1 0.5 1 8.3", ""},
		{"by day", `,"groupBy":"day"`, 12, "2026-02-27  3 1.5 1 25, 2026-03-02  5 2.5 2 41.7, 2026-03-03  4 2 2 33.3", ""},
		{"by week", `,"groupBy":"week"`, 12, "2026-W09  3 1.5 1 25, 2026-W10  9 4.5 4 75", ""},
		{"by month", `,"groupBy":"month"`, 12, "2026-02  3 1.5 1 25, 2026-03  9 4.5 4 75", ""},
		{"one project", `,"project":"atlas"`, 8, "ATLAS-1 Search 6 3 2 75, ATLAS-2 Billing 2 1 1 25", "Left out: 1 worklog"},
		{"one project by month", `,"project":"ATLAS","groupBy":"month"`, 8, "2026-02  3 1.5 1 37.5, 2026-03  5 2.5 2 62.5", "Left out: 1 worklog"},
		{"one project by account", `,"project":"OPS","groupBy":"account"`, 1, "(no account)  1 0.5 1 100", "Left out: 1 worklog"},
		{"one project by its other name", `,"projectKey":"ATLAS","project":"atlas"`, 8, "ATLAS-1 Search 6 3 2 75, ATLAS-2 Billing 2 1 1 25", "Left out: 1 worklog"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			spread(s)
			var out sums
			s.OK(t, "getWorklogAnalytics", `{"startDate":"2026-02-01","endDate":"2026-03-31"`+tt.args+`}`, &out)
			var got []string
			for _, g := range out.Groups {
				got = append(got, fmt.Sprintf("%s %s %v %v %d %v", g.Key, g.Name, g.Hours, g.Billable, g.Count, g.Percent))
			}
			if text := strings.Join(got, ", "); text != tt.groups || out.TotalHours != tt.hours || out.BillableHours != tt.hours/2 {
				t.Errorf("%v h, %v billable\n got %s\nwant %s", out.TotalHours, out.BillableHours, text, tt.groups)
			}
			if notes := strings.Join(out.Notes, " "); (tt.note == "") != (notes == "") || !strings.Contains(notes, tt.note) {
				t.Errorf("notes: %q", notes)
			}
		})
	}
}

func TestAnalyticsText(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	spread(s)
	text := s.OK(t, "getWorklogAnalytics", `{"startDate":"2026-02-01","endDate":"2026-03-31"}`, nil)
	tooltest.Wants(t, text, "Sun 2026-02-01 to Tue 2026-03-31 by issue: 5 worklogs, 12h, billable 6h (50%).",
		"\n6h 50% ATLAS-1 Search (2 worklogs, billable 3h, 50%)", "\n2h 16.7% ATLAS-2 Billing (1 worklog, billable 1h, 50%)")
}

// TestAnalyticsWithoutHelp adds up what can be added up when a service does not
// help with names.
func TestAnalyticsWithoutHelp(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	spread(s)
	s.TempoScopes = []string{"worklogs:view"}
	const days = `{"startDate":"2026-02-01","endDate":"2026-03-31"`
	tooltest.Wants(t, s.OK(t, "getWorklogAnalytics", days+`,"groupBy":"account"}`, nil), "9h 75% ACME (3 worklogs", "Accounts are shown by key only", "Accounts (view)")
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 500})
	tooltest.Wants(t, s.OK(t, "getWorklogAnalytics", days+`}`, nil), "6h 50% Issue 10001", "Jira could not name the issues")
	tooltest.Wants(t, s.OK(t, "getWorklogAnalytics", days+`,"groupBy":"month"}`, nil), "2026-03")
	tooltest.Wants(t, s.Fails(t, "getWorklogAnalytics", days+`,"groupBy":"project"}`), "Jira", "500")
	tooltest.Wants(t, s.Fails(t, "getWorklogAnalytics", days+`,"project":"ATLAS"}`), "Jira", "500")
}

func TestManyGroups(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	for i := range int64(250) {
		s.AddWorklog(sim.Worklog{IssueID: 20000 + i, StartDate: "2026-03-02", TimeSpentSeconds: 3600})
	}
	var out sums
	text := s.OK(t, "getWorklogAnalytics", `{`+march+`}`, &out)
	if len(out.Groups) != 200 || !out.Truncated || out.TotalHours != 250 {
		t.Errorf("%d groups, truncated %v, %v h", len(out.Groups), out.Truncated, out.TotalHours)
	}
	tooltest.Wants(t, text, "Only the 200 largest groups are listed")
}
