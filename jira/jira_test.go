package jira_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// newClient makes a client of the simulated site, with its API token.
func newClient(t *testing.T, transport http.RoundTripper, change ...func(*jira.Options)) *jira.Client {
	t.Helper()
	opts := jira.Options{
		Options:      rest.Options{Transport: transport, Now: time.Now},
		AccountField: sim.AccountField,
		ScopedTokens: true,
	}
	for _, f := range change {
		f(&opts)
	}
	client, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), opts)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// paths lists the requests that a simulator got.
func paths(server *sim.Sim) []string {
	var list []string
	for _, r := range server.Requests() {
		list = append(list, r.Method+" "+r.Host+r.Path)
	}
	return list
}

// answers is a server that answers by "METHOD /path", and 404 to others.
type answers struct {
	bodies map[string]string

	mu   sync.Mutex
	seen []string
}

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	request := req.Method + " " + req.URL.Path
	a.mu.Lock()
	a.seen = append(a.seen, request)
	a.mu.Unlock()
	status, body := http.StatusOK, a.bodies[request]
	if body == "" {
		status, body = http.StatusNotFound, `{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	signer := auth.Bearer("token")
	tests := []struct {
		name   string
		site   string
		signer auth.Signer
		opts   jira.Options
	}{
		{"no signer", sim.SiteURL, nil, jira.Options{}},
		{"no site", "", signer, jira.Options{}},
		{"plain http", "http://example.atlassian.net", signer, jira.Options{}},
		{"gateway over plain http", sim.SiteURL, signer, jira.Options{GatewayURL: "http://api.atlassian.com"}},
		{"account field by name", sim.SiteURL, signer, jira.Options{AccountField: "Account"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := jira.New(test.site, test.signer, test.opts); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestMyself(t *testing.T) {
	t.Parallel()
	got, err := newClient(t, sim.New()).Myself(t.Context())
	want := jira.User{AccountID: sim.AccountID, DisplayName: "Ada Marlow", Email: sim.Email, TimeZone: "Europe/Berlin", Locale: "en_US"}
	if err != nil || got != want {
		t.Fatalf("got %+v, %v; want %+v", got, err, want)
	}
	zone, err := got.Location()
	if err != nil || zone.String() != "Europe/Berlin" {
		t.Errorf("got zone %v, %v", zone, err)
	}
}

// TestNothingInvisible takes out of a profile and of an issue what nobody sees.
func TestNothingInvisible(t *testing.T) {
	t.Parallel()
	client := newClient(t, &answers{bodies: map[string]string{
		"GET /rest/api/3/myself":      `{"accountId":"a:1\u200b","displayName":"Ada\u202e\ud83d\ude00","emailAddress":"ada\u2060@example.com","timeZone":"Europe/Berlin\ufeff","locale":"en_US\u0000"}`,
		"GET /rest/api/3/issue/ABC-1": `{"id":"10001","key":"ABC-1\u200d","fields":{"summary":"a\u3164\ndb40\udb40\udc41"}}`,
	}})
	user, err := client.Myself(t.Context())
	if want := (jira.User{AccountID: "a:1", DisplayName: "Ada😀", Email: "ada@example.com", TimeZone: "Europe/Berlin", Locale: "en_US"}); err != nil || user != want {
		t.Errorf("got %+v, %v; want %+v", user, err, want)
	}
	issue, err := client.Issue(t.Context(), "ABC-1")
	if want := (jira.Issue{ID: 10001, Key: "ABC-1", Summary: "a db40", NoField: true}); err != nil || issue != want {
		t.Errorf("got %+v, %v; want %+v", issue, err, want)
	}
}

func TestMyselfErrors(t *testing.T) {
	t.Parallel()
	unnamed := &answers{bodies: map[string]string{"GET /rest/api/3/myself": `{"displayName":"Ada"}`}}
	if user, err := newClient(t, unnamed).Myself(t.Context()); err == nil {
		t.Errorf("an answer without an account id: got %+v", user)
	}
	_, err := newClient(t, &answers{}).Myself(t.Context())
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != http.StatusNotFound || failure.Service != "Jira" {
		t.Errorf("got %v, want a *jira.Error of status 404", err)
	}
}

func TestHiddenZone(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"", "Middle/Earth"} {
		if _, err := (jira.User{TimeZone: zone}).Location(); err == nil {
			t.Errorf("zone %q: no error", zone)
		}
	}
}

// TestExchangesFitTheDocuments holds requests and answers against Jira's
// OpenAPI document.
func TestExchangesFitTheDocuments(t *testing.T) {
	t.Parallel()
	contract.Need(t)
	client := newClient(t, contract.Validate(t, scoped()), func(o *jira.Options) { o.AccountField = "" })
	if _, err := client.Myself(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := client.Issue(t.Context(), "ABC-1"); err != nil {
		t.Error(err)
	}
	if _, _, err := client.Issues(t.Context(), []string{"ABC-1", "OLD-7", "NO-1"}); err != nil {
		t.Error(err)
	}
}
