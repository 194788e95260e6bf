package app_test

import (
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestSignInFromACall starts one sign-in for many calls, and goes on with what the
// person decides.
func TestSignInFromACall(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	m := s.connect()
	address := s.invited(m)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if text, _ := s.ask(m); !strings.Contains(text, address) {
				t.Errorf("another sign-in: %s", text)
			}
		})
	}
	all.Wait()
	if len(s.TokenRequests()) != 0 {
		t.Error("a token was asked for before anybody consented")
	}
	if page := s.decide(address, s.Decline); !strings.Contains(page, "declined") {
		t.Errorf("page after declining:\n%s", page)
	}
	next := s.invited(m)
	if next == address {
		t.Error("the sign-in that was declined is offered again")
	}
	if page := s.decide(next, s.Consent); !strings.Contains(page, "igned in") {
		t.Errorf("page after consent:\n%s", page)
	}
	s.works(m)
	if token, err := s.store.Load(t.Context(), sim.SiteURL); err != nil || token.CloudID != sim.CloudID || token.RefreshToken == "" {
		t.Errorf("kept: %v, cloud id %q", err, token.CloudID)
	}
}

// TestSignInOfAnotherProcess counts at once.
func TestSignInOfAnotherProcess(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	m := s.connect()
	s.invited(m)
	s.signedIn(time.Hour)
	s.works(m)
	if err := s.store.Delete(t.Context(), sim.SiteURL); err != nil {
		t.Fatal(err)
	}
	s.invited(m)
}

// TestNoSignIn explains what another sign-in would not mend, and starts none.
func TestNoSignIn(t *testing.T) {
	t.Parallel()
	const other = "https://other.atlassian.net"
	scopes := []string{"read:jira-user", "read:jira-work"}
	tests := []struct {
		name    string
		prepare func(*signInSite)
		says    []string
	}{
		{"wrong client secret", func(s *signInSite) {
			s.signedIn(-time.Second)
			s.config.JiraClientSecret = config.NewSecret("wrong-client-secret")
		}, []string{"does not accept the client secret", "JIRA_OAUTH_CLIENT_SECRET", "does not help"}},
		{"no such site", func(s *signInSite) {
			s.keep("", time.Hour, scopes...)
			s.AddSite(sim.Site{CloudID: sim.CloudID, URL: other})
		}, []string{sim.SiteURL, other, "JIRA_BASE_URL"}},
		{"missing scope", func(s *signInSite) { s.keep(sim.CloudID, time.Hour, "read:jira-work") }, []string{"scope", "read:jira-user", "login"}},
		{"Atlassian is down", func(s *signInSite) {
			s.signedIn(-time.Second)
			s.AddFault(sim.Fault{Method: http.MethodPost, PathPrefix: "/oauth/token", Status: http.StatusServiceUnavailable})
		}, []string{"could not be asked", "stays so", "later"}},
		{"an answer that is no JSON", func(s *signInSite) {
			s.signedIn(-time.Second)
			s.AddFault(sim.Fault{Method: http.MethodPost, PathPrefix: "/oauth/token", Status: http.StatusOK, Body: "<html>"})
		}, []string{"could not be asked", "later"}},
		{"a folder instead of the file", func(s *signInSite) {
			if err := os.MkdirAll(filepath.Join(s.config.Dir, "tokens.json", "x"), 0o700); err != nil {
				s.t.Error(err)
			}
		}, []string{"tokens.json", "TEMPO_MCP_CONFIG_DIR"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			tt.prepare(s)
			before, _ := s.store.Load(t.Context(), sim.SiteURL)
			text, isError := s.ask(s.connect())
			for _, part := range tt.says {
				if !isError || !strings.Contains(text, part) {
					t.Errorf("%q is not in: %s", part, text)
				}
			}
			if strings.Contains(text, "authorize?") || strings.Contains(text, "HTTPS_PROXY") {
				t.Errorf("leads nowhere: %s", text)
			}
			if after, _ := s.store.Load(t.Context(), sim.SiteURL); after.RefreshToken != before.RefreshToken {
				t.Error("the sign-in was lost")
			}
		})
	}
}

// TestCallbackPortTaken names the port and the setting.
func TestCallbackPortTaken(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	port := strconv.Itoa(s.config.JiraCallbackPort)
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	m := s.connect()
	text, isError := s.ask(m)
	for _, part := range []string{port, "JIRA_OAUTH_CALLBACK_PORT"} {
		if !isError || !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.invited(m)
}

// TestRefreshAtWork renews a token once, for however many calls.
func TestRefreshAtWork(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*signInSite){
		"expired":      func(s *signInSite) { s.signedIn(-time.Second) },
		"about to":     func(s *signInSite) { s.signedIn(4 * time.Minute) },
		"refused":      func(s *signInSite) { s.signedIn(time.Hour); s.ExpireAccessTokens() },
		"without site": func(s *signInSite) { s.keep("", -time.Second, "read:jira-user", "read:jira-work") },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			prepare(s)
			before, err := s.store.Load(t.Context(), sim.SiteURL)
			if err != nil {
				t.Fatal(err)
			}
			m := s.connect()
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() { s.works(m) })
			}
			all.Wait()
			after, err := s.store.Load(t.Context(), sim.SiteURL)
			if n := s.RefreshCount(); n != 1 || err != nil || after.RefreshToken == before.RefreshToken {
				t.Errorf("%d refreshes, want 1, and the new token kept (%v)", n, err)
			}
		})
	}
}

// TestConsentTakenBack leads to another sign-in with the call that finds it out.
func TestConsentTakenBack(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*signInSite){
		"while the token lasts": func(*signInSite) {},
		"when a refresh is due": func(s *signInSite) { s.signedIn(-time.Second) },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			s.signedIn(time.Hour)
			prepare(s)
			s.RevokeGrant()
			m := s.connect()
			text, isError := s.ask(m)
			if !isError || strings.Contains(text, "HTTPS_PROXY") || !strings.Contains(text, "ign") {
				t.Errorf("it is no matter of the network: %s", text)
			}
			if !strings.Contains(text, "Nobody is signed in to Jira at "+sim.SiteURL+" (the refresh token is no longer valid") || strings.Contains(text, "yet") {
				t.Errorf("does not say why: %s", text)
			}
			s.decide(s.address(text), s.Consent)
			s.works(m)
		})
	}
}

// TestNewTokenRefused does not go around in circles when Jira refuses whatever
// token it is shown.
func TestNewTokenRefused(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.signedIn(time.Hour)
	s.AddFault(sim.Fault{PathPrefix: "/ex/jira", Status: http.StatusUnauthorized})
	m := s.connect()
	for range 5 {
		if text, isError := s.ask(m); !isError || strings.Contains(text, "HTTPS_PROXY") {
			t.Errorf("it is no matter of the network: %s", text)
		}
	}
	if n := s.RefreshCount(); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

// TestNetworkFailure keeps the sign-in, which works again with the network.
func TestNetworkFailure(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.signedIn(-time.Second)
	s.AddFault(sim.Fault{Method: http.MethodPost, PathPrefix: "/oauth/token", DropBefore: true, Err: errors.New("no route")})
	m := s.connect()
	if text, isError := s.ask(m); !isError || strings.Contains(text, "authorize?") {
		t.Error(text)
	}
	s.ClearFaults()
	s.works(m)
}
