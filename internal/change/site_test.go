package change_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

var thursday = time.Date(2026, 3, 5, 10, 30, 0, 0, time.UTC)

// newSim returns a site with two issues and a clock that stands still.
func newSim() *sim.Sim {
	s := sim.New()
	s.Now = func() time.Time { return thursday }
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	return s
}

// newSite returns such a site, and a person whose exchanges with it are checked
// against the vendors' documents.
func newSite(t *testing.T) (*sim.Sim, *person.Person) {
	t.Helper()
	s := newSim()
	return s, connect(t, contract.Validate(t, s))
}

// connect returns a person who waits for a millisecond where others wait longer,
// unless a change says otherwise.
func connect(t *testing.T, transport http.RoundTripper, change ...func(*tempo.Options)) *person.Person {
	t.Helper()
	options := tempo.Options{Transport: transport, MaxRetries: 3, RetryDelay: time.Millisecond}
	for _, c := range change {
		c(&options)
	}
	tc, err := tempo.New(sim.TempoURL, sim.TempoToken, options)
	if err != nil {
		t.Fatal(err)
	}
	jc, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), jira.Options{Options: options, AccountField: "10234"})
	if err != nil {
		t.Fatal(err)
	}
	return person.New(tc, jc, func() time.Time { return thursday }, time.UTC)
}

// entry is a new worklog of an hour on ATLAS-1.
func entry(say ...func(*change.Draft)) *change.Change {
	c := &change.Change{Action: change.Create, Want: change.Draft{
		IssueKey: "ATLAS-1", Day: worklog.NewDay(2026, time.March, 5), Spent: time.Hour,
	}}
	for _, s := range say {
		s(&c.Want)
	}
	return c
}

// What drafts say.
var (
	estimated = func(d *change.Draft) { d.Remaining = new(time.Minute) }
	remote    = func(d *change.Draft) { d.Attributes = []tempo.AttributeValue{{Key: "_Remote_", Value: "true"}} }
	free      = func(d *change.Draft) { d.Billable = new(time.Duration(0)) }
	atNine    = func(d *change.Draft) { d.Start = worklog.NewTimeOfDay(9, 0, 0) }

	usualStart = worklog.NewTimeOfDay(8, 0, 0)
)

func text(s string) func(*change.Draft) { return func(d *change.Draft) { d.Description = &s } }

func on(key string) func(*change.Draft) { return func(d *change.Draft) { d.IssueKey = key } }

func day(y int, m time.Month, dom int) func(*change.Draft) {
	return func(d *change.Draft) { d.Day = worklog.NewDay(y, m, dom) }
}

// edit is a change of the worklog that original puts there.
func edit(say ...func(*change.Draft)) *change.Change {
	c := &change.Change{Action: change.Edit, WorklogID: 500}
	for _, s := range say {
		s(&c.Want)
	}
	return c
}

func deletion() *change.Change { return &change.Change{Action: change.Delete, WorklogID: 500} }

// original puts a worklog there that has everything.
func original(s *sim.Sim) {
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
	s.AddWorklog(sim.Worklog{
		ID: 500, IssueID: 10001, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 3600, BillableSeconds: new(int64(60)),
		Description: "Ranking", Attributes: []sim.AttributeValue{{Key: "_Remote_", Value: "true"}}, CreatedAt: thursday.Add(-time.Hour),
	})
}

// apply makes changes that are to be sent, whatever becomes of them.
func apply(t *testing.T, p *person.Person, changes ...*change.Change) *change.Sheet {
	t.Helper()
	return applied(t, p, changes...).Sheet
}

// applied makes changes, and returns what stands around them.
func applied(t *testing.T, p *person.Person, changes ...*change.Change) *change.Around {
	t.Helper()
	around, err := change.Apply(t.Context(), p, changes)
	if err != nil {
		t.Fatal(err)
	}
	return around
}

// state tells what an error says: done, not done, perhaps still to come, or
// unknown.
func state(err error) string {
	u, uncertain := errors.AsType[*change.UncertainError](err)
	switch {
	case err == nil:
		return "done"
	case !uncertain:
		return "not done"
	case u.Missing:
		return "missing"
	default:
		return "unknown"
	}
}

// object is a JSON object.
type object = map[string]any

// sent lists the worklogs that requests with a method brought, as JSON values.
func sent(t *testing.T, s *sim.Sim, method string) []any {
	t.Helper()
	var list []any
	for _, r := range s.Requests() {
		if r.Method != method || !strings.HasPrefix(r.Path, "/4/") {
			continue
		}
		var v any
		if err := json.Unmarshal(r.Body, &v); err != nil {
			t.Fatalf("%s %s: %v", r.Method, r.Path, err)
		}
		list = append(list, v)
	}
	return list
}

// isWrite tells the requests that change a time sheet.
func isWrite(r *http.Request) bool {
	return r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/4/")
}

// isRead tells the requests that read worklogs.
func isRead(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/4/worklogs")
}

// requests lists the requests to Tempo, or to both services, without the schedule's,
// which is read beside the others in any order.
func requests(s *sim.Sim, prefix string) string {
	var list []string
	for _, r := range s.Requests() {
		if path, ok := strings.CutPrefix(r.Path, prefix); ok && path != "user-schedule" {
			list = append(list, r.Method+" "+path)
		}
	}
	return strings.Join(list, ", ")
}
