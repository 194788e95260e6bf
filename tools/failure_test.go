package tools_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestFailures says what happened and what to do next.
func TestFailures(t *testing.T) {
	t.Parallel()
	const (
		create = `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-03-05"}`
		look   = `{` + march + `}`
	)
	tempoFault := func(f sim.Fault) func(*site) {
		f.PathPrefix = "/4/"
		return func(s *site) { s.AddFault(f) }
	}
	jiraFault := func(f sim.Fault) func(*site) {
		f.Match = func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/rest/") } // through the gateway too
		return func(s *site) { s.AddFault(f) }
	}
	tests := []struct {
		name, tool, args string
		wrong            func(*site)
		says             []string
	}{
		{"wrong region or token", "retrieveWorklogs", look, func(s *site) { s.Region = "eu" }, []string{
			"401", "wrong, expired or revoked", "another region", "TEMPO_API_TOKEN", "TEMPO_BASE_URL", "https://api.eu.tempo.io/4",
		}},
		{"closed period", "createWorklog", create, func(s *site) { s.ClosePeriod("2026-03-01", "2026-03-31") }, []string{"Period is closed", "administrator", "trying again does not help"}},
		{"closed period on delete", "deleteWorklog", `{"worklogId":500}`, func(s *site) { s.ClosePeriod("2026-03-01", "2026-03-31") }, []string{"Period is closed", "administrator"}},
		{"approved time sheet", "editWorklog", `{"worklogId":500,"description":"x"}`, func(s *site) { s.ApprovePeriod("2026-03-01", "2026-03-31") }, []string{"approved", "reopened"}},
		{"no scope to read", "retrieveWorklogs", look, func(s *site) { s.TempoScopes = []string{} }, []string{"403", "Worklogs (view)", "create a new one"}},
		{"no scope to write", "createWorklog", create, func(s *site) { s.TempoScopes = []string{"worklogs:view"} }, []string{"403", "Worklogs (manage)"}},
		{"no scope for schedules", "getMissingWorklogDays", look, func(s *site) { s.TempoScopes = []string{"worklogs:view"} }, []string{"403", "Schemes (view)"}},
		{"page in place of an answer", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 200, Body: webPage}), []string{"Tempo answered with something that is not its JSON", "TEMPO_BASE_URL"}},
		{"page of an error", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 500, Body: "<html><head><title>Oops, 500</title></head></html>"}), []string{"Tempo says (500): Oops, 500", "Try again later"}},
		{"service down", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 503}), []string{"503", "Try again later"}},
		{"service down for writes", "createWorklog", create, tempoFault(sim.Fault{Status: 503, Method: http.MethodPost}), []string{"503", "nothing was written", "Try again later"}},
		{"no connection", "retrieveWorklogs", look, tempoFault(sim.Fault{Refuse: true}), []string{"Tempo could not be reached", "connection refused", "HTTPS_PROXY", "TEMPO_MCP_CA_FILE"}},
		{"broken connection", "retrieveWorklogs", look, tempoFault(sim.Fault{DropBefore: true}), []string{"The connection to Tempo broke", "Try again"}},
		{"no answer", "retrieveWorklogs", look, tempoFault(sim.Fault{HangBefore: true}), []string{"Tempo did not answer in time", "Try again"}},
		{"no answer to a write", "createWorklog", create, tempoFault(sim.Fault{HangBefore: true, Method: http.MethodPost}), []string{"did not answer in time", "not found in Tempo", "look before trying again", "it may still arrive"}},
		{"limit", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 429, Header: http.Header{"Retry-After": {"90"}}}), []string{"429", "asked too often", "try again in 1m30s"}},
		{"limit without a time", "retrieveWorklogs", look, tempoFault(sim.Fault{Status: 429}), []string{"try again in a minute"}},
		{"bulk still running", "createWorklog", create, tempoFault(sim.Fault{Status: 409, Method: http.MethodPost}), []string{"409", "try again in a minute"}},
		{"hours of a day", "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":24,"date":"2026-03-02"}`, func(*site) {}, []string{"at most 24 hours per day", "nothing was written"}},
		{"no such worklog", "editWorklog", `{"worklogId":77,"description":"x"}`, func(*site) {}, []string{"404", "does not exist, or you may not see it"}},
		{"hidden issue", "createWorklog", `{"issueKey":"NOPE-1","timeSpentHours":1,"date":"2026-03-05"}`, func(*site) {}, []string{"NOPE-1", "may not see it", "Nothing was sent"}},
		{"looking fails too", "createWorklog", create, func(s *site) {
			s.AddFault(sim.Fault{DropAfter: true, Method: http.MethodPost, PathPrefix: "/4/"})
			s.AddFault(sim.Fault{Status: 500, Skip: 1, PathPrefix: "/4/worklogs/user"})
		}, []string{"connection to Tempo broke", "outcome is unknown", "retrieveWorklogs"}},
		{"nothing to compare with", "createWorklog", create, func(s *site) {
			s.AddFault(sim.Fault{DropAfter: true, Method: http.MethodPost, PathPrefix: "/4/"})
			s.AddFault(sim.Fault{Status: 500, Times: 1, PathPrefix: "/4/worklogs/user"})
		}, []string{"outcome is unknown", "may be the result", "may have been there before"}},
		{"Jira refuses", "retrieveWorklogs", look, jiraFault(sim.Fault{Status: 401}), []string{"Jira says (401)", "The API gateway", "JIRA_EMAIL, JIRA_API_TOKEN and JIRA_AUTH_TYPE"}},
		{"Jira is down", "createWorklog", create, jiraFault(sim.Fault{Status: 503}), []string{"Jira", "503", "JIRA_BASE_URL"}},
		{"Jira lacks a permission", "createWorklog", create, func(s *site) {
			s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 403})
		}, []string{"Jira", "403", "read:jira-work"}},
		{"Jira lacks a scope", "createWorklog", create, func(s *site) {
			s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 401, Body: `{"code":401,"message":"Unauthorized; scope does not match"}`})
		}, []string{"scope", "read:jira-user and read:jira-work"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t, unchecked)
				prepareEdit(s)
				tt.wrong(s)
				text := s.fails(t, tt.tool, tt.args)
				wants(t, text, tt.says...)
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
	s := newSite(t, unchecked)
	s.AddFault(sim.Fault{PathPrefix: "/4/", Status: 400, Body: `{"errors":[{"message":"bad token ` + sim.TempoToken + `"}]}`})
	wants(t, s.fails(t, "retrieveWorklogs", `{`+march+`}`), "bad token [redacted]")
}

func TestUnforeseenErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t, unchecked)
	s.odd = true
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/myself", Status: 200, Body: `{}`})
	text := s.fails(t, "retrieveWorklogs", `{`+march+`}`)
	wants(t, text, "Internal error, reference ")
	reference := strings.TrimSuffix(strings.Fields(text)[3], ".")
	wants(t, s.log.String(), "reference="+reference, "names no account id", "tool=retrieveWorklogs")
}

func TestPanic(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	resolve := func(context.Context) (*person.Person, error) { panic("gone") }
	env := kit.Env{Resolve: resolve, Help: say.OwnMachine(), Log: slog.New(slog.NewTextHandler(&log, nil))}
	result := tool(t, "deleteWorklog").Call(t.Context(), env, json.RawMessage(`{"worklogId":1}`))
	if !result.IsError || !strings.HasPrefix(result.Text, "Internal error, reference ") {
		t.Errorf("%+v", result)
	}
	wants(t, log.String(), "panic: gone")
}

// TestNotSetUp shows the reason why there is no session, after the arguments
// were checked.
func TestNotSetUp(t *testing.T) {
	t.Parallel()
	resolve := func(context.Context) (*person.Person, error) { return nil, say.MessageError("TEMPO_API_TOKEN is missing") }
	call := func(args string) kit.Result {
		return tool(t, "deleteWorklog").Call(t.Context(), kit.Env{Resolve: resolve}, json.RawMessage(args))
	}
	if r := call(`{"worklogId":1}`); !r.IsError || r.Text != "TEMPO_API_TOKEN is missing" {
		t.Errorf("%+v", r)
	}
	wants(t, call(`{}`).Text, "worklogId is missing")
}

func TestExplain(t *testing.T) {
	t.Parallel()
	if got := say.OwnMachine().Explain(errors.New("odd\u001b[0m\nthing")); got != "odd[0m thing" {
		t.Errorf("%q", got)
	}
}

// TestJiraCannotName lists worklogs with a note when Jira does not answer.
func TestJiraCannotName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	logged(s, 10001)
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/issue", Status: 500})
	wants(t, s.ok(t, "retrieveWorklogs", `{`+march+`}`, nil), "1h Issue 10001 ", "Note: Jira could not name the issues: Jira", "500")
	wants(t, s.fails(t, "retrieveWorklogs", `{`+march+`,"projectKey":"ATLAS"}`), "500")
	wants(t, s.fails(t, "retrieveWorklogs", `{`+march+`,"issueKey":"ATLAS-1"}`), "500")
}
