package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const resourcesURL = sim.GatewayURL + "/oauth/token/accessible-resources"

const (
	unauthorized  = `{"code":401,"message":"Unauthorized"}`
	scopeMismatch = `{"code":401,"message":"Unauthorized; scope does not match"}`
)

func TestAccessTokens(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		prepare func(*signInSite)
		url     string
		status  int
		body    string
	}{
		"good":              {url: gateway + "/myself", status: 200},
		"nearly expired":    {func(s *signInSite) { s.pass(time.Hour - 1) }, gateway + "/myself", 200, ""},
		"expired":           {func(s *signInSite) { s.pass(time.Hour) }, gateway + "/myself", 401, unauthorized},
		"expired by hand":   {func(s *signInSite) { s.ExpireAccessTokens() }, gateway + "/myself", 401, unauthorized},
		"revoked":           {func(s *signInSite) { s.RevokeGrant() }, gateway + "/myself", 401, unauthorized},
		"revoked, no need":  {func(s *signInSite) { s.RevokeGrant() }, gateway + "/serverInfo", 401, unauthorized},
		"revoked, sites":    {func(s *signInSite) { s.RevokeGrant() }, resourcesURL, 401, unauthorized},
		"expired, sites":    {func(s *signInSite) { s.pass(time.Hour) }, resourcesURL, 401, unauthorized},
		"on the site":       {url: jira + "/myself", status: 401},
		"unknown operation": {url: gateway + "/issue/NONE-1", status: 404},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		token := s.SignIn("read:jira-user", "read:jira-work").AccessToken
		if tt.prepare != nil {
			tt.prepare(s)
		}
		got := s.bearing(token, tt.url)
		if got.status != tt.status || tt.body != "" && got.body != tt.body {
			t.Errorf("%s = %d %s, want %d %s", name, got.status, got.body, tt.status, tt.body)
		}
	}
}

func TestTokenLifetime(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	s.TokenLifetime = 90 * time.Second
	got := ok[tokens](t, s.exchange(s.code(nil), nil))
	if got.Expires != 90 {
		t.Errorf("expires_in = %d, want 90", got.Expires)
	}
	s.pass(90 * time.Second)
	if got := s.bearing(got.Access, gateway+"/myself"); got.status != http.StatusUnauthorized {
		t.Errorf("afterwards = %d, want 401", got.status)
	}
}

func TestExpiredTokenCanBeRefreshed(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	old := s.SignIn(strings.Fields(allScopes)...)
	s.ExpireAccessTokens()
	fresh := ok[tokens](t, s.refresh(old.RefreshToken))
	if got := s.bearing(fresh.Access, gateway+"/myself"); got.status != http.StatusOK {
		t.Errorf("with the new token = %d %s, want 200", got.status, got.body)
	}
	if got := s.bearing(old.AccessToken, gateway+"/myself"); got.status != http.StatusUnauthorized {
		t.Errorf("with the old token = %d, want 401", got.status)
	}
}

// TestScopes goes through the operations whose scopes are written down.
func TestScopes(t *testing.T) {
	t.Parallel()
	var facts struct {
		Operations map[string]struct {
			Classic []string `json:"classic"`
		} `json:"jira_scopes_per_operation"`
	}
	if err := json.Unmarshal(contract.Read(t, "contracts/atlassian-auth.json"), &facts); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for operation, need := range facts.Operations {
		method, path, _ := strings.Cut(operation, " ")
		path = strings.NewReplacer("{issueIdOrKey}", "ATLAS-1", "{id}", "1").Replace(path)
		for _, scope := range []string{"read:jira-user", "read:jira-work", "read:me"} {
			s := newSignIn(t)
			c := client{t: t, trip: s.Sim}
			req := c.request(method, strings.TrimSuffix(gateway, "/rest/api/3")+path, "{}")
			req.Header.Set("Authorization", "Bearer "+s.SignIn(scope).AccessToken)
			got, err := c.do(req)
			if err != nil {
				t.Fatal(err)
			}
			refused := got.body == scopeMismatch && got.status == http.StatusUnauthorized
			if want := len(need.Classic) > 0 && need.Classic[0] != scope; refused != want {
				t.Errorf("%s with %s = %d %.200s, want refused %t", operation, scope, got.status, got.body, want)
			}
			checked++
		}
	}
	if checked < 30 {
		t.Errorf("%d cases, want those of all operations", checked)
	}
}

