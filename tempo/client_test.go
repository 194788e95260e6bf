package tempo_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	tests := []struct{ url, region, asked string }{
		{tempo.DefaultBaseURL, "", "api.tempo.io/4/worklogs/user/"},
		{"https://api.eu.tempo.io/4", "eu", "api.eu.tempo.io/4/worklogs/user/"},
		{"https://api.us.tempo.io/4/", "us", "api.us.tempo.io/4/worklogs/user/"},
		{"https://api.eu.tempo.io", "eu", "api.eu.tempo.io/4/worklogs/user/"},
		{"https://api.eu.tempo.io/", "eu", "api.eu.tempo.io/4/worklogs/user/"},
	}
	for _, tt := range tests {
		s, _ := newSite(t)
		s.Region = tt.region
		fill(s, 1)
		if n := len(read(t, connect(t, s, tt.url))); n != 1 {
			t.Errorf("%s: %d worklogs", tt.url, n)
		}
		if r := s.Requests()[0]; !strings.HasPrefix(r.Host+r.Path, tt.asked) {
			t.Errorf("%s: asked %s%s", tt.url, r.Host, r.Path)
		}
	}
	for _, url := range []string{"http://api.tempo.io/4", "api.tempo.io", "https://user:pass@api.tempo.io/4", "://"} {
		if _, err := tempo.New(url, "token", tempo.Options{}); err == nil || strings.Contains(err.Error(), "pass@") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestWrongRegion(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.Region = "eu"
	_, err := c.Worklog(t.Context(), 1)
	if e, ok := errors.AsType[*tempo.Error](err); !ok || e.Status != http.StatusUnauthorized || e.Service != "Tempo" {
		t.Errorf("%v", err)
	}
}

// TestTokenStaysAtHome follows no link to another host.
func TestTokenStaysAtHome(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	s.AddFault(sim.Fault{Status: 200, Times: 1, Body: `{"metadata":{"next":"https://elsewhere.example/4/worklogs?offset=1"},"results":[
		{"tempoWorklogId":1,"issue":{"id":10001},"startDate":"2026-03-02","timeSpentSeconds":60}]}`})
	s.AddFault(sim.Fault{Status: 307, Times: 1, Header: http.Header{"Location": {"https://api.us.tempo.io/4/worklogs"}}})
	seen := &witness{next: s}
	c := connect(t, seen, sim.TempoURL)
	for _, err := range c.Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		if err != nil {
			break // the second host knows no token
		}
	}
	if len(seen.tokens) < 2 {
		t.Fatalf("asked %v", seen.tokens)
	}
	for host, token := range seen.tokens {
		host, _, _ = strings.Cut(host, " ")
		if want := map[string]string{"api.tempo.io": "Bearer " + sim.TempoToken}[host]; token != want {
			t.Errorf("%s got %q", host, token)
		}
	}
}

// witness notes which token goes where.
type witness struct {
	next   http.RoundTripper
	tokens map[string]string
}

// RoundTrip implements [http.RoundTripper].
func (w *witness) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.tokens == nil {
		w.tokens = map[string]string{}
	}
	w.tokens[req.URL.Host+" "+req.URL.RawQuery] = req.Header.Get("Authorization")
	return w.next.RoundTrip(req)
}
