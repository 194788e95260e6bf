package say_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestFailures says what happened and what to do next.
func TestFailures(t *testing.T) {
	t.Parallel()
	const (
		create = `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-03-05"}`
		look   = `{"startDate":"2026-03-01","endDate":"2026-03-31"}`
	)
	tempoFault := func(f sim.Fault) func(*tooltest.Site) {
		f.PathPrefix = "/4/"
		return func(s *tooltest.Site) { s.AddFault(f) }
	}
	jiraFault := func(f sim.Fault) func(*tooltest.Site) {
		f.Match = func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/rest/") } // through the gateway too
		return func(s *tooltest.Site) { s.AddFault(f) }
	}
	// Through the gateway too: which of two look-ups is answered first decides whether the
	// site is known to take the token by the time it refuses the issue.
	ofIssues := func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/rest/api/3/issue") }
	tests := []struct {
		name, tool, args string
		wrong            func(*tooltest.Site)
		says             []string
	}{
		{"wrong region or token", "retrieveWorklogs", look, func(s *tooltest.Site) { s.Region = "eu" }, []string{
			"401", "wrong, expired or revoked", "another region", "TEMPO_API_TOKEN", "TEMPO_BASE_URL", "https://api.eu.tempo.io/4",
		}},
		{"closed period", "createWorklog", create, func(s *tooltest.Site) { s.ClosePeriod("2026-03-01", "2026-03-31") }, []string{"Period is closed", "administrator", "trying again does not help"}},
		{"closed period on delete", "deleteWorklog", `{"worklogId":500}`, func(s *tooltest.Site) { s.ClosePeriod("2026-03-01", "2026-03-31") }, []string{"Period is closed", "administrator"}},
		{"approved time sheet", "editWorklog", `{"worklogId":500,"description":"x"}`, func(s *tooltest.Site) { s.ApprovePeriod("2026-03-01", "2026-03-31") }, []string{"approved", "reopened"}},
		{"no scope to read", "retrieveWorklogs", look, func(s *tooltest.Site) { s.TempoScopes = []string{} }, []string{"403", "Worklogs (view)", "create a new one"}},
		{"no scope to write", "createWorklog", create, func(s *tooltest.Site) { s.TempoScopes = []string{"worklogs:view"} }, []string{"403", "Worklogs (manage)"}},
		{"no scope for schedules", "getMissingWorklogDays", look, func(s *tooltest.Site) { s.TempoScopes = []string{"worklogs:view"} }, []string{"403", "Schemes (view)"}},
		{"page in place of an answer", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 200, Body: tooltest.WebPage}), []string{"Tempo answered with a web page titled", "not with its API", "TEMPO_BASE_URL"}},
		{"page of an error", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 500, Body: "<html><head><title>Oops, 500</title></head></html>"}), []string{"Tempo says (500): Oops, 500", "Try again later"}},
		{"service down", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 503}), []string{"503", "Try again later"}},
		{"service down for writes", "createWorklog", create, tempoFault(sim.Fault{Status: 503, Method: http.MethodPost}), []string{"503", "nothing was written", "Try again later"}},
		{"no connection", "retrieveWorklogs", look, tempoFault(sim.Fault{Refuse: true}), []string{"Tempo could not be reached", "connection refused", "HTTPS_PROXY", "TEMPO_MCP_CA_FILE"}},
		{"broken connection", "retrieveWorklogs", look, tempoFault(sim.Fault{DropBefore: true}), []string{"The connection to Tempo broke", "Try again"}},
		{"no answer", "retrieveWorklogs", look, tempoFault(sim.Fault{HangBefore: true}), []string{"Tempo did not answer in time", "Try again"}},
		{"no answer to a write", "createWorklog", create, tempoFault(sim.Fault{HangBefore: true, Method: http.MethodPost}), []string{"did not answer in time", "not found in Tempo", "look before trying again", "it may still arrive"}},
		{"limit", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 429, Header: http.Header{"Retry-After": {"90"}}}), []string{"429", "asked too often", "try again in 90 seconds"}},
		{"limit without a time", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 429}), []string{"try again in a minute"}},
		{"bulk still running", "createWorklog", create, tempoFault(sim.Fault{Status: 409, Method: http.MethodPost}), []string{"409", "try again in a minute"}},
		{"hours of a day", "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":24,"date":"2026-03-02"}`, func(*tooltest.Site) {}, []string{"at most 24 hours per day", "nothing was written", "Mon 2026-03-02 has 2h of at most 24h", "do not split it unasked"}},
		{"nothing there for a write", "createWorklog", create, tempoFault(sim.Fault{Status: 404, Method: http.MethodPost, Body: `{"errors":[{"message":"Not Found"}]}`}), []string{"ATLAS-1: Tempo says (404)", "Nothing was written"}},
		{"no such worklog", "editWorklog", `{"worklogId":77,"description":"x"}`, func(*tooltest.Site) {}, []string{"404", "does not exist, or you may not see it"}},
		{"hidden issue", "createWorklog", `{"issueKey":"NOPE-1","timeSpentHours":1,"date":"2026-03-05"}`, func(*tooltest.Site) {}, []string{"NOPE-1", "may not see it", "Nothing was sent"}},
		{"looking fails too", "createWorklog", create, func(s *tooltest.Site) {
			s.AddFault(sim.Fault{DropAfter: true, Method: http.MethodPost, PathPrefix: "/4/"})
			s.AddFault(sim.Fault{Status: 500, Skip: 1, PathPrefix: "/4/worklogs/user"})
		}, []string{"connection to Tempo broke", "outcome is unknown", "retrieveWorklogs"}},
		{"nothing to compare with", "createWorklog", create, func(s *tooltest.Site) {
			s.AddFault(sim.Fault{DropAfter: true, Method: http.MethodPost, PathPrefix: "/4/"})
			s.AddFault(sim.Fault{Status: 500, Times: 1, PathPrefix: "/4/worklogs/user"})
		}, []string{"outcome is unknown", "may be the result", "may have been there before"}},
		{"Jira refuses", "retrieveWorklogs", look, jiraFault(sim.Fault{Status: 401}), []string{"Jira says (401)", "The API gateway", "JIRA_EMAIL, JIRA_API_TOKEN and JIRA_AUTH_TYPE"}},
		{"Jira is down", "createWorklog", create, jiraFault(sim.Fault{Status: 503}), []string{"Jira", "503", "JIRA_BASE_URL"}},
		{"Jira lacks a permission", "createWorklog", create, func(s *tooltest.Site) {
			s.AddFault(sim.Fault{Match: ofIssues, Status: 403})
		}, []string{"Jira", "403", "read:jira-work"}},
		{"Jira lacks a scope", "createWorklog", create, func(s *tooltest.Site) {
			s.AddFault(sim.Fault{Match: ofIssues, Status: 401, Body: `{"code":401,"message":"Unauthorized; scope does not match"}`})
		}, []string{"scope", "read:jira-user and read:jira-work"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := tooltest.NewSite(t, tooltest.Unchecked)
				tooltest.PrepareEdit(s)
				tt.wrong(s)
				text := s.Fails(t, tt.tool, tt.args)
				tooltest.Wants(t, text, tt.says...)
				if len(text) > 700 || strings.Contains(text, "<") {
					t.Errorf("long or with markup: %s", text)
				}
				time.Sleep(time.Hour) // pauses end
			})
		})
	}
}

// TestEchoedToken keeps a token out of the text that a service puts it in.
func TestEchoedToken(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, tooltest.Unchecked)
	s.AddFault(sim.Fault{PathPrefix: "/4/", Status: 400, Body: `{"errors":[{"message":"bad token ` + sim.TempoToken + `"}]}`})
	tooltest.Wants(t, s.Fails(t, "retrieveWorklogs", `{"startDate":"2026-03-01","endDate":"2026-03-31"}`), "bad token [redacted]")
}

func TestExplain(t *testing.T) {
	t.Parallel()
	if got := say.OwnMachine().Explain(errors.New("odd\u001b[0m\nthing")); got != "odd[0m thing" {
		t.Errorf("%q", got)
	}
}