func TestScopeSample(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	got := s.bearing(s.SignIn("read:jira-user").AccessToken, gateway+"/issue/ATLAS-1")
	if diff := cmp.Diff(value(t, sample(t, "atlassian/error-scope.json")), value(t, got.body)); diff != "" || got.status != http.StatusUnauthorized {
		t.Errorf("answer %d (-sample +got):\n%s", got.status, diff)
	}
}

func TestSeveralSites(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	s.AddSite(sim.Site{CloudID: "two", URL: "https://second.atlassian.net", Products: []string{"confluence", "jira"}})
	s.AddSite(sim.Site{CloudID: "wiki", Name: "Wiki", URL: "https://wiki.atlassian.net", Products: []string{"confluence"}})
	token := s.SignIn(strings.Fields(allScopes)...).AccessToken
	type row struct {
		ID, Name, URL string
		Scopes        []string
	}
	scopes, other := []string{"read:jira-user", "read:jira-work"}, []string{"read:confluence-content.all"}
	want := []row{
		{sim.CloudID, "example", sim.SiteURL, scopes},
		{"two", "second", "https://second.atlassian.net", other},
		{"two", "second", "https://second.atlassian.net", scopes},
		{"wiki", "Wiki", "https://wiki.atlassian.net", other},
	}
	if diff := cmp.Diff(want, ok[[]row](t, s.bearing(token, resourcesURL))); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	if got := ok[[]row](t, s.bearing(s.SignIn("offline_access").AccessToken, resourcesURL)); len(got) != 2 {
		t.Errorf("sites of a token without Jira's scopes = %+v, want the others", got)
	}

	base := func(cloudID string) string { return sim.GatewayURL + "/ex/jira/" + cloudID + "/rest/api/3" }
	info := ok[struct{ BaseURL string }](t, s.bearing(token, base("two")+"/serverInfo"))
	if info.BaseURL != "https://second.atlassian.net" {
		t.Errorf("base URL = %s, want the second site's", info.BaseURL)
	}
	if me := ok[struct{ Self string }](t, s.bearing(token, base("two")+"/myself")); !strings.HasPrefix(me.Self, base("two")) {
		t.Errorf("self = %s, want it on the second site", me.Self)
	}
	if got := s.bearing(token, base("wiki")+"/myself"); got.status != http.StatusNotFound {
		t.Errorf("Jira of a site without it = %d, want 404", got.status)
	}
}

func TestHostOfASite(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	s.AddSite(sim.Site{CloudID: "two", URL: "https://second.atlassian.net"})
	s.AddSite(sim.Site{CloudID: sim.CloudID, URL: "https://renamed.atlassian.net"})
	c := rude(t, s.Sim)
	for host, want := range map[string]string{"second": "two", "renamed": sim.CloudID} {
		got := ok[struct{ CloudID string }](t, c.get("https://"+host+".atlassian.net/_edge/tenant_info"))
		if got.CloudID != want {
			t.Errorf("%s has the id %s, want %s", host, got.CloudID, want)
		}
	}
	if got := ok[struct{ BaseURL string }](t, c.get("https://second.atlassian.net/rest/api/3/serverInfo")); got.BaseURL != "https://second.atlassian.net" {
		t.Errorf("base URL = %s, want the second site's", got.BaseURL)
	}
	if _, err := c.do(c.request(http.MethodGet, jira+"/myself", "")); err == nil {
		t.Error("the old name of a site is still there")
	}
	if got := c.post(resourcesURL, "{}"); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST for the sites = %d, want 405", got.status)
	}
}
