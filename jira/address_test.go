package jira_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// elsewhere is what answers at an address, by path; every other path gets the answer
// for "".
type elsewhere struct {
	answers map[string]answer

	mu   sync.Mutex
	seen []string
}

type answer struct {
	status int
	body   string
}

func (e *elsewhere) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	note := req.URL.Path
	if req.Header.Get("Authorization") != "" {
		note += " signed"
	}
	e.seen = append(e.seen, note)
	a, ok := e.answers[req.URL.Path]
	if !ok {
		a = e.answers[""]
	}
	header := http.Header{}
	if a.status == http.StatusFound {
		header.Set("Location", a.body)
	}
	return &http.Response{StatusCode: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body)), Request: req}, nil
}

const (
	myselfPath = "/rest/api/3/myself"
	tenantPath = "/_edge/tenant_info"
	infoPath   = "/rest/api/2/serverInfo"
	page       = "<html><head><title>Page unavailable</title></head></html>"
	dataCenter = `{"baseUrl":"https://jira.example.com","version":"9.12.1","deploymentType":"Server"}`
)

// TestAddresses finds out, after a failure only and with as few requests as can be, that
// there is no Jira Cloud site at an address.
func TestAddresses(t *testing.T) {
	t.Parallel()
	const (
		cloud   = "https://nobody.atlassian.net"
		company = "https://jira.example.com"
	)
	basic, bearer := auth.Basic("ada@example.com", "token-1"), auth.Bearer("token-1")
	signed := myselfPath + " signed"
	tests := []struct {
		name, site string
		signer     auth.Signer
		answers    map[string]answer
		deployment string // what the error names
		none       bool   // no Jira at all
		sent       []string
	}{
		{"unknown site", cloud, basic, map[string]answer{"": {404, page}}, "", true, []string{signed}},
		{"unknown site, in JSON", cloud, basic, map[string]answer{"": {404, `{"errorMessage":"Site temporarily unavailable"}`}}, "", true, []string{signed}},
		{"unknown site, without words", cloud, bearer, map[string]answer{"": {404, ""}}, "", true, []string{signed}},
		{"site that refuses", cloud, bearer, map[string]answer{"": {401, "Client must be authenticated"}}, "", false, []string{signed}},
		{"site that is down", cloud, basic, map[string]answer{"": {503, page}}, "", false, []string{signed}},
		{
			"Data Center refuses a token", company, basic,
			map[string]answer{"": {401, page}, tenantPath: {404, page}, infoPath: {200, dataCenter}},
			"Server", false,
			[]string{signed, tenantPath, infoPath},
		},
		{"Data Center refuses another", company, bearer, map[string]answer{"": {401, page}, infoPath: {200, dataCenter}}, "Server", false, []string{signed, infoPath}},
		{"Data Center knows no version 3", company, bearer, map[string]answer{"": {404, `{"message":"null for uri"}`}, infoPath: {200, dataCenter}}, "Server", false, []string{signed, infoPath}},
		{"Data Center behind a sign-in", company, bearer, map[string]answer{"": {302, "https://login.example.com/"}, infoPath: {200, dataCenter}}, "Server", false, []string{signed, infoPath}},
		{"web site", company, bearer, map[string]answer{"": {200, page}}, "", true, []string{signed, infoPath}},
		{"other service", company, basic, map[string]answer{"": {404, `{"error":"not found"}`}}, "", true, []string{signed, infoPath}},
		{"sign-in of a company", company, bearer, map[string]answer{"": {302, "https://login.example.com/"}}, "", false, []string{signed, infoPath}},
		{"Cloud under another name", company, bearer, map[string]answer{"": {401, ""}, infoPath: {200, `{"deploymentType":"Cloud"}`}}, "", false, []string{signed, infoPath}},
		{"nobody can say", company, bearer, map[string]answer{"": {404, page}, infoPath: {500, ""}}, "", false, []string{signed, infoPath}},
		{"server error", company, bearer, map[string]answer{"": {500, "oops"}}, "", false, []string{signed}},
		{
			"Cloud refuses a token", company, basic,
			map[string]answer{"": {401, ""}, tenantPath: {200, `{"cloudId":"11111111-2222"}`}},
			"", false,
			[]string{signed, tenantPath, "/ex/jira/11111111-2222" + signed},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := &elsewhere{answers: tt.answers}
			client, err := jira.New(tt.site, tt.signer, jira.Options{Options: rest.Options{Transport: server}, ScopedTokens: tt.signer == basic})
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Myself(t.Context())
			wrong, ok := errors.AsType[*jira.AddressError](err)
			if want := tt.none || tt.deployment != ""; ok != want {
				t.Fatalf("got %v, want an address error: %t", err, want)
			}
			if ok && (wrong.Deployment != tt.deployment || wrong.URL != tt.site || !strings.Contains(err.Error(), tt.site)) {
				t.Errorf("got %v (%+v)", err, wrong)
			}
			if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != tt.answers[""].status {
				t.Errorf("got %v, want it to wrap the answer", err)
			}
			if diff := cmp.Diff(tt.sent, server.seen); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIssuesDoNotDoubtTheSite takes Jira's own word that there is no such issue, and
// doubts no site that has shown what it is.
func TestIssuesDoNotDoubtTheSite(t *testing.T) {
	t.Parallel()
	client := newClient(t, &answers{})
	_, err := client.Issue(t.Context(), "NO-1")
	if wrong, ok := errors.AsType[*jira.AddressError](err); ok {
		t.Errorf("the site is doubted: %v", wrong)
	}
	server := &elsewhere{answers: map[string]answer{"": {404, page}, myselfPath: {200, `{"accountId":"a"}`}}}
	client = newClient(t, server)
	if _, err := client.Myself(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = client.Issue(t.Context(), "NO-1")
	if wrong, ok := errors.AsType[*jira.AddressError](err); ok || err == nil {
		t.Errorf("got %v (%v), want the page as it is", err, wrong)
	}
}
