package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

var unnumbered = cmpopts.IgnoreFields(sim.Worklog{}, "ID", "JiraID", "CreatedAt", "UpdatedAt")

func TestCreateWorklog(t *testing.T) {
	t.Parallel()
	plain := sim.Worklog{
		IssueID: 10001, AuthorAccountID: sim.AccountID, StartDate: "2026-03-05", TimeSpentSeconds: 5400, BillableSeconds: new(int64(5400)),
	}
	tests := []struct {
		name, args string
		want       func(*sim.Worklog)
	}{
		{"the least", `{"issueKey":"ATLAS-1","timeSpentHours":1.5,"date":"2026-03-05"}`, func(*sim.Worklog) {}},
		{"time as text", `{"issueKey":"ATLAS-1","timeSpent":"1h 30m","date":"today"}`, func(*sim.Worklog) {}},
		{"from and to", `{"issueKey":"ATLAS-1","timeSpent":"9:00-10:30","date":"thursday"}`, func(w *sim.Worklog) { w.StartTime = "09:00:00" }},
		{"start", `{"issueKey":"ATLAS-1","timeSpentHours":1.5,"date":"wednesday","startTime":"9:05"}`, func(w *sim.Worklog) {
			w.StartDate, w.StartTime = "2026-03-04", "09:05:00"
		}},
		{"text", `{"issueKey":"ATLAS-1","timeSpentHours":1.5,"date":"yesterday","description":"Ranking"}`, func(w *sim.Worklog) {
			w.StartDate, w.Description = "2026-03-04", "Ranking"
		}},
		{"nothing billable", `{"issueKey":"ATLAS-1","timeSpentHours":1.5,"date":"tomorrow","billableHours":0}`, func(w *sim.Worklog) {
			w.StartDate, w.BillableSeconds = "2026-03-06", new(int64)
		}},
		{"a third of an hour", `{"issueKey":"ATLAS-1","timeSpentHours":0.3333333333333333,"date":"2026-03-05"}`, func(w *sim.Worklog) {
			w.TimeSpentSeconds, w.BillableSeconds = 1200, new(int64(1200))
		}},
		{"by a former key", `{"issueKey":"OLD-7","timeSpentHours":1.5,"date":"2026-03-05"}`, func(*sim.Worklog) {}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", OldKeys: []string{"OLD-7"}, Summary: "Search"})
			var out struct {
				Worklog row `json:"worklog"`
			}
			s.ok(t, "createWorklog", tt.args, &out)
			want := plain
			tt.want(&want)
			if diff := cmp.Diff([]sim.Worklog{want}, s.Worklogs(), unnumbered); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if out.Worklog.IssueKey != "ATLAS-1" || out.Worklog.IssueSummary != "Search" || out.Worklog.WorklogID != fmt.Sprint(s.Worklogs()[0].ID) {
				t.Errorf("%+v", out.Worklog)
			}
		})
	}
}

func TestRemainingEstimate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ok(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today","remainingEstimateHours":2.5}`, nil)
	if got, ok := s.RemainingEstimate(10001); !ok || got != 9000 {
		t.Errorf("remaining estimate is %d, %v", got, ok)
	}
}

