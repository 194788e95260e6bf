package sim_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const (
	tokenURL  = sim.AuthURL + "/oauth/token"
	allScopes = "read:jira-user read:jira-work offline_access"
	verifier  = "a-verifier-of-at-least-forty-three-characters"
)

// signInSite is a site whose clock a test can move.
type signInSite struct {
	*sim.Sim
	t   *testing.T
	now time.Time
}

func newSignIn(t *testing.T) *signInSite {
	t.Helper()
	s := &signInSite{Sim: newSite(), t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	s.Now = func() time.Time { return s.now }
	return s
}

func (s *signInSite) pass(d time.Duration) { s.now = s.now.Add(d) }

// authorizeURL is the address that a client opens in the browser, with changes
// to its parameters; an empty value takes one out.
func authorizeURL(changes map[string]string) string {
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"audience": {"api.atlassian.com"}, "client_id": {sim.ClientID}, "scope": {allScopes}, "redirect_uri": {sim.Callback},
		"state": {"a state & more"}, "response_type": {"code"}, "prompt": {"consent"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	for name, value := range changes {
		if query.Set(name, value); value == "" {
			query.Del(name)
		}
	}
	return sim.AuthURL + "/authorize?" + query.Encode()
}

// code consents and returns the code of the callback.
func (s *signInSite) code(changes map[string]string) string {
	s.t.Helper()
	callback, err := s.Consent(authorizeURL(changes))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.query(callback).Get("code")
}

// query is that of a callback, which has to be the registered one.
func (s *signInSite) query(callback string) url.Values {
	s.t.Helper()
	u, err := url.Parse(callback)
	if err != nil || !strings.HasPrefix(callback, sim.Callback+"?") {
		s.t.Fatalf("callback = %q, %v, want one on %s", callback, err, sim.Callback)
	}
	return u.Query()
}

func fields(grantType string, more map[string]string) map[string]string {
	all := map[string]string{"grant_type": grantType, "client_id": sim.ClientID, "client_secret": sim.ClientSecret}
	maps.Copy(all, more)
	return all
}

// exchange asks for the tokens of a code, with changes to the request.
func (s *signInSite) exchange(code string, changes map[string]string) answer {
	s.t.Helper()
	all := fields("authorization_code", map[string]string{"code": code, "redirect_uri": sim.Callback, "code_verifier": verifier})
	for name, value := range changes {
		if all[name] = value; value == "" {
			delete(all, name)
		}
	}
	return s.token(all)
}

func (s *signInSite) refresh(token string) answer {
	s.t.Helper()
	return s.token(fields("refresh_token", map[string]string{"refresh_token": token}))
}

// token sends a token request as JSON.
func (s *signInSite) token(body any) answer {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return rude(s.t, s.Sim).post(tokenURL, string(text))
}

// bearing reads an address with an access token.
func (s *signInSite) bearing(token, url string) answer {
	s.t.Helper()
	c := client{t: s.t, trip: contract.Validate(s.t, s.Sim)}
	req := c.request(http.MethodGet, url, "")
	req.Header.Set("Authorization", "Bearer "+token)
	got, err := c.do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// tokens is an answer of the token endpoint.
type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Expires int    `json:"expires_in"`
	Type    string `json:"token_type"`
	Scope   string `json:"scope"`
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	code := s.code(nil)
	s.pass(59 * time.Second)
	got := ok[tokens](t, s.exchange(code, nil))
	if got.Expires != 3600 || got.Type != "Bearer" || got.Scope != allScopes || got.Refresh == "" {
		t.Errorf("tokens = %+v, want an hour with all scopes and a refresh token", got)
	}
	if me := ok[struct{ AccountID string }](t, s.bearing(got.Access, gateway+"/myself")); me.AccountID != sim.AccountID {
		t.Errorf("myself = %+v, want the owner", me)
	}
	renewed := ok[tokens](t, s.refresh(got.Refresh))
	if renewed.Access == got.Access || renewed.Refresh == got.Refresh || renewed.Scope != allScopes {
		t.Errorf("refreshed = %+v, want other tokens than %+v", renewed, got)
	}
	want := []string{code, got.Access, got.Refresh, renewed.Access, renewed.Refresh}
	if diff := cmp.Diff(want, s.IssuedTokens()); diff != "" {
		t.Errorf("issued (-want +got):\n%s", diff)
	}
	if n, requests := s.RefreshCount(), s.TokenRequests(); n != 1 || len(requests) != 2 || !strings.Contains(string(requests[0].Body), verifier) {
		t.Errorf("%d refreshes in %d token requests, want 1 in 2", n, len(requests))
	}
}

func TestTokenSample(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	without := []string{"access_token", "refresh_token"}
	want := value(t, sample(t, "atlassian/token.json"), without...)
	if diff := cmp.Diff(want, value(t, s.exchange(s.code(nil), nil).body, without...)); diff != "" {
		t.Errorf("answer (-sample +got):\n%s", diff)
	}
	want = value(t, sample(t, "atlassian/error-refresh-token.json"))
	if diff := cmp.Diff(want, value(t, s.refresh("none").body)); diff != "" {
		t.Errorf("refusal (-sample +got):\n%s", diff)
	}
}

// TestSignInWithABrowser takes the way over HTTP, through the form of the page.
func TestSignInWithABrowser(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		button string
		want   url.Values // of the callback, besides the code
		code   bool
	}{
		"accept": {"accept", url.Values{"state": {"a state & more"}}, true},
		"decline": {"decline", url.Values{
			"state": {"a state & more"}, "error": {"access_denied"}, "error_description": {"User did not authorize the request"},
		}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignIn(t)
			base, c := serve(t, s.Sim)
			c.basic = false
			shown := c.get(strings.Replace(authorizeURL(nil), sim.AuthURL, base, 1))
			ticket := regexp.MustCompile(`name="ticket" value="([^"]+)"`).FindStringSubmatch(shown.body)
			if shown.status != http.StatusOK || ticket == nil || !strings.Contains(shown.body, `id="`+tt.button+`"`) ||
				!strings.Contains(shown.body, sim.SiteURL) || !strings.Contains(shown.body, "<li>read:jira-work</li>") {
				t.Fatalf("page = %d %s, want one that asks for consent", shown.status, shown.body)
			}
			press := func() answer {
				req := c.request(http.MethodPost, base+"/authorize", "ticket="+ticket[1]+"&decision="+tt.button)
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				got, err := c.do(req)
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			sent := press()
			got := s.query(sent.header.Get("Location"))
			if sent.status != http.StatusFound || got.Has("code") != tt.code {
				t.Errorf("pressed = %d to %v, want a callback", sent.status, got)
			}
			got.Del("code")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("callback (-want +got):\n%s", diff)
			}
			if again := press(); again.status != http.StatusBadRequest || again.header.Get("Location") != "" {
				t.Errorf("pressed again = %d, want 400 on the page", again.status)
			}
		})
	}
}

