package sim_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestUnknownHost(t *testing.T) {
	t.Parallel()
	c := rude(t, newSite())
	_, err := c.do(c.request(http.MethodGet, "https://api.tempo.example/4/worklogs", ""))
	op, dns := new(net.OpError), new(net.DNSError)
	if !errors.As(err, &op) || op.Op != "dial" || !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("error = %v, want a host that cannot be dialed because its name is unknown", err)
	}
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	s := newSite()
	c := rude(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.do(c.request(http.MethodPost, tempo+"/worklogs", newWorklog("")).WithContext(ctx))
	if !errors.Is(err, context.Canceled) || len(s.Requests()) != 0 {
		t.Errorf("got %v and %d requests, want a canceled one that was not sent", err, len(s.Requests()))
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := newSite()
	c := honest(t, s)
	c.get(tempo + "/worklogs?from=2026-03-02")
	c.post("https://api.eu.tempo.io/4/worklogs/search", `{}`)
	type row struct {
		Method, Host, Path, From, Body string
		Status                         int
	}
	var got []row
	for _, r := range s.Requests() {
		got = append(got, row{r.Method, r.Host, r.Path, r.Query.Get("from"), string(r.Body), r.Status})
		if r.Header.Get("Authorization") == "" {
			t.Error("the header is not written down")
		}
	}
	want := []row{
		{"GET", "api.tempo.io", "/4/worklogs", "2026-03-02", "", 200},
		{"POST", "api.eu.tempo.io", "/4/worklogs/search", "", "{}", 200},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if requests, writes := s.MaxInFlight(); requests != 1 || writes != 0 {
		t.Errorf("at once %d requests and %d writes, want 1 and none", requests, writes)
	}
	s.ResetRequests()
	if got := s.Requests(); len(got) != 0 {
		t.Errorf("after the reset %d requests, want none", len(got))
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := newSite()
	c := rude(t, s)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			c.post(tempo+"/worklogs", newWorklog(""))
			c.get(tempo + "/worklogs")
			s.Worklogs()
			s.Requests()
		})
	}
	all.Wait()
	if got := ok[page](t, c.get(tempo+"/worklogs")).ids(); len(got) != 20 {
		t.Errorf("%d worklogs, want 20", len(got))
	}
}

// serve serves a simulator over HTTP and returns a client that sends every
// request there.
func serve(t *testing.T, s *sim.Sim) (url string, c client) {
	t.Helper()
	server := httptest.NewUnstartedServer(s)
	server.Config.ErrorLog = nil
	server.Start()
	t.Cleanup(server.Close)
	return server.URL, client{t: t, trip: server.Client().Transport, basic: true}
}

func TestServeHTTP(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.Region = "eu"
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	url, c := serve(t, s)

	req := c.request(http.MethodGet, url+"/4/worklogs?limit=1", "")
	req.Header.Set("Authorization", "Bearer "+sim.TempoToken)
	got, err := c.do(req)
	if err != nil {
		t.Fatal(err)
	}
	p := ok[page](t, got)
	if p.Metadata.Next == nil || !strings.HasPrefix(*p.Metadata.Next, url+"/4/worklogs?") {
		t.Errorf("next = %v, want it on %s", p.Metadata.Next, url)
	}
	tests := map[string]int{
		"/rest/api/3/myself": 200, "/_edge/tenant_info": 200, "/ex/jira/" + sim.CloudID + "/rest/api/3/myself": 200,
		"/oauth/token/accessible-resources": 401, "/4/worklogs": 401, "/authorize": 403, "/": 404,
	}
	for path, want := range tests {
		if got := c.get(url + path); got.status != want {
			t.Errorf("%s = %d %s, want %d", path, got.status, got.body, want)
		}
	}
}

func TestServeHTTPByHost(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.StrictHost = true
	url, c := serve(t, s)
	tests := map[string]int{"example.atlassian.net": 200, "example.atlassian.net:443": 200, "api.tempo.io": 401, "localhost": 421}
	for host, want := range tests {
		req := c.request(http.MethodGet, url+"/rest/api/3/myself", "")
		req.Host = host
		if got, err := c.do(req); err != nil || got.status != want {
			t.Errorf("%s = %d, %v, want %d", host, got.status, err, want)
		}
	}
}

func TestServeHTTPFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault   sim.Fault
		effects int
		want    error
	}{
		"before":   {sim.Fault{DropBefore: true}, 0, io.EOF},
		"after":    {sim.Fault{DropAfter: true}, 1, io.EOF},
		"refused":  {sim.Fault{Refuse: true}, 0, io.EOF},
		"truncate": {sim.Fault{Truncate: true}, 1, io.ErrUnexpectedEOF},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite()
			s.AddFault(tt.fault)
			url, c := serve(t, s)
			req := c.request(http.MethodPost, url+"/4/worklogs", newWorklog(""))
			req.Header.Set("Authorization", "Bearer "+sim.TempoToken)
			if _, err := c.do(req); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			if got := len(s.Worklogs()); got != tt.effects {
				t.Errorf("%d worklogs, want %d", got, tt.effects)
			}
		})
	}
}
