package sheet_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// found is what retrieveWorklogs answers.
type found struct {
	StartDate     string         `json:"startDate"`
	EndDate       string         `json:"endDate"`
	Count         int            `json:"count"`
	TotalHours    float64        `json:"totalHours"`
	BillableHours float64        `json:"billableHours"`
	Worklogs      []tooltest.Row `json:"worklogs"`
	Truncated     bool           `json:"truncated"`
	NextCursor    string         `json:"nextCursor"`
	Notes         []string       `json:"notes"`
}

func (f found) ids() []string {
	var list []string
	for _, w := range f.Worklogs {
		list = append(list, w.WorklogID)
	}
	return list
}

// logged puts worklogs of an hour on issues, one a day from the second of March.
func logged(s *tooltest.Site, issues ...int64) []int64 {
	var ids []int64
	for i, issue := range issues {
		day := time.Date(2026, 3, 2+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		ids = append(ids, s.AddWorklog(sim.Worklog{IssueID: issue, StartDate: day, TimeSpentSeconds: 3600, BillableSeconds: new(int64(1800))}))
	}
	return ids
}

const march = `"startDate":"2026-03-01","endDate":"2026-03-31"`

func TestRetrieveWorklogs(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben", Viewable: true})
	s.AddWorklog(sim.Worklog{IssueID: 10001, AuthorAccountID: "ben", StartDate: "2026-03-02", TimeSpentSeconds: 60})
	s.AddWorklog(sim.Worklog{IssueID: 10002, StartDate: "2026-03-04", StartTime: "23:00:00", TimeSpentSeconds: 7200, Description: "Night \u001b[31mshift\nand more"})
	var out found
	text := s.OK(t, "retrieveWorklogs", `{`+march+`}`, &out)
	if out.Count != 3 || out.TotalHours != 4 || out.BillableHours != 2 || out.Truncated || len(out.Worklogs) != 3 {
		t.Errorf("%+v", out)
	}
	last := out.Worklogs[2]
	if last.EndTime != "01:00" || last.EndDate != "2026-03-05" || last.BillableHours != nil || last.IssueKey != "ATLAS-2" || last.Description != "Night [31mshift\nand more" {
		t.Errorf("%+v", last)
	}
	tooltest.Wants(t, text, "Sun 2026-03-01 to Tue 2026-03-31: 3 worklogs, 4h, billable 2h.",
		"\nMon 2026-03-02: 2h of 8h\n- 09:00–10:00 1h ATLAS-1 Search: Ranking {_Account_=ACME} {_Remote_=true} (billable) [id 500]",
		"\nWed 2026-03-04: 2h of 8h\n- 23:00–2026-03-05 01:00 2h ATLAS-2 Billing: Night [31mshift and more")
	if text := s.OK(t, "retrieveWorklogs", `{"startDate":"2026-02-01","endDate":"2026-02-28"}`, &out); !strings.Contains(text, "0 worklogs, 0m.\nMon 2026-02-02 to Fri 2026-02-27 (20 days): 0m of 8h each") {
		t.Error(text)
	}
}

func TestRetrieveFilters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, filter string
		want         []int // places of the worklogs
		note         string
	}{
		{"none", ``, []int{0, 1, 2, 3}, ""},
		{"issue", `,"issueKey":"ATLAS-2"`, []int{1}, ""},
		{"issue in lower case", `,"issueKey":"atlas-2"`, []int{1}, ""},
		{"former key of a moved issue", `,"issueKey":"OLD-1"`, []int{2}, ""},
		{"issue without worklogs", `,"issueKey":"ATLAS-9"`, nil, ""},
		{"project", `,"projectKey":"ATLAS"`, []int{0, 1}, "Left out: 1 worklog on issues that Jira does not show"},
		{"project in lower case", `,"projectKey":"ops"`, []int{2}, "Left out"},
		{"issue and project", `,"issueKey":"ATLAS-1","projectKey":"OPS"`, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			s.AddIssue(sim.Issue{ID: 10003, Key: "OPS-3", OldKeys: []string{"OLD-1"}, Summary: "Quiet nights"})
			s.AddIssue(sim.Issue{ID: 10009, Key: "ATLAS-9", Summary: "Nothing"})
			s.AddIssue(sim.Issue{ID: 10042, Key: "HID-1", Hidden: true})
			ids := logged(s, 10001, 10002, 10003, 10042)
			var out found
			s.OK(t, "retrieveWorklogs", `{`+march+tt.filter+`}`, &out)
			var want []string
			for _, place := range tt.want {
				want = append(want, strconv.FormatInt(ids[place], 10))
			}
			if diff := cmp.Diff(want, out.ids()); diff != "" || out.Count != len(want) || out.TotalHours != float64(len(want)) {
				t.Errorf("(-want +got)\n%s%+v", diff, out)
			}
			if notes := strings.Join(out.Notes, " "); (tt.note == "") != (notes == "") || !strings.Contains(notes, tt.note) {
				t.Errorf("notes: %q", notes)
			}
		})
	}
}

