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

// page is what retrieveWorklogs answers, with all of it.
type page struct {
	found

	Total, Billable string
	AllTime         bool
	Order           string
	Filter          map[string]string
	Overlaps        []string
	Doubles         []string
	Days            []struct {
		Date, Weekday, Logged, Required, Holiday string
		LoggedHours                              float64
		RequiredHours                            *float64
	}
}

// dates writes days as "02 1h of 8h".
func (p page) dates() string {
	var parts []string
	for _, d := range p.Days {
		text := d.Date[8:] + " " + d.Logged
		if d.RequiredHours != nil {
			text += " of " + d.Required
		}
		parts = append(parts, strings.TrimSpace(text+" "+d.Holiday))
	}
	return strings.Join(parts, ", ")
}

// add puts a worklog on a site; without a start when it is "".
func add(s *tooltest.Site, id int64, day, start string, spent time.Duration, issue int64, text string) {
	if start != "" {
		start += ":00"
	}
	s.AddWorklog(sim.Worklog{
		ID: id, IssueID: issue, StartDate: day, StartTime: start, Description: text,
		TimeSpentSeconds: int64(spent.Seconds()), BillableSeconds: new(int64(spent.Seconds())),
	})
}

// TestDayHeaders tells of each day what is logged and required, and of days between
// that nothing is.
func TestDayHeaders(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	week(s)
	add(s, 310, "2026-03-07", "", 90*time.Minute+20*time.Second, 10001, "")
	var out page
	text := s.OK(t, "retrieveWorklogs", `{"period":"thisWeek"}`, &out)
	if got, want := out.dates(), "02 0m of 8h, 03 4h of 8h, 04 4h of 4h Carnival, 05 0m of 8h, 07 1h 30m 20s of 0m"; got != want {
		t.Errorf("days:\n got %s\nwant %s", got, want)
	}
	if out.Days[1].Weekday != "Tuesday" || *out.Days[1].RequiredHours != 8 || out.Total != "9h 30m 20s" || out.TotalHours != 9.51 || out.Billable != "1h 30m 20s" {
		t.Errorf("%+v", out)
	}
	tooltest.Wants(t, text, "Mon 2026-03-02 to Sun 2026-03-08: 4 worklogs, 9h 30m 20s, billable 1h 30m 20s. No overlaps or doubles.",
		"\nMon 2026-03-02: 0m of 8h\nTue 2026-03-03: 4h of 8h\n- 3h ATLAS-1 Search [id 300]\n- 1h ATLAS-2 Billing [id 301]\nWed 2026-03-04: 4h of 4h (Carnival)\n",
		"\nSat 2026-03-07: 1h 30m 20s, a day off\n")

	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{"period":"yesterday"}`, &out), "Wed 2026-03-04: 1 worklog, 4h", "\nWed 2026-03-04: 4h of 4h (Carnival)")
	out = page{}
	s.OK(t, "retrieveWorklogs", `{"period":"thisWeek","issueKey":"ATLAS-1"}`, &out)
	if got, want := out.dates(), "03 3h, 07 1h 30m 20s"; got != want || out.Filter["issueKey"] != "ATLAS-1" {
		t.Errorf("of one issue: %s, want %s; %v", got, want, out.Filter)
	}
}

// TestDaysWithoutSchedule shows what is logged when the token may not read schedules.
func TestDaysWithoutSchedule(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.TempoScopes = []string{"worklogs:manage"}
	logged(s, 10001)
	var out page
	text := s.OK(t, "retrieveWorklogs", `{`+march+`}`, &out)
	tooltest.Wants(t, text, "\nMon 2026-03-02: 1h\n", "What the days require is not shown", "Schemes (view)")
	if out.dates() != "02 1h" {
		t.Errorf("%+v", out.Days)
	}
}

// TestDaysOfPages lists each day on the pages of its worklogs, and empty days once.
func TestDaysOfPages(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]string{
		"oldest": "02 2h of 8h | 02 2h of 8h, 03 0m of 8h, 04 1h of 8h | 05 0m of 8h, 06 1h of 8h",
		"newest": "06 1h of 8h, 05 0m of 8h, 04 1h of 8h | 03 0m of 8h, 02 2h of 8h | 02 2h of 8h",
	} {
		s := tooltest.NewSite(t)
		add(s, 1, "2026-03-02", "10:00", time.Hour, 10001, "")
		add(s, 2, "2026-03-02", "12:00", time.Hour, 10001, "")
		add(s, 3, "2026-03-04", "10:00", time.Hour, 10001, "")
		add(s, 4, "2026-03-06", "10:00", time.Hour, 10001, "")
		var got []string
		limit := map[string][]int{"oldest": {1, 2, 1}, "newest": {2, 1, 1}}[order]
		cursor := ""
		for _, n := range limit {
			var out page
			s.OK(t, "retrieveWorklogs", fmt.Sprintf(`{"period":"thisWeek","order":%q,"limit":%d%s}`, order, n, cursor), &out)
			got = append(got, out.dates())
			cursor = fmt.Sprintf(`,"cursor":%q`, out.NextCursor)
		}
		if diff := cmp.Diff(want, strings.Join(got, " | ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", order, diff)
		}
	}
}

// TestOrder lists a day's worklogs by start, those without one last, whichever day
// comes first.
func TestOrder(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	add(s, 1, "2026-03-02", "", time.Hour, 10001, "")
	add(s, 2, "2026-03-02", "13:00", time.Hour, 10001, "")
	add(s, 3, "2026-03-02", "09:30", time.Hour, 10002, "")
	add(s, 4, "2026-03-03", "", time.Hour, 10001, "")
	add(s, 5, "2026-03-03", "10:00", time.Hour, 10002, "")
	for order, want := range map[string]string{`"oldest"`: "3 2 1 5 4", "null": "3 2 1 5 4", `"newest"`: "5 4 2 3 1"} {
		var seen []string
		cursor := "null"
		for range 5 {
			var out page
			s.OK(t, "retrieveWorklogs", fmt.Sprintf(`{"period":"thisWeek","order":%s,"limit":2,"cursor":%s}`, order, cursor), &out)
			seen = append(seen, out.ids()...)
			if cursor = tooltest.JSON(out.NextCursor); !out.Truncated {
				break
			}
		}
		if got := strings.Join(seen, " "); got != want {
			t.Errorf("%s: got %s, want %s", order, got, want)
		}
	}
	var out page
	text := s.OK(t, "retrieveWorklogs", `{"period":"thisWeek","order":"newest","limit":2}`, &out)
	tooltest.Wants(t, text, "go on with cursor "+out.NextCursor+" and order newest")
	text = s.Fails(t, "retrieveWorklogs", fmt.Sprintf(`{"period":"thisWeek","cursor":%q}`, out.NextCursor))
	tooltest.Wants(t, text, "cursor is of a list with order newest, and this call has order oldest")
	s.OK(t, "retrieveWorklogs", `{"period":"thisWeek","limit":4}`, &out)
	text = s.OK(t, "retrieveWorklogs", fmt.Sprintf(`{"startDate":"2026-03-02","endDate":"2026-03-02","cursor":%q}`, out.NextCursor), nil)
	tooltest.Wants(t, text, "None of these comes after the cursor", "Leave cursor out")
}

// TestLabels shows entries of lists by their labels, and asks for these only when
// there is something to label.
func TestLabels(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_WorkType_", Name: "Work type", Type: "STATIC_LIST", Values: []string{"a1"}, Names: map[string]string{"a1": "Review"}})
	logged(s, 10001)
	s.ResetRequests()
	s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil)
	if strings.Contains(s.Sent(), "work-attributes") {
		t.Errorf("nothing was to be labeled:\n%s", s.Sent())
	}
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-03", TimeSpentSeconds: 3600, Attributes: []sim.AttributeValue{{Key: "_WorkType_", Value: "a1"}}})
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "{_WorkType_=Review (a1)}")

	s = tooltest.NewSite(t, tooltest.Unchecked)
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-03", TimeSpentSeconds: 3600, Attributes: []sim.AttributeValue{{Key: "_WorkType_", Value: "a1"}}})
	s.AddFault(sim.Fault{PathPrefix: "/4/work-attributes", Status: 500})
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "{_WorkType_=a1}", "Note: Entries of lists are called by their ids")
}

// TestUnknownIssue has words for a worklog whose issue nothing tells.
func TestUnknownIssue(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, tooltest.Unchecked)
	logged(s, 10001)
	s.AddFault(sim.Fault{PathPrefix: "/4/worklogs", Edit: func(body map[string]any) {
		for _, w := range body["results"].([]any) {
			w.(map[string]any)["issue"] = map[string]any{}
		}
	}})
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "1h (unknown issue) ")
	tooltest.Wants(t, s.OK(t, "getWorklogAnalytics", `{`+march+`}`, nil), "(unknown issue) (1 worklog")
	tooltest.Wants(t, s.OK(t, "getMissingWorklogDays", `{`+march+`}`, nil), "(unknown issue) 1h")
	if strings.Contains(s.Sent(), "bulkfetch") {
		t.Errorf("Jira was asked for an issue that has no id:\n%s", s.Sent())
	}
}
