package worklogs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// notesOf lists the notes in a text.
func notesOf(text string) string {
	var list []string
	for line := range strings.Lines(text) {
		if note, ok := strings.CutPrefix(line, "Note: "); ok {
			list = append(list, strings.TrimSpace(note))
		}
	}
	return strings.Join(list, "\n")
}

// there puts worklogs of the person on a site: an hour on ATLAS-1 each, with what
// change says.
func there(s *tooltest.Site, list ...sim.Worklog) {
	for i, w := range list {
		if w.IssueID == 0 {
			w.IssueID = 10001
		}
		if w.TimeSpentSeconds == 0 {
			w.TimeSpentSeconds = 3600
		}
		w.ID = int64(600 + i)
		s.AddWorklog(w)
	}
}

// TestNotes tells what is worth a look about a new worklog, and nothing else. It is
// Thursday, 2026-03-05.
func TestNotes(t *testing.T) {
	t.Parallel()
	const wednesday, thursday = "2026-03-04", "2026-03-05"
	all, none := new(int64(3600)), new(int64(0))
	tests := []struct {
		name  string
		there []sim.Worklog
		args  string // beside issueKey ATLAS-2 and an hour of today
		want  string
	}{
		{"nothing", nil, ``, ""},
		{"touching", []sim.Worklog{{StartDate: thursday, StartTime: "10:00:00"}}, `"startTime":"11:00"`, ""},
		{"overlap", []sim.Worklog{{StartDate: thursday, StartTime: "10:00:00"}}, `"startTime":"10:59"`, "it overlaps with worklog 600 (10:00, 1h)."},
		{
			"past midnight, from the day before",
			[]sim.Worklog{{StartDate: wednesday, StartTime: "22:00:00", TimeSpentSeconds: 4 * 3600}},
			`"startTime":"01:30"`,
			"it overlaps with worklog 600 (22:00, 4h).",
		},
		{"past midnight, into the next day", []sim.Worklog{{StartDate: "2026-03-06", StartTime: "00:15:00"}}, `"startTime":"23:30"`, "it overlaps with worklog 600 (00:15, 1h)."},
		{"nobody gave a start", []sim.Worklog{{StartDate: thursday, StartTime: "08:00:00"}}, ``, ""},
		{
			"the others share a default start",
			[]sim.Worklog{{StartDate: thursday, StartTime: "09:00:00"}, {StartDate: thursday, StartTime: "09:00:00", IssueID: 10003}},
			`"startTime":"09:30"`, "",
		},
		{"double by the time spent", []sim.Worklog{{StartDate: thursday, IssueID: 10002}}, ``, "it says the same as worklog 600 (1h); if it is a double, delete 601."},
		{
			"double by the start",
			[]sim.Worklog{{StartDate: thursday, StartTime: "10:00:00", IssueID: 10002, TimeSpentSeconds: 60}},
			`"startTime":"10:00"`,
			"it may be a double of worklog 600 (10:00, 1m); if so, delete 601.",
		},
		{"of another day", []sim.Worklog{{StartDate: wednesday, IssueID: 10002}}, ``, ""},
		{"day off", nil, `"date":"2026-03-07"`, "Sat 2026-03-07 is a day off by the schedule."},
		{"holiday", nil, `"date":"2026-03-06"`, "Fri 2026-03-06 is a holiday: Founders' Day."},
		{"half a holiday", nil, `"date":"2026-03-09"`, ""},
		{"a month away", nil, `"date":"2026-04-06"`, "Mon 2026-04-06 is 32 days ahead: is the date right?"},
		{"not quite a month away", nil, `"date":"2026-02-02"`, ""},
		{"another year", nil, `"date":"2025-03-05"`, "Wed 2025-03-05 is 365 days ago: is the date right?"},
		{"a long day", []sim.Worklog{{StartDate: thursday, TimeSpentSeconds: 9*3600 + 60}}, ``, "Thu 2026-03-05 has 10h 1m now, more than 10h."},
		{"just not a long day", []sim.Worklog{{StartDate: thursday, TimeSpentSeconds: 9 * 3600}}, ``, ""},
		{
			"never billed before",
			[]sim.Worklog{{StartDate: wednesday, IssueID: 10002, BillableSeconds: none}, {StartDate: "2026-02-20", IssueID: 10002, BillableSeconds: none, TimeSpentSeconds: 60}},
			``,
			"it is billable; 2 worklogs on ATLAS-2 before it: not billable. If this is to be the same, editWorklog with billableHours 0.",
		},
		{
			"always billed before",
			[]sim.Worklog{{StartDate: wednesday, IssueID: 10002, BillableSeconds: all}},
			`"billableHours":0`,
			"it is not billable; 1 worklog on ATLAS-2 before it: billable. If this is to be the same, editWorklog with billableHours as long as the time spent.",
		},
		{
			"billed for longer than worked",
			[]sim.Worklog{{StartDate: wednesday, IssueID: 10002, BillableSeconds: all}},
			`"billableHours":2`,
			"it is billable for longer than its time spent; 1 worklog on ATLAS-2 before it: billable. If this is to be the same, editWorklog with billableHours as long as the time spent.",
		},
		{"billed as before", []sim.Worklog{{StartDate: wednesday, IssueID: 10002, BillableSeconds: all}}, ``, ""},
		{"billed now and then", []sim.Worklog{{StartDate: wednesday, IssueID: 10002, BillableSeconds: all}, {StartDate: "2026-03-03", IssueID: 10002, BillableSeconds: none}}, ``, ""},
		{"more than two weeks ago", []sim.Worklog{{StartDate: "2026-02-18", IssueID: 10002, BillableSeconds: none}}, ``, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			s.AddHoliday("2026-03-06", "Founders' Day", 8*3600)
			s.AddHoliday("2026-03-09", "Half of it", 4*3600)
			s.DefaultStartTime = "08:00:00"
			if strings.HasPrefix(tt.name, "double by the time") {
				s.DefaultStartTime = ""
			}
			there(s, tt.there...)
			args := `{"issueKey":"ATLAS-2","timeSpentHours":1`
			if !strings.Contains(tt.args, "date") {
				args += `,"date":"2026-03-05"`
			}
			if tt.args != "" {
				args += "," + tt.args
			}
			if diff := cmp.Diff(tt.want, notesOf(s.OK(t, "createWorklog", args+"}", nil))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestDaysNow tells how a day is after a write, and what it requires where the token
// may know.
func TestDaysNow(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddHoliday("2026-03-09", "Half of it", 4*3600)
	there(s, sim.Worklog{StartDate: "2026-03-05", TimeSpentSeconds: 2*3600 + 10})
	var out editResult
	text := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1.5,"date":"today"}`, &out)
	tooltest.Wants(t, text, "\nThu 2026-03-05: now 3h 30m 10s of 8h")
	want := []dayNow{{"2026-03-05", "Thursday", new(8.0), "8h", 3.5, "3h 30m 10s"}}
	if diff := cmp.Diff(want, out.Days); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	tooltest.Wants(t, s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"2026-03-09"}`, nil), "Mon 2026-03-09: now 1h of 4h (Half of it)")
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":600,"date":"2026-03-04"}`, nil), "Wed 2026-03-04: now 2h 10s of 8h\nThu 2026-03-05: now 1h 30m of 8h")

	s = tooltest.NewSite(t)
	s.TempoScopes = []string{"worklogs:manage"}
	text = s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"2026-03-07"}`, nil)
	if !strings.HasSuffix(text, "\nSat 2026-03-07: now 1h") {
		t.Error(text)
	}
	s.Costs(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":2,"date":"2026-03-06"}`, 3) // it is not asked for again
}