// TestHiddenIssues are called by their id.
func TestHiddenIssues(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddIssue(sim.Issue{ID: 10042, Key: "HID-1", Summary: "Secret", Hidden: true})
	logged(s, 10042)
	text := s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil)
	tooltest.Wants(t, text, "1h Issue 10042 ")
	if strings.Contains(text, "Secret") {
		t.Error(text)
	}
	tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", `{`+march+`,"issueKey":"HID-1"}`), "HID-1", "may not see it")
}

// TestCursor walks all worklogs exactly once, although others come and go.
func TestCursor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(t *testing.T, s *tooltest.Site, ids []int64, page int)
	}{
		{"nothing changes", func(*testing.T, *tooltest.Site, []int64, int) {}},
		{"one comes in front", func(_ *testing.T, s *tooltest.Site, _ []int64, _ int) {
			s.AddWorklog(sim.Worklog{IssueID: 10002, StartDate: "2026-03-01", TimeSpentSeconds: 60})
		}},
		{"one that was listed is deleted", func(t *testing.T, s *tooltest.Site, ids []int64, page int) {
			t.Helper()
			s.OK(t, "deleteWorklog", fmt.Sprintf(`{"worklogId":"%d"}`, ids[3*page]), nil)
		}},
		{"the last one listed is deleted", func(t *testing.T, s *tooltest.Site, ids []int64, page int) {
			t.Helper()
			s.OK(t, "deleteWorklog", fmt.Sprintf(`{"worklogId":"%d"}`, ids[3*page+2]), nil)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			ids := logged(s, slices.Repeat([]int64{10001}, 8)...)
			var seen []string
			cursor := ""
			for page := range 10 {
				var out found
				text := s.OK(t, "retrieveWorklogs", fmt.Sprintf(`{%s,"issueKey":"ATLAS-1","limit":3%s}`, march, cursor), &out)
				seen = append(seen, out.ids()...)
				if out.Truncated != (out.NextCursor != "") {
					t.Errorf("page %d: %+v", page, out)
				}
				if !out.Truncated {
					break
				}
				tooltest.Wants(t, text, fmt.Sprintf("3 listed of %d", out.Count), out.NextCursor)
				cursor = fmt.Sprintf(`,"cursor":%q`, out.NextCursor)
				tt.change(t, s, ids, page)
			}
			var want []string
			for _, id := range ids {
				want = append(want, strconv.FormatInt(id, 10))
			}
			if diff := cmp.Diff(want, seen); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestLimit lists 200 when nothing is said, and always counts all.
func TestLimit(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	for range 230 {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 60})
	}
	for limit, want := range map[string]int{"": 200, `,"limit":1`: 1, `,"limit":1000`: 230} {
		var out found
		s.OK(t, "retrieveWorklogs", `{`+march+limit+`}`, &out)
		if len(out.Worklogs) != want || out.Count != 230 || out.TotalHours != 3.83 || out.Truncated != (want < 230) {
			t.Errorf("%s: %d worklogs, count %d, hours %v", limit, len(out.Worklogs), out.Count, out.TotalHours)
		}
	}
}

// TestLongTexts keeps an answer short enough for a conversation, and still lists
// everything page by page.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	for range 100 {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60, Description: strings.Repeat("ü", 5000)})
	}
	seen, cursor := map[string]bool{}, ""
	for page := range 100 {
		var out found
		text := s.OK(t, "retrieveWorklogs", `{`+march+cursor+`}`, &out)
		if utf8.RuneCountInString(tooltest.JSON(out)) > 60_000 || utf8.RuneCountInString(text) > 60_000 || len(out.Worklogs) == 0 || out.Count != 100 {
			t.Fatalf("page %d: %d bytes, %d of %d worklogs", page, len(text), len(out.Worklogs), out.Count)
		}
		tooltest.Wants(t, out.Worklogs[0].Description, "of 5000 characters")
		for _, id := range out.ids() {
			if seen[id] {
				t.Errorf("%s is listed twice", id)
			}
			seen[id] = true
		}
		if cursor = fmt.Sprintf(`,"cursor":%q`, out.NextCursor); !out.Truncated {
			break
		}
	}
	if len(seen) != 100 {
		t.Errorf("%d of 100 were listed", len(seen))
	}
}

// TestListWhileJiraHangs lists worklogs by the ids of their issues, before a
// client gives up.
func TestListWhileJiraHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.Transport = o.Sim })
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", TimeSpentSeconds: 3600})
		s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", HangBefore: true})
		began := time.Now()
		result := s.Run(t.Context(), t, "retrieveWorklogs", `{"startDate":"2026-03-01","endDate":"2026-03-04"}`)
		for _, want := range []string{"Issue 10001", "Jira did not name the issues in time"} {
			if result.IsError || !strings.Contains(result.Text, want) {
				t.Errorf("%q is not in %q", want, result.Text)
			}
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("the answer took %v", took)
		}
	})
}

// TestJiraCannotName lists worklogs with a note when Jira does not answer.
func TestJiraCannotName(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	logged(s, 10001)
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 500})
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil), "1h Issue 10001 ", "Note: Jira could not name the issues: Jira", "500")
	tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", `{`+march+`,"projectKey":"ATLAS"}`), "500")
	tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", `{`+march+`,"issueKey":"ATLAS-1"}`), "500")
}
