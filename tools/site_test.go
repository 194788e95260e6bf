package tools_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// thursday is when the tests take place.
var thursday = time.Date(2026, 3, 5, 10, 30, 0, 0, time.UTC)

// site is a simulated site and one person's session with it.
type site struct {
	*sim.Sim

	person *person.Person
	log    *bytes.Buffer
	// odd says that answers are broken in ways that nobody has words for.
	odd bool
}

// setup is what a test may want otherwise.
type setup struct {
	sim          *sim.Sim
	transport    http.RoundTripper
	retryDelay   time.Duration
	concurrency  int
	accountField string
	tempoURL     string
	local        *time.Location
}

// newSite returns a site with some issues and no worklogs. Its exchanges are
// checked against the vendors' documents, unless change gives another transport.
func newSite(tb testing.TB, change ...func(*setup)) *site {
	tb.Helper()
	s := sim.New()
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	s.AddIssue(sim.Issue{ID: 10003, Key: "OPS-3", Summary: "Quiet nights"})
	began := time.Now()
	s.Now = func() time.Time { return thursday.Add(time.Since(began).Truncate(time.Second)) }
	return connect(tb, append([]func(*setup){func(o *setup) { o.sim = s }}, change...)...)
}

// connect signs in to a simulator.
func connect(tb testing.TB, change ...func(*setup)) *site {
	tb.Helper()
	o := setup{retryDelay: time.Millisecond, concurrency: 4, tempoURL: sim.TempoURL, local: time.UTC}
	for _, c := range change {
		c(&o)
	}
	if o.transport == nil {
		o.transport = contract.Validate(tb, o.sim)
	}
	options := tempo.Options{
		Transport: o.transport, MaxRetries: 3, RetryDelay: o.retryDelay, MaxConcurrency: o.concurrency, Now: o.sim.Now,
	}
	tc, err := tempo.New(o.tempoURL, sim.TempoToken, options)
	if err != nil {
		tb.Fatal(err)
	}
	jc, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), jira.Options{Options: options, AccountField: o.accountField, ScopedTokens: true})
	if err != nil {
		tb.Fatal(err)
	}
	return &site{Sim: o.sim, person: person.New(tc, jc, o.sim.Now, o.local), log: &bytes.Buffer{}}
}

// env is that of the site's person, on their own machine.
func (s *site) env() kit.Env {
	return kit.Env{
		Resolve: func(context.Context) (*person.Person, error) { return s.person, nil },
		Help:    say.OwnMachine(), Log: slog.New(slog.NewTextHandler(s.log, nil)),
	}
}

// run calls a tool and checks what is true of every result: there are words, no
// token is among them, and the structure is what the schema says.
func (s *site) run(ctx context.Context, tb testing.TB, name, arguments string) kit.Result {
	tb.Helper()
	result := tool(tb, name).Call(ctx, s.env(), json.RawMessage(arguments))
	if strings.TrimSpace(result.Text) == "" {
		tb.Errorf("%s %s: no text", name, arguments)
	}
	if strings.Contains(result.Text, sim.TempoToken) || strings.Contains(result.Text, sim.JiraToken) {
		tb.Errorf("%s %s: a token in the text: %s", name, arguments, result.Text)
	}
	if strings.Contains(result.Text, "Internal error") && !s.odd {
		tb.Errorf("%s %s: %s\n%s", name, arguments, result.Text, s.log)
	}
	checkOutput(tb, name, result)
	return result
}

// ok calls a tool that is to succeed, and reads its structure into out.
func (s *site) ok(tb testing.TB, name, arguments string, out any) string {
	tb.Helper()
	result := s.run(tb.Context(), tb, name, arguments)
	if result.IsError {
		tb.Fatalf("%s %s: %s", name, arguments, result.Text)
	}
	if out != nil {
		unpack(tb, result, out)
	}
	return result.Text
}

// fails calls a tool that is to fail, and returns its words.
func (s *site) fails(tb testing.TB, name, arguments string) string {
	tb.Helper()
	result := s.run(tb.Context(), tb, name, arguments)
	if !result.IsError {
		tb.Fatalf("%s %s: no error but: %s", name, arguments, result.Text)
	}
	return result.Text
}

// unpack reads a result's structure into out.
func unpack(tb testing.TB, result kit.Result, out any) {
	tb.Helper()
	raw, err := json.Marshal(result.Structured)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		tb.Fatalf("structure of the result: %v", err)
	}
}

// all lists the tools, made once because their schemas take a while.
var all = tools.All()

func tool(tb testing.TB, name string) kit.Tool {
	tb.Helper()
	for _, tool := range all {
		if tool.Name == name {
			return tool
		}
	}
	tb.Fatalf("there is no tool %s", name)
	return kit.Tool{}
}

// wants reports the parts that a text lacks.
func wants(tb testing.TB, text string, parts ...string) {
	tb.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			tb.Errorf("%q is not in: %s", part, text)
		}
	}
}

// row is a worklog as results show it.
type row struct {
	WorklogID      string   `json:"worklogId"`
	IssueKey       string   `json:"issueKey"`
	IssueSummary   string   `json:"issueSummary"`
	Date           string   `json:"date"`
	StartTime      string   `json:"startTime"`
	EndTime        string   `json:"endTime"`
	EndDate        string   `json:"endDate"`
	TimeSpentHours float64  `json:"timeSpentHours"`
	BillableHours  *float64 `json:"billableHours"`
	Description    string   `json:"description"`
	Attributes     []pair   `json:"attributes"`
	Author         string   `json:"authorAccountId"`
}

type pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