// TestNotesOfBulk names the entries, tells each pair once and three notes a day.
func TestNotesOfBulk(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	entry := func(key, date, spent string) string {
		return fmt.Sprintf(`{"issueKey":%q,"date":%q,"timeSpent":%q}`, key, date, spent)
	}
	text := s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[`+strings.Join([]string{
		entry("ATLAS-1", "2026-03-03", "9:00-10:00"), entry("ATLAS-2", "2026-03-03", "9:30-11:00"),
		entry("ATLAS-1", "2026-03-03", "14:00-15:00"), entry("OPS-3", "2026-03-03", "15:00-16:00"),
		entry("ATLAS-1", "2026-03-05", "9:00-10:00"), entry("ATLAS-2", "2026-03-05", "9:00-12:00"), entry("OPS-3", "2026-03-05", "9:30-11:00"),
		entry("OPS-3", "2026-03-05", "9:45-17:00"),
	}, ",")+`]}`, nil)
	got := notesOf(text)
	want := []string{"entry 1 ", "overlaps with", "entry 2 ", "may be a double of", "Thu 2026-03-05 has 12h 45m now", "Thu 2026-03-05: and 4 more."}
	tooltest.Wants(t, got, want...)
	if n := strings.Count(got, "\n") + 1; n != 6 {
		t.Errorf("%d notes:\n%s", n, got)
	}
	tooltest.Wants(t, text, "Tue 2026-03-03: now 4h 30m of 8h", "Thu 2026-03-05: now 12h 45m of 8h")
}

// TestNotesOfEdit tells of an edit what has to do with what is different now.
func TestNotesOfEdit(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	there(s, sim.Worklog{StartDate: "2026-01-05", StartTime: "10:00:00"}, sim.Worklog{StartDate: "2026-01-05", StartTime: "11:00:00", IssueID: 10003})
	for args, want := range map[string]string{
		`"description":"x"`:        "",
		`"timeSpent":"1h 30m"`:     "it overlaps with worklog 601 (11:00, 1h).",
		`"date":"2026-01-04"`:      "Sun 2026-01-04 is a day off by the schedule.\nSun 2026-01-04 is 60 days ago: is the date right?",
		`"startTime":"10:30"`:      "it overlaps with worklog 601 (11:00, 1h).",
		`"timeSpentHours":1`:       "",
		`"billableHours":0.5`:      "",
		`"timeSpent":"8:00-11:30"`: "it overlaps with worklog 601 (11:00, 1h).",
	} {
		s.AddWorklog(sim.Worklog{ID: 600, IssueID: 10001, StartDate: "2026-01-05", StartTime: "10:00:00", TimeSpentSeconds: 3600})
		if diff := cmp.Diff(want, notesOf(s.OK(t, "editWorklog", `{"worklogId":600,`+args+`}`, nil))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", args, diff)
		}
	}
}

// TestNotesUnread says when nobody could look.
func TestNotesUnread(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, tooltest.Unchecked)
	s.AddFault(sim.Fault{PathPrefix: "/4/worklogs/user", Status: 500})
	text := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"2026-03-05"}`, nil)
	tooltest.Wants(t, notesOf(text), "could not be read")
	if strings.Contains(text, "now 1h") {
		t.Errorf("a day that nobody knows: %s", text)
	}
}