// TestRemarks points out twins and overlaps.
func TestRemarks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.AddWorklog(sim.Worklog{
		IssueID: 10001, StartDate: "2026-03-05", StartTime: "09:00:00", TimeSpentSeconds: 3600, Description: "Ranking",
	})
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", StartTime: "09:00:00", TimeSpentSeconds: 3600, Description: "Ranking"})
	twin := s.ok(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"9:00-10:00","date":"today","description":"Ranking"}`, nil)
	wants(t, twin, fmt.Sprintf("worklog %d was there already", first))
	overlap := s.ok(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"9:30-9:45","date":"today"}`, nil)
	wants(t, overlap, fmt.Sprintf("overlaps with worklog %d (09:00, 1h)", first))
	if calm := s.ok(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"14:00-15:00","date":"today"}`, nil); strings.Contains(calm, "Note") {
		t.Error(calm)
	}
}

// withAccounts is a site whose issue ATLAS-1 has an account in Jira, and whose
// worklogs need one.
func withAccounts(t *testing.T, change ...func(*setup)) *site {
	t.Helper()
	s := newSite(t, append([]func(*setup){func(o *setup) { o.accountField = "10234" }}, change...)...)
	s.AddAccount(sim.Account{ID: 7, Key: "ACME_DEV", Name: "Acme: Development"})
	s.AddAccount(sim.Account{ID: 8, Key: "BETA", Name: "Beta"})
	s.AddAccount(sim.Account{ID: 9, Key: "GONE", Name: "Gone", Status: "CLOSED"})
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search", AccountID: 7})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	s.AddWorkAttribute(sim.WorkAttribute{
		Key: "_WorkType_", Name: "Work Type", Type: "STATIC_LIST",
		Values: []string{"id-1", "id-2"}, Names: map[string]string{"id-1": "Development", "id-2": "Meeting"},
	})
	return s
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, attributes, want string }{
		{"account of the issue", ``, "_Account_=ACME_DEV"},
		{"account of the caller", `,"attributes":[{"key":"_Account_","value":"BETA"}]`, "_Account_=BETA"},
		{"account by the name of the attribute", `,"attributes":[{"key":"account","value":"BETA"}]`, "_Account_=BETA"},
		{"entry by its label", `,"attributes":[{"key":"Work Type","value":"meeting"}]`, "_Account_=ACME_DEV _WorkType_=id-2"},
		{"entry by its id", `,"attributes":[{"key":"_WorkType_","value":"id-1"}]`, "_Account_=ACME_DEV _WorkType_=id-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := withAccounts(t)
			s.ok(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"`+tt.attributes+`}`, nil)
			got := map[string]string{}
			for _, a := range s.Worklogs()[0].Attributes {
				got[a.Key] = a.Value
			}
			want := map[string]string{}
			for part := range strings.FieldsSeq(tt.want) {
				key, value, _ := strings.Cut(part, "=")
				want[key] = value
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestRequiredAttribute names what is missing and the values to choose from.
func TestRequiredAttribute(t *testing.T) {
	t.Parallel()
	s := withAccounts(t)
	s.RequiredAttributes = []string{"_WorkType_"}
	text := s.fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`)
	wants(t, text, "Account", `"_Account_"`, "ACME_DEV (Acme: Development)", "BETA (Beta)",
		"Work Type", `"_WorkType_"`, "id-1 (Development)", "id-2 (Meeting)", "Nothing was logged")
	if strings.Contains(text, "GONE") {
		t.Errorf("a closed account is offered: %s", text)
	}

	s.TempoScopes = []string{"worklogs:manage"}
	wants(t, s.fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`), `"_Account_"`, "scope Accounts", "ask")
	wants(t, s.fails(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"}`), "account of ATLAS-1", "_Account_", "Accounts (view)")
	if len(s.Worklogs()) != 0 {
		t.Error("something was logged")
	}
}

// TestBulkAnswersEntryByEntry mixes entries that can be logged with others.
func TestBulkAnswersEntryByEntry(t *testing.T) {
	t.Parallel()
	for _, partial := range []bool{false, true} {
		s := newSite(t)
		s.PartialBulk = partial
		s.ClosePeriod("2026-01-01", "2026-01-31")
		var out bulkResult
		text := s.ok(t, "bulkCreateWorklogs", `{"worklogEntries":[
			{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-03-05"},
			{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-01-15"},
			{"issueKey":"NOPE-1","timeSpentHours":1,"date":"2026-03-05"},
			{"issueKey":"ATLAS-1","timeSpentHours":25,"date":"2026-03-05"},
			{"issueKey":"ATLAS-2","timeSpent":"2h","date":"someday"},
			{"issueKey":"ATLAS-2","timeSpent":"2h","date":"monday"},
			{"issueKey":"ATLAS-1","timeSpentHours":0.5,"date":"2026-03-05"}]}`, &out)
		var got []string
		for _, r := range out.Results {
			got = append(got, r.Status)
		}
		if diff := cmp.Diff([]string{"created", "failed", "failed", "failed", "failed", "created", "created"}, got); diff != "" {
			t.Errorf("partial %v: (-want +got)\n%s", partial, diff)
		}
		wants(t, text, "Created 3 of 7", "3.5 h", "4 failed", "closed", "NOPE-1", "at most 24h", "someday")
		if out.TotalHours != 3.5 || len(s.Worklogs()) != 3 {
			t.Errorf("partial %v: %v hours, %d worklogs", partial, out.TotalHours, len(s.Worklogs()))
		}
	}
}

// TestBulkOfNothingGood is an error, but still tells of each entry.
func TestBulkOfNothingGood(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	text := s.fails(t, "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"x","timeSpentHours":1,"date":"today"},{"issueKey":"ATLAS-1","timeSpentHours":30,"date":"today"}]}`)
	wants(t, text, "Created 0 of 2", "0. failed", "issueKey", "1. failed", "30 hours", "at most 24h")
}

// TestBulkSaysReasonsOnce keeps the text short when everything fails alike.
func TestBulkSaysReasonsOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ClosePeriod("2026-03-01", "2026-03-31")
	text := s.fails(t, "bulkCreateWorklogs", bulkArguments(single, single, single))
	if strings.Count(text, "administrator") != 2 || strings.Count(text, "Same reason as entry 0.") != 2 {
		t.Error(text)
	}
}

// TestBulkOfMany sends more than a bulk request holds, in a few requests.
func TestBulkOfMany(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var list []wanted
	for i := range 120 {
		day := time.Date(2025, 9, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		list = append(list, wanted{key: "ATLAS-1", issue: 10001, date: day, seconds: 3600, bill: -1})
	}
	var out bulkResult
	s.ok(t, "bulkCreateWorklogs", bulkArguments(list...), &out)
	if out.Created != 120 || len(s.Worklogs()) != 120 || len(s.Requests()) != 6 {
		t.Errorf("created %d, there are %d, %d requests", out.Created, len(s.Worklogs()), len(s.Requests()))
	}
	for i, r := range out.Results {
		if r.Worklog.Date != list[i].date {
			t.Errorf("entry %d is on %s, not %s", i, r.Worklog.Date, list[i].date)
		}
	}
}