func TestDecline(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	callback, err := s.Decline(authorizeURL(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.query(callback); got.Get("error") != "access_denied" || got.Get("state") != "a state & more" || got.Has("code") {
		t.Errorf("callback = %v, want a refusal", got)
	}
	if got := s.IssuedTokens(); len(got) != 0 {
		t.Errorf("issued %v, want nothing", got)
	}
}

func TestRefusedAuthorizations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes map[string]string
		status  int
		want    string // on the page
	}{
		"unknown client":        {map[string]string{"client_id": "<b>"}, 403, "unauthorized_client"},
		"no client":             {map[string]string{"client_id": ""}, 403, "unauthorized_client"},
		"another port":          {map[string]string{"redirect_uri": "http://localhost:7789/callback"}, 403, "Callback URL mismatch. http://localhost:7789/callback is not"},
		"loopback by number":    {map[string]string{"redirect_uri": "http://127.0.0.1:7788/callback"}, 403, "Callback URL mismatch"},
		"trailing slash":        {map[string]string{"redirect_uri": sim.Callback + "/"}, 403, "Callback URL mismatch"},
		"HTML in the callback":  {map[string]string{"redirect_uri": "<script>"}, 403, "&lt;script&gt;"},
		"no callback":           {map[string]string{"redirect_uri": ""}, 403, "Callback URL mismatch"},
		"no audience":           {map[string]string{"audience": ""}, 400, "Missing required parameter: audience"},
		"another audience":      {map[string]string{"audience": "api.tempo.io"}, 400, "audience must be api.atlassian.com"},
		"no prompt":             {map[string]string{"prompt": ""}, 400, "Missing required parameter: prompt"},
		"another prompt":        {map[string]string{"prompt": "none"}, 400, "prompt must be consent"},
		"another response":      {map[string]string{"response_type": "token"}, 400, "response_type must be code"},
		"no state":              {map[string]string{"state": ""}, 400, "Missing required parameter: state"},
		"no scope":              {map[string]string{"scope": ""}, 400, "Missing required parameter: scope"},
		"scope of no app":       {map[string]string{"scope": "read:jira-user write:jira-work"}, 400, "invalid_scope"},
		"scopes with a comma":   {map[string]string{"scope": "read:jira-user,read:jira-work"}, 400, "invalid_scope"},
		"plain challenge":       {map[string]string{"code_challenge_method": "plain"}, 400, "code_challenge"},
		"method alone":          {map[string]string{"code_challenge": ""}, 400, "code_challenge"},
		"short challenge":       {map[string]string{"code_challenge": "abc"}, 400, "code_challenge"},
		"parameter of no sense": {map[string]string{"access_type": "offline"}, 400, "Unknown parameter: access_type"},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		got := rude(t, s.Sim).get(authorizeURL(tt.changes))
		if got.status != tt.status || !strings.Contains(got.body, tt.want) || got.header.Get("Location") != "" || strings.Contains(got.body, "<script>") {
			t.Errorf("%s = %d %s, want %d with %q", name, got.status, got.body, tt.status, tt.want)
		}
		if callback, err := s.Consent(authorizeURL(tt.changes)); err == nil {
			t.Errorf("%s: consented on %s", name, callback)
		}
	}
	s := newSignIn(t)
	for name, address := range map[string]string{
		"given twice": authorizeURL(nil) + "&state=b", "not a query": authorizeURL(nil) + "&%zz", "another page": sim.AuthURL + "/login?" + authorizeURL(nil),
	} {
		if got := rude(t, s.Sim).get(address); got.status < 400 {
			t.Errorf("%s = %d, want a refusal", name, got.status)
		}
		if _, err := s.Consent(address); err == nil {
			t.Errorf("%s: consented", name)
		}
	}
}