// TestUsualAccount compares with the person's earlier worklogs of the project, as far as
// their issues are known.
func TestUsualAccount(t *testing.T) {
	t.Parallel()
	s := withAccounts(t)
	acme := []sim.AttributeValue{{Key: "_Account_", Value: "ACME_DEV"}}
	there(s, sim.Worklog{StartDate: "2026-03-02", Attributes: acme}, sim.Worklog{StartDate: "2026-03-03", Attributes: acme})
	s.OK(t, "retrieveWorklogs", `{"startDate":"2026-03-02","endDate":"2026-03-05"}`, nil)
	const beta = `,"date":"today","timeSpentHours":2,"attributes":[{"key":"Account","value":"BETA"}]}`
	want := "the account of it is BETA; 2 worklogs of the project before it have ACME_DEV."
	if got := notesOf(s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2"`+beta, nil)); got != want {
		t.Errorf("got %s", got)
	}
	if got := notesOf(s.OK(t, "createWorklog", `{"issueKey":"OPS-3"`+beta, nil)); got != "" {
		t.Errorf("of another project: %s", got)
	}
	if got := notesOf(s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","date":"today","timeSpentHours":3}`, nil)); got != "" {
		t.Errorf("the usual one: %s", got)
	}
}

// TestZoneOfWrites says which zone is used where a word stands for a date.
func TestZoneOfWrites(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.UserTimeZone = ""
	tooltest.Wants(t, notesOf(s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`, nil)), "shows no time zone that is known here; days are counted in UTC")
	if got := notesOf(s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":2,"date":"2026-03-05"}`, nil)); got != "" {
		t.Error(got)
	}
}
