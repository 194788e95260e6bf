package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

const benID = "712020:5d1f0c2a-1111-4222-8333-000000000001"

// team puts three people on a site; Dara's worklogs may not be seen.
func team(t *testing.T) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t)
	s.AddUser(sim.User{AccountID: benID, DisplayName: "Ben Okafor", Email: "ben@example.com", Viewable: true})
	s.AddUser(sim.User{AccountID: "712020:5d1f0c2a-1111-4222-8333-000000000002", DisplayName: "Benita Diaz", Viewable: true})
	s.AddUser(sim.User{AccountID: "712020:5d1f0c2a-1111-4222-8333-000000000003", DisplayName: "Dara Singh"})
	logged(s, 10001)
	s.AddWorklog(sim.Worklog{ID: 700, IssueID: 10002, AuthorAccountID: benID, StartDate: "2026-03-03", TimeSpentSeconds: 7200})
	return s
}

// TestOf shows the time of others by name or account id, and one's own by one's name.
func TestOf(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Ben Okafor": "Ben Okafor", "ben okafor": "Ben Okafor", "okafor": "Ben Okafor", "ben@example.com": "Ben Okafor", benID: "Ben Okafor",
		"me": "", "ME": "", " ": "", "Ada Marlow": "", sim.AccountID: "",
	}
	for of, want := range tests {
		t.Run(of, func(t *testing.T) {
			t.Parallel()
			s := team(t)
			var out page
			text := s.OK(t, "retrieveWorklogs", fmt.Sprintf(`{"period":"thisWeek","of":%q}`, of), &out)
			if want == "" {
				if out.Count != 1 || out.TotalHours != 1 || out.Filter != nil || out.Worklogs[0].Author != "" {
					t.Errorf("%+v", out)
				}
				return
			}
			if len(out.ids()) != 1 || out.ids()[0] != "700" || out.Filter["of"] != want || out.Filter["accountId"] != benID || out.Worklogs[0].Author != benID {
				t.Errorf("%+v", out)
			}
			tooltest.Wants(t, text, "Mon 2026-03-02 to Sun 2026-03-08, of Ben Okafor: 1 worklog, 2h", "\nTue 2026-03-03: 2h of 8h\n- 2h ATLAS-2 Billing [id 700]", "what Tempo lets you see")
			if !strings.Contains(s.Sent(), "/4/user-schedule/"+benID) {
				t.Errorf("the schedule is that of somebody else:\n%s", s.Sent())
			}
		})
	}
}

// TestNobody says who could be meant, and what stands in the way.
func TestNobody(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, of string
		fault    sim.Fault
		says     []string
	}{
		{"several", "ben", sim.Fault{}, []string{`of "ben" fits 2 persons: Ben Okafor (` + benID + "), Benita Diaz (", "Give the account id"}},
		{"nobody", "Zoe", sim.Fault{}, []string{`nobody called "Zoe"`, "browse users"}},
		{"no such id", "712020:5d1f0c2a-1111-4222-8333-00000000000f", sim.Fault{}, []string{"nobody with the account id 712020:5d1f"}},
		{"403", "okafor", sim.Fault{PathPrefix: "/4/worklogs/user", Status: 403}, []string{"Tempo does not show you the worklogs of Ben Okafor (403)", "Tempo team"}},
		{"404", "okafor", sim.Fault{PathPrefix: "/4/worklogs/user", Status: 404}, []string{"Tempo does not show you the worklogs of Ben Okafor (404)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := team(t)
			if tt.fault.Status > 0 {
				s.AddFault(tt.fault)
			}
			tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", fmt.Sprintf(`{"period":"thisWeek","of":%q}`, tt.of)), tt.says...)
		})
	}
	tooltest.Wants(t, team(t).OK(t, "retrieveWorklogs", `{"period":"thisWeek","of":"Dara Singh"}`, nil), "of Dara Singh: 0 worklogs", "without the permission to view it, that is nothing")
}

