package sim_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const (
	tempo = sim.TempoURL
	jira  = sim.SiteURL + "/rest/api/3"
)

// newSite returns a site with two issues and a clock that stands still.
func newSite() *sim.Sim {
	s := sim.New()
	s.Now = func() time.Time { return time.Date(2026, 3, 2, 16, 41, 41, 999, time.UTC) }
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// client sends requests to a simulator.
type client struct {
	t     *testing.T
	trip  http.RoundTripper
	basic bool // signs in to Jira with an API token
	token string
	email string // "" is that of the first person, and their API token
	api   string
}

// honest returns a client whose exchanges are checked against the documents.
func honest(t *testing.T, s *sim.Sim) client {
	t.Helper()
	return client{t: t, trip: contract.Validate(t, s), basic: true, token: sim.TempoToken}
}

// rude returns a client that may send anything.
func rude(t *testing.T, s *sim.Sim) client {
	t.Helper()
	return client{t: t, trip: s, basic: true, token: sim.TempoToken}
}

func (c client) request(method, url, body string) *http.Request {
	c.t.Helper()
	var content io.Reader = http.NoBody
	if body != "" {
		content = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, url, content)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	switch {
	case strings.Contains(req.URL.Host, "tempo.io"):
		req.Header.Set("Authorization", "Bearer "+c.token)
	case c.basic:
		req.SetBasicAuth(cmp.Or(c.email, sim.Email), cmp.Or(c.api, sim.JiraToken))
	}
	return req
}

func (c client) do(req *http.Request) (answer, error) {
	resp, err := c.trip.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body)}, errors.Join(err, resp.Body.Close())
}

func (c client) send(method, url, body string) answer {
	c.t.Helper()
	got, err := c.do(c.request(method, url, body))
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, url, err)
	}
	return got
}

func (c client) get(url string) answer {
	c.t.Helper()
	return c.send(http.MethodGet, url, "")
}

func (c client) post(url, body string) answer {
	c.t.Helper()
	return c.send(http.MethodPost, url, body)
}

// ok returns the body of an answer that has to be 200 as T.
func ok[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if a.status != http.StatusOK {
		t.Fatalf("status = %d, want 200: %s", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("body %s: %v", a.body, err)
	}
	return v
}

// worklog is a worklog on the wire, as far as the tests look.
type worklog struct {
	ID    int64 `json:"tempoWorklogId"`
	Issue struct {
		ID int64 `json:"id"`
	} `json:"issue"`
	Seconds    int64   `json:"timeSpentSeconds"`
	Billable   *int64  `json:"billableSeconds"`
	StartDate  string  `json:"startDate"`
	StartTime  *string `json:"startTime"`
	StartUTC   *string `json:"startDateTimeUtc"`
	Text       *string `json:"description"`
	CreatedAt  string  `json:"createdAt"`
	UpdatedAt  string  `json:"updatedAt"`
	Attributes struct {
		Values []sim.AttributeValue `json:"values"`
	} `json:"attributes"`
}

// page is a page of worklogs on the wire.
type page struct {
	Self     string `json:"self"`
	Metadata struct {
		Count    int     `json:"count"`
		Offset   int     `json:"offset"`
		Limit    int     `json:"limit"`
		Next     *string `json:"next"`
		Previous *string `json:"previous"`
	} `json:"metadata"`
	Results []worklog `json:"results"`
}

func (p page) ids() []int64 { return ids(p.Results) }

func ids(list []worklog) []int64 {
	var all []int64
	for _, w := range list {
		all = append(all, w.ID)
	}
	return all
}

// newWorklog is the body of a create request for ATLAS-1, with more fields
// added as they stand.
func newWorklog(more string) string {
	return `{"authorAccountId":"` + sim.AccountID + `","issueId":10001,"startDate":"2026-03-02","timeSpentSeconds":3600` + more + `}`
}

// update is the body of an update, with more fields added as they stand.
func update(more string) string {
	return `{"authorAccountId":"` + sim.AccountID + `","startDate":"2026-03-02","timeSpentSeconds":3600` + more + `}`
}
