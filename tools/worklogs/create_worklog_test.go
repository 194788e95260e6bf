package worklogs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
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
			s := tooltest.NewSite(t)
			s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", OldKeys: []string{"OLD-7"}, Summary: "Search"})
			var out struct {
				Worklog tooltest.Row `json:"worklog"`
			}
			s.OK(t, "createWorklog", tt.args, &out)
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
	s := tooltest.NewSite(t)
	s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today","remainingEstimateHours":2.5}`, nil)
	if got, ok := s.RemainingEstimate(10001); !ok || got != 9000 {
		t.Errorf("remaining estimate is %d, %v", got, ok)
	}
}

// TestRemarks points out twins and overlaps.
func TestRemarks(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	first := s.AddWorklog(sim.Worklog{
		IssueID: 10001, StartDate: "2026-03-05", StartTime: "10:00:00", TimeSpentSeconds: 3600, Description: "Ranking",
	})
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", StartTime: "09:00:00", TimeSpentSeconds: 3600, Description: "Ranking"})
	twin := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"10:00-11:00","date":"today","description":"Ranking"}`, nil)
	tooltest.Wants(t, twin, fmt.Sprintf("it says the same as worklog %d (10:00, 1h)", first), "if it is a double, delete")
	overlap := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"10:30-10:45","date":"today"}`, nil)
	tooltest.Wants(t, overlap, fmt.Sprintf("it overlaps with worklog %d (10:00, 1h)", first))
	if calm := s.OK(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpent":"14:00-15:00","date":"today"}`, nil); strings.Contains(calm, "Note") {
		t.Error(calm)
	}
}

// withAccounts is a site whose issue ATLAS-1 has an account in Jira, and whose
// worklogs need one.
func withAccounts(t *testing.T, change ...func(*tooltest.Setup)) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t, append([]func(*tooltest.Setup){func(o *tooltest.Setup) { o.AccountField = "10234" }}, change...)...)
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
			s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"`+tt.attributes+`}`, nil)
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
	text := s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`)
	tooltest.Wants(t, text, "Account", `"_Account_"`, "ACME_DEV (Acme: Development)", "BETA (Beta)",
		"Work Type", `"_WorkType_"`, "id-1 (Development)", "id-2 (Meeting)", "Nothing was logged")
	if strings.Contains(text, "GONE") {
		t.Errorf("a closed account is offered: %s", text)
	}

	s = withAccounts(t)
	s.TempoScopes = []string{"worklogs:manage"}
	tooltest.Wants(t, s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`), `"_Account_"`, "scope Accounts", "ask")
	tooltest.Wants(t, s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"}`), "account of ATLAS-1", "_Account_", "Accounts (view)")
	if len(s.Worklogs()) != 0 {
		t.Error("something was logged")
	}
}

func TestCreateToday(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, func(o *tooltest.Setup) {
		o.Sim.Now = func() time.Time { return time.Date(2026, 3, 5, 23, 30, 0, 0, time.UTC) }
		o.Sim.UserTimeZone = "Asia/Tokyo" // where it is Friday already
		o.Local = time.FixedZone("UTC-9", -9*3600)
	})
	s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today","startTime":"09:00"}`, nil)
	if w := s.Worklogs()[0]; w.StartDate != "2026-03-06" || w.StartTime != "09:00:00" {
		t.Errorf("logged on %s at %s", w.StartDate, w.StartTime)
	}
}