// TestAllTime gives one figure for an issue, whenever it was worked on, and only one's
// own time.
func TestAllTime(t *testing.T) {
	t.Parallel()
	s := team(t)
	add(s, 801, "2019-12-30", "10:00", 90*time.Minute, 10002, "")
	add(s, 802, "2026-03-31", "", 30*time.Minute, 10002, "")
	check := func(s *tooltest.Site) {
		t.Helper()
		var out page
		text := s.OK(t, "retrieveWorklogs", `{"issueKey":"atlas-2"}`, &out)
		if !out.AllTime || out.Total != "2h" || out.Count != 2 || out.StartDate != "2019-12-30" || out.EndDate != "2026-03-31" || len(out.Days) != 2 {
			t.Errorf("%+v", out)
		}
		if !strings.HasPrefix(text, "ATLAS-2 Billing, all time: 2h in 2 worklogs, billable 2h, Mon 2019-12-30 to Tue 2026-03-31.\nMon 2019-12-30: 1h 30m\n") {
			t.Error(text)
		}
	}
	check(s)
	if strings.Contains(s.Sent(), "user-schedule") {
		t.Errorf("the schedule of all time was read:\n%s", s.Sent())
	}
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{"issueKey":"ATLAS-2","of":"okafor"}`, nil), "ATLAS-2 Billing, all time, of Ben Okafor: 2h in 1 worklog")
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{"issueKey":"OPS-3"}`, nil), "OPS-3 Quiet nights, all time: 0m in 0 worklogs")
	tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", `{"issueKey":"NONE-1"}`), "Jira shows no issue NONE-1")
	s.AddFault(sim.Fault{PathPrefix: "/4/worklogs/issue", Status: 404})
	check(s)
}

// TestUpdatedSince counts the day where the person is, and needs no other days.
func TestUpdatedSince(t *testing.T) {
	t.Parallel()
	s := atTime(t, lateEvening, "Asia/Tokyo") // Friday, since 15:00 UTC of Thursday
	for id, updated := range map[int64]time.Time{
		901: time.Date(2026, 3, 5, 14, 59, 59, 0, time.UTC),
		902: time.Date(2026, 3, 5, 15, 0, 0, 0, time.UTC),
		903: time.Date(2026, 3, 5, 20, 0, 0, 0, time.UTC),
	} {
		s.AddWorklog(sim.Worklog{ID: id, IssueID: 10001, StartDate: fmt.Sprintf("2026-02-%02d", id-890), TimeSpentSeconds: 3600, CreatedAt: updated, UpdatedAt: updated})
	}
	var out page
	text := s.OK(t, "retrieveWorklogs", `{"updatedSince":"today"}`, &out)
	if got := strings.Join(out.ids(), " "); got != "902 903" || out.Filter["updatedSince"] != "2026-03-06" {
		t.Errorf("%s %v", got, out.Filter)
	}
	tooltest.Wants(t, text, "All days, updated since 2026-03-06: 2 worklogs, 2h", "Thu 2026-02-12 to Fri 2026-02-13.")
	s.OK(t, "retrieveWorklogs", `{"updatedSince":"2026-03-06","startDate":"2026-02-13","endDate":"2026-02-28"}`, &out)
	if got := strings.Join(out.ids(), " "); got != "903" {
		t.Errorf("of some days: %s", got)
	}
}

// TestUnknownProject tells a project that does not exist from one without worklogs,
// and asks only when no worklog is on it.
func TestUnknownProject(t *testing.T) {
	t.Parallel()
	for tool, args := range map[string]string{"retrieveWorklogs": "projectKey", "getWorklogAnalytics": "project"} {
		s := tooltest.NewSite(t)
		s.AddIssue(sim.Issue{ID: 10005, Key: "NEW-5", Summary: "Moved along"})
		s.AddProject(sim.Project{Key: "NEW", OldKeys: []string{"OLD"}, Name: "Renamed"})
		logged(s, 10001, 10005)
		call := func(key string) string { return fmt.Sprintf(`{%s,%q:%q}`, march, args, key) }
		tooltest.Wants(t, s.OK(t, tool, call("ATLAS"), nil), ", project ATLAS")
		if strings.Contains(s.Sent(), "/project") {
			t.Errorf("%s asked for a project that has worklogs:\n%s", tool, s.Sent())
		}
		tooltest.Wants(t, s.OK(t, tool, call("OPS"), nil), ", project OPS", "0 worklogs, 0m")
		tooltest.Wants(t, s.OK(t, tool, call("OLD"), nil), ", project NEW", "1 worklog, 1h", "The project OLD is called NEW now.")
		tooltest.Wants(t, s.Fails(t, tool, call("NONE")), "Jira shows no project NONE", "Check the key")
	}
}
