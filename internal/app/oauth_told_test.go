package app_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestFailedSignInIsTold to the call that comes next, and in the log: nobody waits for
// the browser but the person, who may have closed its page.
func TestFailedSignInIsTold(t *testing.T) {
	t.Parallel()
	const other = "https://other.atlassian.net"
	tests := map[string]struct {
		prepare func(*signInSite)
		says    []string
		offers  bool // an address to sign in at
		logs    string
	}{
		"wrong client secret": {
			func(s *signInSite) { s.config.JiraClientSecret = config.NewSecret("wrong-client-secret") },
			[]string{"does not accept the client secret", "JIRA_OAUTH_CLIENT_SECRET"},
			false, "the client secret was not accepted",
		},
		"wrong site": {
			func(s *signInSite) { s.AddSite(sim.Site{CloudID: sim.CloudID, URL: other}) },
			[]string{"gives no access to " + sim.SiteURL + ", but to " + other, "JIRA_BASE_URL"},
			true, "does not cover " + sim.SiteURL,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			tt.prepare(s)
			m := s.connect()
			s.decide(s.invited(m), s.Consent)
			text, isError := s.ask(m)
			for _, part := range tt.says {
				if !isError || !strings.Contains(text, part) {
					t.Errorf("%q is not in: %s", part, text)
				}
			}
			if offers := strings.Contains(text, "authorize?"); offers != tt.offers {
				t.Errorf("offers an address: %v, want %v: %s", offers, tt.offers, text)
			}
			if log := s.shown.String(); !strings.Contains(log, `"msg":"the sign-in failed"`) || !strings.Contains(log, tt.logs) {
				t.Errorf("%q is not in the log:\n%s", tt.logs, log)
			}
			s.address(s.invited(m)) // told once: the person may have mended it
			if text, _ := s.ask(m); strings.Contains(text, tt.says[0]) {
				t.Errorf("told again: %s", text)
			}
		})
	}
}

// TestSignInEndsInAPart of a call gives the address with what was found out.
func TestSignInEndsInAPart(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.signedIn(time.Hour)
	s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search"})
	m := s.connect()
	s.works(m)
	s.RevokeGrant()
	text, isError := use(t, m, "bulkCreateWorklogs", map[string]any{"worklogEntries": []any{
		map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "today"},
		map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "yesterday"},
	}})
	if !isError || strings.Count(text, "authorize?") != 1 || !strings.Contains(text, "the refresh token is no longer valid") {
		t.Errorf("got %v, %s", isError, text)
	}
	s.decide(s.address(text), s.Consent)
	s.works(m)
}

// TestSignedOutMeanwhile has words, and the address to sign in again.
func TestSignedOutMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.signedIn(time.Hour)
	s.transport = &signsOut{site: s, at: "/4/worklogs"}
	s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search", ID: 77})
	s.AddWorklog(sim.Worklog{IssueID: 77, AuthorAccountID: sim.AccountID, StartDate: time.Now().UTC().Format(time.DateOnly), TimeSpentSeconds: 60})
	text, _ := s.ask(s.connect())
	if !strings.Contains(text, "there has been a sign-out meanwhile") || !strings.Contains(text, "authorize?") {
		t.Error(text)
	}
}

// signsOut signs out before the first request below a path.
type signsOut struct {
	site *signInSite
	at   string
	once sync.Once
}

func (t *signsOut) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, t.at) {
		t.once.Do(func() {
			if err := t.site.store.Delete(req.Context(), sim.SiteURL); err != nil {
				t.site.t.Error(err)
			}
		})
	}
	return t.site.RoundTrip(req)
}
