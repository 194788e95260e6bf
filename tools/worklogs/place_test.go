package worklogs_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// starts lists when the worklogs of a day start, in the order of their ids.
func starts(s *tooltest.Site, day string) string {
	var list []string
	for _, w := range s.Worklogs() {
		if w.StartDate == day {
			list = append(list, strings.TrimSuffix(w.StartTime, ":00"))
		}
	}
	return strings.Join(list, " ")
}

// TestNext starts worklogs one after another, over lunch, and none past midnight.
func TestNext(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s, sim.Worklog{StartDate: "2026-03-05", StartTime: "09:00:00", TimeSpentSeconds: 5400})
	s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today","startTime":"next"}`, nil)
	s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[
		{"issueKey":"ATLAS-1","timeSpentHours":0.5,"date":"2026-03-05","startTime":" Next "},
		{"issueKey":"ATLAS-2","timeSpentHours":2,"date":"2026-03-05","startTime":"next"},
		{"issueKey":"ATLAS-2","timeSpentHours":3,"date":"2026-03-04","startTime":"next"},
		{"issueKey":"OPS-3","timeSpentHours":1,"date":"2026-03-05","startTime":"next"}]}`, nil)
	if got := starts(s, "2026-03-04"); got != "09:00" {
		t.Errorf("on an empty day: %s", got)
	}
	s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[
		{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-03-03","startTime":"next"},
		{"issueKey":"ATLAS-2","timeSpent":"9:00-10:00","date":"2026-03-03"}]}`, nil)
	if got := starts(s, "2026-03-03"); !strings.Contains(got, "09:00") || !strings.Contains(got, "10:00") {
		t.Errorf("beside what comes later in the call: %s", got)
	}
	for _, start := range []string{"09:00", "10:30", "11:30", "12:30", "14:30"} {
		if !strings.Contains(starts(s, "2026-03-05"), start) {
			t.Errorf("none at %s: %s", start, starts(s, "2026-03-05"))
		}
	}
	text := s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":9,"date":"2026-03-05","startTime":"next"}`)
	tooltest.Wants(t, text, "Thu 2026-03-05", "no free time left before midnight for 9h", "nothing was written")
	tooltest.Wants(t, s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"9:00-10:00","date":"today","startTime":"next"}`), "give only one of them")
}

// TestNextAfterSharedStarts starts nothing where a worklog stands, whoever gave that one
// its start.
func TestNextAfterSharedStarts(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s,
		sim.Worklog{StartDate: "2026-03-04", StartTime: "09:00:00", IssueID: 10001},
		sim.Worklog{StartDate: "2026-03-04", StartTime: "09:00:00", TimeSpentSeconds: 7200, IssueID: 10002},
		sim.Worklog{StartDate: "2026-03-05", StartTime: "09:00:00", IssueID: 10001})
	text := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"15m","date":"2026-03-05","startTime":"next"}`, nil)
	tooltest.Wants(t, text, "2026-03-05 10:00–10:15")
	text = s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"15m","date":"2026-03-04","startTime":"next"}`, nil)
	tooltest.Wants(t, text, "2026-03-04 11:00–11:15")
}

// TestEditNext puts a worklog after the others, itself apart.
func TestEditNext(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s, sim.Worklog{StartDate: "2026-03-05", StartTime: "09:00:00"}, sim.Worklog{StartDate: "2026-03-05", StartTime: "09:30:00"})
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":601,"startTime":"next"}`, nil), `startTime: "09:30" → "10:00"`)
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":601,"startTime":"next"}`, nil), "Nothing to change")
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":601,"date":"2026-03-04","startTime":"next"}`, nil), "2026-03-04 09:00–10:00")
}

