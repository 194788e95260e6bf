package worklogs_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestEditKeepsTheRest changes what is named and nothing else.
func TestEditKeepsTheRest(t *testing.T) {
	t.Parallel()
	hours := func(h float64) *int64 { return new(int64(h * 3600)) }
	tests := []struct {
		name, args string
		before     func(*sim.Worklog)
		want       func(*sim.Worklog)
	}{
		{"time, billable follows", `"timeSpentHours":2`, nil, func(w *sim.Worklog) { w.TimeSpentSeconds, w.BillableSeconds = 7200, hours(2) }},
		{
			"time, billable was different", `"timeSpentHours":2`,
			func(w *sim.Worklog) { w.BillableSeconds = hours(0.5) },
			func(w *sim.Worklog) { w.TimeSpentSeconds, w.BillableSeconds = 7200, hours(0.5) },
		},
		{
			"time, nothing was billable", `"timeSpentHours":2`,
			func(w *sim.Worklog) { w.BillableSeconds = hours(0) },
			func(w *sim.Worklog) { w.TimeSpentSeconds, w.BillableSeconds = 7200, hours(0) },
		},
		{"time and billable", `"timeSpentHours":2,"billableHours":1.5`, nil, func(w *sim.Worklog) { w.TimeSpentSeconds, w.BillableSeconds = 7200, hours(1.5) }},
		{"billable", `"billableHours":0`, nil, func(w *sim.Worklog) { w.BillableSeconds = hours(0) }},
		{"time as text", `"timeSpent":"45m"`, nil, func(w *sim.Worklog) { w.TimeSpentSeconds, w.BillableSeconds = 2700, hours(0.75) }},
		{"from and to", `"timeSpent":"14:00-16:00"`, nil, func(w *sim.Worklog) {
			w.TimeSpentSeconds, w.BillableSeconds, w.StartTime = 7200, hours(2), "14:00:00"
		}},
		{"start", `"startTime":"7:30"`, nil, func(w *sim.Worklog) { w.StartTime = "07:30:00" }},
		{"day", `"date":"tuesday"`, nil, func(w *sim.Worklog) { w.StartDate = "2026-03-03" }},
		{"text", `"description":"Invoices"`, nil, func(w *sim.Worklog) { w.Description = "Invoices" }},
		{"no text", `"description":""`, nil, func(w *sim.Worklog) { w.Description = "" }},
		{"white space is no text", `"description":" \n\u200b "`, nil, func(w *sim.Worklog) { w.Description = "" }},
		{"null is not named", `"description":null,"date":null,"startTime":"08:00"`, nil, func(w *sim.Worklog) { w.StartTime = "08:00:00" }},
		{"other account", `"attributes":[{"key":"_Account_","value":"BETA"}]`, nil, func(w *sim.Worklog) { w.Attributes[0].Value = "BETA" }},
		{"one attribute less", `"attributes":[{"key":"_Remote_","value":""}]`, nil, func(w *sim.Worklog) { w.Attributes = w.Attributes[:1] }},
		{
			"one attribute more", `"attributes":[{"key":"Remote","value":"true"}]`,
			func(w *sim.Worklog) { w.Attributes = w.Attributes[:1] },
			func(w *sim.Worklog) {
				w.Attributes = append(w.Attributes, sim.AttributeValue{Key: "_Remote_", Value: "true"})
			},
		},
		{
			"without a start", `"description":"x"`,
			func(w *sim.Worklog) { w.StartTime = "" }, func(w *sim.Worklog) { w.Description = "x" },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			tooltest.PrepareEdit(s)
			w := tooltest.Original()
			if tt.before != nil {
				tt.before(&w)
				s.AddWorklog(w)
			}
			tt.want(&w)
			s.OK(t, "editWorklog", `{"worklogId":500,`+tt.args+`}`, nil)
			if diff := cmp.Diff(w, s.Worklogs()[0], untimed); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestEditTells says what is different now.
func TestEditTells(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	text := s.OK(t, "editWorklog", `{"worklogId":"500","timeSpentHours":2,"description":"Invoices"}`, nil)
	tooltest.Wants(t, text, "Changed: 2026-03-02 09:00–11:00 2h ATLAS-1 Search: Invoices", `timeSpent: "1h" → "2h"`,
		`billableHours: "1h" → "2h"`, `description: "Ranking" → "Invoices"`, "[id 500]")
	if strings.Contains(text, "startTime") {
		t.Errorf("what is the same is listed: %s", text)
	}
}

// TestEditToTheSame is no error: it is as it was asked for.
func TestEditToTheSame(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	var out editResult
	text := s.OK(t, "editWorklog", `{"worklogId":"500","timeSpentHours":1,"description":"Ranking","attributes":[{"key":"_Account_","value":"ACME"}]}`, &out)
	tooltest.Wants(t, text, "Nothing to change", "nothing was sent", "[id 500]")
	if out.Worklog.WorklogID != "500" || out.Changes == nil || len(out.Changes) > 0 || len(out.Notes) > 0 {
		t.Errorf("%+v", out)
	}
	for _, r := range s.Requests() {
		if r.Method == http.MethodPut {
			t.Error("a write was sent")
		}
	}
}

// TestEditBeyondWhatIsShown tells of a text that differs behind what rows show of it.
func TestEditBeyondWhatIsShown(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	w := tooltest.Original()
	w.Description, w.Attributes = strings.Repeat("a", 2500)+"b", nil
	s.AddWorklog(w)
	var out editResult
	text := s.OK(t, "editWorklog", tooltest.JSON(map[string]any{"worklogId": "500", "description": strings.Repeat("a", 2500) + "c"}), &out)
	tooltest.Wants(t, text, "Changed: ", "\ndescription: ")
	if len(out.Changes) != 1 || out.Changes[0].Field != "description" {
		t.Errorf("%+v", out.Changes)
	}
}

// editResult is what editWorklog answers.
type editResult struct {
	Worklog tooltest.Row `json:"worklog"`
	Changes []struct {
		Field string `json:"field"`
		From  string `json:"from"`
		To    string `json:"to"`
	} `json:"changes"`
	MovedFrom string   `json:"movedFrom"`
	Notes     []string `json:"notes"`
	Days      []dayNow `json:"days"`
}

// dayNow is a day as results tell it.
type dayNow struct {
	Date          string   `json:"date"`
	Weekday       string   `json:"weekday"`
	RequiredHours *float64 `json:"requiredHours"`
	Required      string   `json:"required"`
	LoggedHours   float64  `json:"loggedHours"`
	Logged        string   `json:"logged"`
}

// TestEditOfWhatIsShown does not change a worklog by the two decimals that it is shown
// with.
func TestEditOfWhatIsShown(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	w := tooltest.Original()
	w.TimeSpentSeconds, w.BillableSeconds, w.Attributes = 9610, new(int64(1188)), nil // 2h 40m 10s, and 0.33 h
	s.AddWorklog(w)
	for _, args := range []string{
		`"timeSpentHours":2.67`, `"billableHours":0.33`, `"timeSpentHours":2.67,"timeSpent":"2h 40m 10s","billableHours":0.33`,
	} {
		tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":"500",`+args+`}`, nil), "Nothing to change")
	}
	s.OK(t, "editWorklog", `{"worklogId":"500","timeSpentHours":2.67,"billableHours":0.33,"description":"x"}`, nil)
	w.Description = "x"
	if diff := cmp.Diff(w, s.Worklogs()[0], untimed); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	s.OK(t, "editWorklog", `{"worklogId":"500","timeSpent":"2h 40m","billableHours":0.5}`, nil)
	if got := s.Worklogs()[0]; got.TimeSpentSeconds != 9600 || *got.BillableSeconds != 1800 {
		t.Errorf("%+v", got)
	}
}

// others puts a worklog of Ben's in the place of the original.
func others(t *testing.T) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben Ito", Viewable: true, Loggable: true})
	w := tooltest.Original()
	w.AuthorAccountID = "ben"
	s.AddWorklog(w)
	return s
}

// rewrites are calls of the tools that change the original.
var rewrites = map[string]string{
	"editWorklog":   `{"worklogId":"500","description":"Invoices"}`,
	"deleteWorklog": `{"worklogId":"500"}`,
}

// TestOthersAreLeftAlone says whose a worklog is, and writes nothing.
func TestOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	for tool, args := range rewrites {
		for _, whose := range []string{"Ben Ito", "the account ben"} {
			s := others(t)
			before := tooltest.JSON(s.Worklogs())
			if whose != "Ben Ito" {
				s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/user", Status: 403})
			}
			tooltest.Wants(t, s.Fails(t, tool, args), "Worklog 500 is of "+whose, "nothing was changed")
			if n := len(s.Requests()); n != 3 { // who the person is, the worklog, whose it is
				t.Errorf("%s: %d requests:\n%s", tool, n, s.Sent())
			}
			if tooltest.JSON(s.Worklogs()) != before {
				t.Errorf("%s changed somebody else's worklog", tool)
			}
		}
	}
}

// TestNobodyKnown changes nothing while Jira does not tell who the person is.
func TestNobodyKnown(t *testing.T) {
	t.Parallel()
	for tool, args := range rewrites {
		s := tooltest.NewSite(t, tooltest.Unchecked)
		tooltest.PrepareEdit(s)
		before := tooltest.JSON(s.Worklogs())
		s.AddFault(sim.Fault{Match: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/myself") }, Status: 403})
		tooltest.Wants(t, s.Fails(t, tool, args), "Jira", "403")
		if tooltest.JSON(s.Worklogs()) != before {
			t.Errorf("%s wrote without knowing who the person is", tool)
		}
	}
}

// TestNamesAreNoCondition edits and deletes while Jira does not answer, once it has
// told who the person is.
func TestNamesAreNoCondition(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	know(t, s)
	s.AddFault(sim.Fault{PathPrefix: "/rest/", Status: 500})
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":"500","description":"Invoices"}`, nil), "Issue 10001: Invoices")
	tooltest.Wants(t, s.OK(t, "deleteWorklog", `{"worklogId":"500"}`, nil), "Deleted", "Issue 10001: Invoices")
}

// know has a call find out who the person is.
func know(t *testing.T, s *tooltest.Site) {
	t.Helper()
	if _, err := s.Person.Me(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.ResetRequests()
}

// TestWrittenWhileJiraHangs answers soon after the write, with ids for names.
func TestWrittenWhileJiraHangs(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"editWorklog", "deleteWorklog"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.Transport = o.Sim })
				id := s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", TimeSpentSeconds: 3600})
				know(t, s)
				s.AddFault(sim.Fault{PathPrefix: "/rest/api/3", HangBefore: true})
				args := fmt.Sprintf(`{"worklogId":"%d"}`, id)
				if tool == "editWorklog" {
					args = fmt.Sprintf(`{"worklogId":"%d","timeSpentHours":2}`, id)
				}
				began := time.Now()
				result := s.Run(t.Context(), t, tool, args)
				if result.IsError || !strings.Contains(result.Text, "Issue 10001") {
					t.Errorf("got %q", result.Text)
				}
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("the answer took %v", took)
				}
				time.Sleep(10 * time.Minute) // in this bubble: the look-up that nobody waits for ends by itself
			})
		})
	}
}
