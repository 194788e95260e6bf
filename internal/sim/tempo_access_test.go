package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestTempoToken(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "wrong", sim.TempoToken + " "} {
		c := honest(t, newSite())
		c.token = token
		got := c.get(tempo + "/worklogs")
		if got.status != http.StatusUnauthorized || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("token %q = %d %s, want 401 as HTML", token, got.status, got.header)
		}
	}
}

func TestRegions(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]int{
		"":   {"api.tempo.io": 200, "api.eu.tempo.io": 200, "api.us.tempo.io": 200},
		"eu": {"api.tempo.io": 401, "api.eu.tempo.io": 200, "api.us.tempo.io": 401},
		"us": {"api.tempo.io": 401, "api.eu.tempo.io": 401, "api.us.tempo.io": 200},
	}
	for region, hosts := range tests {
		s := newSite()
		s.Region = region
		for host, want := range hosts {
			if got := honest(t, s).get("https://" + host + "/4/worklogs"); got.status != want {
				t.Errorf("region %q through %s = %d, want %d", region, host, got.status, want)
			}
		}
	}
}

func TestTempoScopes(t *testing.T) {
	t.Parallel()
	const span = "?from=2026-03-02&to=2026-03-02"
	tests := map[string]struct {
		scopes            []string
		method, url, body string
		want              int
	}{
		"full access":               {nil, http.MethodGet, "/user-schedule" + span, "", 200},
		"none":                      {[]string{}, http.MethodGet, "/user-schedule" + span, "", 403},
		"view reads":                {[]string{"schemes:view"}, http.MethodGet, "/user-schedule" + span, "", 200},
		"another scope":             {[]string{"worklogs:manage"}, http.MethodGet, "/user-schedule" + span, "", 403},
		"attributes go by worklogs": {[]string{"worklogs:view"}, http.MethodGet, "/work-attributes", "", 200},
		"accounts":                  {[]string{"worklogs:view"}, http.MethodGet, "/accounts", "", 403},
		"periods":                   {[]string{"periods:view"}, http.MethodGet, "/periods" + span, "", 200},
		"view does not write":       {[]string{"worklogs:view"}, http.MethodPost, "/worklogs", newWorklog(""), 403},
		"manage writes":             {[]string{"worklogs:manage"}, http.MethodPost, "/worklogs", newWorklog(""), 200},
		"manage reads":              {[]string{"worklogs:manage"}, http.MethodGet, "/worklogs", "", 200},
		"view searches":             {[]string{"worklogs:view"}, http.MethodPost, "/worklogs/search", "{}", 200},
		"configuration needs none":  {[]string{}, http.MethodGet, "/globalconfiguration", "", 200},
	}
	for name, tt := range tests {
		s := newSite()
		s.TempoScopes = tt.scopes
		got := honest(t, s).send(tt.method, tempo+tt.url, tt.body)
		if got.status != tt.want {
			t.Errorf("%s = %d, want %d", name, got.status, tt.want)
		}
		if got.status == http.StatusForbidden && !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: content type = %q, want HTML", name, got.header.Get("Content-Type"))
		}
	}
}

func TestScopesThatAreNotEstablished(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.TempoScopes = []string{"worklogs:view"}
	s.SearchNeedsManage, s.ConfigurationScope = true, "schemes"
	c := honest(t, s)
	if got := c.post(tempo+"/worklogs/search", "{}"); got.status != http.StatusForbidden {
		t.Errorf("search = %d, want 403", got.status)
	}
	if got := c.get(tempo + "/globalconfiguration"); got.status != http.StatusForbidden {
		t.Errorf("configuration = %d, want 403", got.status)
	}
}

func TestUnknownOperations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, url, body string
		want              int
	}{
		"path":            {http.MethodGet, tempo + "/worklogz", "", 404},
		"version":         {http.MethodGet, "https://api.tempo.io/3/worklogs", "", 404},
		"method":          {http.MethodPatch, tempo + "/worklogs/1", "{}", 405},
		"query parameter": {http.MethodGet, tempo + "/worklogs?issue=10001", "", 400},
		"Jira's path":     {http.MethodGet, "https://api.tempo.io/rest/api/3/myself", "", 404},
	}
	for name, tt := range tests {
		if got := rude(t, newSite()).send(tt.method, tt.url, tt.body); got.status != tt.want {
			t.Errorf("%s = %d %s, want %d", name, got.status, got.body, tt.want)
		}
	}
	c := rude(t, newSite())
	req := c.request(http.MethodPost, tempo+"/worklogs", newWorklog(""))
	req.Header.Del("Content-Type")
	if got, err := c.do(req); err != nil || got.status != http.StatusUnsupportedMediaType {
		t.Errorf("body without a content type = %d, %v, want 415", got.status, err)
	}
}