// TestSkipExisting leaves out what is there already, in Tempo or in the call, and says
// which that is.
func TestSkipExisting(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s, sim.Worklog{StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 900}, sim.Worklog{StartDate: "2026-03-03", TimeSpentSeconds: 900, IssueID: 10002})
	const args = `{"skipExisting":true,"worklogEntries":[
		{"issueKey":"ATLAS-1","timeSpent":"9:00-9:30","date":"2026-03-02"},
		{"issueKey":"ATLAS-1","timeSpent":"9:00-9:15","date":"2026-03-03"},
		{"issueKey":"ATLAS-2","timeSpent":"15m","date":"2026-03-03","startTime":"next"},
		{"issueKey":"ATLAS-1","timeSpent":"15m","date":"2026-03-03"},
		{"issueKey":"ATLAS-1","timeSpent":"10:00-10:20","date":"2026-03-02"},
		{"issueKey":"ATLAS-1","timeSpent":"16:00-16:15","date":"2026-03-03"}]}`
	var out bulkResult
	text := s.OK(t, "bulkCreateWorklogs", args, &out)
	tooltest.Wants(t, text, "Created 3 of 6 worklogs (50m). 3 skipped, there already.", "0. skipped, there already: 2026-03-02 09:00–09:15 15m ATLAS-1 Search", "[id 600]",
		"2. skipped, there already: ", "[id 601]", "3. skipped: the same as entry 1")
	var got []string
	for _, r := range out.Results {
		got = append(got, r.Status)
	}
	if diff := cmp.Diff([]string{"skipped", "created", "skipped", "skipped", "created", "created"}, got); diff != "" || len(s.Worklogs()) != 5 {
		t.Errorf("(-want +got)\n%s", diff)
	}
	tooltest.Wants(t, s.OK(t, "bulkCreateWorklogs", args, nil), "Created 0 of 6 worklogs (0m). 6 skipped")
	s.AddFault(sim.Fault{PathPrefix: "/4/worklogs/user", Status: 403})
	tooltest.Wants(t, s.Fails(t, "bulkCreateWorklogs", args), "could not be read, so nothing was written")
	if len(s.Worklogs()) != 5 {
		t.Errorf("%d worklogs", len(s.Worklogs()))
	}
}

// TestFullDay says what a day holds that takes no more, of a site with a smaller cap too.
func TestFullDay(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s, sim.Worklog{StartDate: "2026-03-05", TimeSpentSeconds: 20 * 3600}, sim.Worklog{StartDate: "2026-03-04", TimeSpentSeconds: 5 * 3600})
	const five = `{"issueKey":"ATLAS-1","timeSpentHours":5,"date":"today"}`
	tooltest.Wants(t, s.Fails(t, "createWorklog", five), "Thu 2026-03-05 has 20h of at most 24h", "Ask the person", "do not split it")
	text := s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"ATLAS-1","timeSpentHours":3,"date":"today"},`+five+`]}`, nil)
	tooltest.Wants(t, text, "Created 1 of 2", "Thu 2026-03-05 has 23h of at most 24h")
	tooltest.Wants(t, s.Fails(t, "editWorklog", `{"worklogId":601,"date":"2026-03-05"}`), "Thu 2026-03-05 has 23h of at most 24h")
	s.MaxHoursPerDay = 8
	tooltest.Wants(t, s.Fails(t, "editWorklog", `{"worklogId":601,"timeSpentHours":9}`), "Wed 2026-03-04 has 0m of at most 8h, besides this worklog.")
	before := tooltest.JSON(s.Worklogs())
	text = s.Fails(t, "editWorklog", `{"worklogId":601,"issueKey":"ATLAS-2"}`)
	tooltest.Wants(t, text, "Wed 2026-03-04 has 5h of at most 8h", "A move first copies the worklog")
	if tooltest.JSON(s.Worklogs()) != before {
		t.Error("something has changed")
	}
	s.AddFault(sim.Fault{Method: "POST", PathPrefix: "/4/worklogs", Status: 400, Body: `{"errors":[{"message":"Total hours per day exceeds the limit"}]}`})
	tooltest.Wants(t, s.Fails(t, "createWorklog", five), "Total hours per day", "Thu 2026-03-05 has 23h.", "do not split it")
}
