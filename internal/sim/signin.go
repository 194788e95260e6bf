package sim

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"
)

// What the registered app has in Atlassian's developer console. The secret is
// none: it opens nothing but a simulator.
const (
	AuthURL      = "https://auth.atlassian.com"
	ClientID     = "simulated-client-id"
	ClientSecret = "simulated-client-secret"
	Callback     = "http://localhost:7788/callback"
)

const (
	scopeUser    = "read:jira-user"
	scopeWork    = "read:jira-work"
	scopeOffline = "offline_access"
)

const (
	codeLifetime = time.Minute         // from consent to exchange
	refreshIdle  = 90 * 24 * time.Hour // how long a refresh token waits for its use
)

// App is an OAuth 2.0 app of Atlassian's developer console.
type App struct {
	ClientID     string
	ClientSecret string
	Callbacks    []string // where a browser may be sent back to, compared letter by letter
	Scopes       []string // what may be asked for, besides offline_access
}

// Tokens are what a sign-in or a refresh hands out.
type Tokens struct {
	AccessToken  string
	RefreshToken string // empty without offline_access
	ExpiresAt    time.Time
}

// RegisterApp adds an app, or replaces the one with the same client id. A new
// simulator has one with [ClientID], [ClientSecret], [Callback] and Jira's
// classic scopes for reading.
func (s *Sim) RegisterApp(a App) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	s.signIn.apps[a.ClientID] = a
}

// SignIn returns the tokens of a sign-in with these scopes that has taken place
// before, without the requests it would have taken. The app is the registered
// one, and it needs not have the scopes.
func (s *Sim) SignIn(scopes ...string) Tokens {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return s.issue(&grant{clientID: ClientID, accountID: AccountID, scopes: scopes})
}

// SignInAs is [Sim.SignIn] of a person other than the tokens' owner.
func (s *Sim) SignInAs(accountID string, scopes ...string) Tokens {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return s.issue(&grant{clientID: ClientID, accountID: accountID, scopes: scopes})
}

// RevokeGrant takes back every consent given so far, as a person does under
// "Connected apps": access tokens, refresh tokens and codes stop working.
func (s *Sim) RevokeGrant() {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	for _, g := range s.signIn.grants {
		g.revoked = true
	}
}

// ExpireAccessTokens ends all access tokens now. Refresh tokens go on working.
func (s *Sim) ExpireAccessTokens() {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	clear(s.signIn.access)
}

// RefreshCount returns how many times a refresh token has been exchanged.
func (s *Sim) RefreshCount() int {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return s.signIn.refreshes
}

// IssuedTokens returns every authorization code, access token and refresh token
// handed out so far, the oldest first, so that a test can look for them where
// they must not be.
func (s *Sim) IssuedTokens() []string {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return slices.Clone(s.signIn.issued)
}

// TokenRequests returns the requests that have reached the token endpoint.
func (s *Sim) TokenRequests() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Path != "/oauth/token" })
}

// signIn is what Atlassian's sign-in remembers, guarded by the lock of the site.
type signIn struct {
	apps      map[string]App
	pending   map[string]*authorization // by the ticket of the consent page
	codes     map[string]*authorization
	access    map[string]*accessToken
	refresh   map[string]*refreshToken
	grants    []*grant
	issued    []string
	refreshes int
}

func newSignIn() signIn {
	app := App{ClientID: ClientID, ClientSecret: ClientSecret, Callbacks: []string{Callback}, Scopes: []string{scopeUser, scopeWork}}
	return signIn{
		apps:    map[string]App{ClientID: app},
		pending: map[string]*authorization{},
		codes:   map[string]*authorization{},
		access:  map[string]*accessToken{},
		refresh: map[string]*refreshToken{},
	}
}

// grant is what a person has allowed an app.
type grant struct {
	clientID  string
	accountID string // of the person
	scopes    []string
	revoked   bool
}

type accessToken struct {
	grant *grant
	until time.Time
}

type refreshToken struct {
	grant *grant
	until time.Time
	used  time.Time // for the first time; zero when it is still to be used
}

// mint makes a secret and remembers it.
func (s *Sim) mint(kind string) string {
	secret := "simulated-" + kind + "." + rand.Text() + "." + rand.Text()
	s.signIn.issued = append(s.signIn.issued, secret)
	return secret
}

// issue hands out the tokens of a grant.
func (s *Sim) issue(g *grant) Tokens {
	if !slices.Contains(s.signIn.grants, g) {
		s.signIn.grants = append(s.signIn.grants, g)
	}
	now := s.Now()
	t := Tokens{AccessToken: s.mint("access-token"), ExpiresAt: now.Add(s.TokenLifetime)}
	s.signIn.access[t.AccessToken] = &accessToken{grant: g, until: t.ExpiresAt}
	if slices.Contains(g.scopes, scopeOffline) {
		t.RefreshToken = s.mint("refresh-token")
		s.signIn.refresh[t.RefreshToken] = &refreshToken{grant: g, until: now.Add(refreshIdle)}
	}
	return t
}

// signInPage answers a request to Atlassian's sign-in.
func (s *Sim) signInPage(c *call) answer {
	operations := []route{
		on(http.MethodGet, "authorize", (*Sim).authorize),
		on(http.MethodPost, "authorize", (*Sim).decide),
		on(http.MethodPost, "oauth/token", (*Sim).token),
	}
	r, _, status := find(operations, c.req.Method, c.path)
	if status != http.StatusOK {
		return htmlPage(status)
	}
	return r.run(s, c)
}

// signInError is a refusal of Atlassian's sign-in, shown as a page or as JSON.
type signInError struct {
	status int
	code   string // as OAuth names it
	text   string
}

func (e *signInError) Error() string { return e.code + ": " + e.text }

func (e *signInError) answer() answer {
	return jsonAnswer(e.status, object{"error": e.code, "error_description": e.text})
}

// signInFailure is what the sign-in answers when it is not itself.
func signInFailure(c *call, status int, message string) answer {
	if c.path[0] == "authorize" {
		return htmlPage(status)
	}
	return (&signInError{status, strings.ReplaceAll(strings.ToLower(message), " ", "_"), message}).answer()
}