func TestRefusedDecisions(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no such page": "ticket=x&decision=accept", "no decision": "ticket=x", "not a form": "%zz", "other decision": "ticket=x&decision=maybe",
	} {
		c := rude(t, newSite())
		req := c.request(http.MethodPost, sim.AuthURL+"/authorize", body)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if got, err := c.do(req); err != nil || got.status != http.StatusBadRequest || got.header.Get("Location") != "" {
			t.Errorf("%s = %d, %v, want 400", name, got.status, err)
		}
	}
}

func TestRegisterApp(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	s.RegisterApp(sim.App{
		ClientID: "other", ClientSecret: "hush", Scopes: []string{"write:jira-work"},
		Callbacks: []string{"http://localhost:1/a?b=c", "https://example.com/"},
	})
	changes := map[string]string{"client_id": "other", "redirect_uri": "http://localhost:1/a?b=c", "scope": "write:jira-work"}
	callback, err := s.Consent(authorizeURL(changes))
	if err != nil || !strings.HasPrefix(callback, "http://localhost:1/a?b=c&code=") {
		t.Fatalf("callback = %q, %v, want the app's with its own parameter", callback, err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	code := u.Query().Get("code")
	mine := map[string]string{"client_id": "other", "client_secret": "hush", "redirect_uri": "http://localhost:1/a?b=c"}
	if got := s.exchange(code, map[string]string{"redirect_uri": mine["redirect_uri"]}); got.status != http.StatusForbidden {
		t.Errorf("another app's exchange = %d, want 403", got.status)
	}
	if got := ok[tokens](t, s.exchange(code, mine)); got.Scope != "write:jira-work" || got.Refresh != "" {
		t.Errorf("tokens = %+v, want no refresh token without offline_access", got)
	}
}

func TestPriorSignIn(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	got := s.SignIn("read:jira-user", "offline_access")
	if !got.ExpiresAt.Equal(s.now.Add(time.Hour)) || !slices.Equal(s.IssuedTokens(), []string{got.AccessToken, got.RefreshToken}) {
		t.Errorf("tokens = %+v, want an hour from %s", got, s.now)
	}
	if answer := s.bearing(got.AccessToken, gateway+"/myself"); answer.status != http.StatusOK {
		t.Errorf("myself = %d %s, want 200", answer.status, answer.body)
	}
	if renewed := ok[tokens](t, s.refresh(got.RefreshToken)); renewed.Scope != "read:jira-user offline_access" {
		t.Errorf("refreshed = %+v, want the same scopes", renewed)
	}
}
