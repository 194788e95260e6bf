package tempo_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

var thursday = time.Date(2026, 3, 5, 10, 30, 0, 0, time.UTC)

// newSite returns a simulator with two issues and a clock that stands still, and
// a client of it whose exchanges are checked against Tempo's document.
func newSite(t *testing.T) (*sim.Sim, *tempo.Client) {
	t.Helper()
	s := sim.New()
	s.Now = func() time.Time { return thursday }
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	return s, connect(t, contract.Validate(t, s), sim.TempoURL)
}

// connect returns a client that waits for a millisecond where others wait longer.
func connect(t *testing.T, transport http.RoundTripper, url string) *tempo.Client {
	t.Helper()
	c, err := tempo.New(url, sim.TempoToken, tempo.Options{Transport: transport, MaxRetries: 3, RetryDelay: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bodies returns the bodies of requests with a method, as JSON values.
func bodies(t *testing.T, s *sim.Sim, method string) []any {
	t.Helper()
	var list []any
	for _, r := range s.Requests() {
		if r.Method != method {
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

// object is a JSON object.
type object = map[string]any

func fill(s *sim.Sim, n int) {
	for range n {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	}
}

// read collects a person's worklogs.
func read(t *testing.T, c *tempo.Client) []tempo.Worklog {
	t.Helper()
	var list []tempo.Worklog
	for w, err := range c.Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, w)
	}
	return list
}
