package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Defaults of [App].
const (
	DefaultAuthURL      = "https://auth.atlassian.com"
	DefaultAPIURL       = "https://api.atlassian.com"
	DefaultCallbackPort = 7788
	DefaultPatience     = 5 * time.Minute
)

// requestTimeout is for one request to Atlassian's sign-in.
const requestTimeout = 30 * time.Second

// Scopes are what a sign-in asks for: users, issues, and a refresh token.
func Scopes() []string { return []string{"read:jira-user", "read:jira-work", "offline_access"} }

// App says where Atlassian's sign-in is and who asks. The client ID and secret
// come from an app of the user's own
// (https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/): the
// sign-in demands the secret always, also together with PKCE. It prints as
// [redacted].
type App struct {
	AuthURL      string // "" means DefaultAuthURL
	APIURL       string // "" means DefaultAPIURL
	ClientID     string
	ClientSecret string
	// CallbackPort is the port in the callback address, which the app has to have
	// registered exactly as CallbackURL returns it; 0 means DefaultCallbackPort.
	CallbackPort int
	SiteURL      string        // of the Jira site, such as https://example.atlassian.net
	Patience     time.Duration // how long a sign-in waits for the browser; 0 means DefaultPatience

	Transport http.RoundTripper // nil means http.DefaultTransport
	Now       func() time.Time
	Logger    *slog.Logger // nil means none
	Store     Store
}

// CallbackURL is the address that the browser comes back to.
func (a App) CallbackURL() string {
	port := a.CallbackPort
	if port == 0 {
		port = DefaultCallbackPort
	}
	return fmt.Sprintf("http://localhost:%d%s", port, callbackPath)
}

// Format hides the secret under every verb.
func (App) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the secret in logs.
func (App) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret in JSON and other encodings.
func (App) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// withDefaults fills in what was left out, and says what must not be.
func (a App) withDefaults() (App, error) {
	if a.AuthURL == "" {
		a.AuthURL = DefaultAuthURL
	}
	if a.APIURL == "" {
		a.APIURL = DefaultAPIURL
	}
	if a.CallbackPort == 0 {
		a.CallbackPort = DefaultCallbackPort
	}
	if a.Patience == 0 {
		a.Patience = DefaultPatience
	}
	if a.Transport == nil {
		a.Transport = http.DefaultTransport
	}
	if a.Logger == nil {
		a.Logger = slog.New(slog.DiscardHandler)
	}
	a.AuthURL, a.APIURL, a.SiteURL = strings.TrimRight(a.AuthURL, "/"), strings.TrimRight(a.APIURL, "/"), SiteKey(a.SiteURL)
	switch {
	case !usable(a.ClientID):
		return a, fmt.Errorf("client ID: %w", ErrMissing)
	case !usable(a.ClientSecret):
		return a, fmt.Errorf("client secret: %w", ErrMissing)
	case a.CallbackPort < 1 || a.CallbackPort > 65535:
		return a, fmt.Errorf("callback port %d: want 1 to 65535", a.CallbackPort)
	case a.Store == nil || a.Now == nil || a.Patience < 0:
		return a, errors.New("auth: an app needs a store, a clock and patience")
	}
	for what, address := range map[string]string{"sign-in": a.AuthURL, "API": a.APIURL, "site": a.SiteURL} {
		if !secure(address) {
			return a, fmt.Errorf("%s address: want https://, or http:// on this computer", what)
		}
	}
	return a, nil
}

// secure reports whether a secret may be sent to address.
func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// OAuth signs requests with the token of somebody who signed in to Atlassian in
// the browser (OAuth 2.0, authorization code with PKCE). The tokens are in a
// [Store], from which each request takes them anew, so that a sign-in or sign-out
// by another process counts at once. It can be used by several goroutines at once,
// and prints as [redacted].
type OAuth struct {
	app    App
	config *oauth2.Config

	mu     sync.Mutex
	closed bool
	signIn *SignIn  // the one under way, or nil
	shared *refresh // the one under way, or nil
	memory memory
	work   sync.WaitGroup
}

// NewOAuth makes a signer. It sends nothing and does not look for a token.
func NewOAuth(app App) (*OAuth, error) {
	app, err := app.withDefaults()
	if err != nil {
		return nil, err
	}
	return &OAuth{app: app, config: &oauth2.Config{
		ClientID:     app.ClientID,
		ClientSecret: app.ClientSecret,
		RedirectURL:  app.CallbackURL(),
		Scopes:       Scopes(),
		Endpoint: oauth2.Endpoint{
			AuthURL:   app.AuthURL + "/authorize",
			TokenURL:  app.AuthURL + "/oauth/token",
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}}, nil
}

// Sign sets the Authorization header of req to a fresh access token; if it has to
// be renewed first, that is waited for. The error is [ErrSignInNeeded] when only
// a person can help.
func (o *OAuth) Sign(req *http.Request) error {
	return o.anybody().Sign(req)
}

const bearer = "Bearer "

// load returns the token as it is in the store.
func (o *OAuth) load(ctx context.Context) (Token, error) {
	token, err := o.app.Store.Load(ctx, o.app.SiteURL)
	if err != nil {
		token = Token{}
	}
	o.memory.saw(token)
	return token, err
}

func (o *OAuth) notSignedIn() error {
	return &SignInError{Site: o.app.SiteURL, Reason: NotSignedIn}
}

// update changes the token in the store, while nobody else does.
func (o *OAuth) update(ctx context.Context, change Change) error {
	var next Token
	err := o.app.Store.Update(ctx, o.app.SiteURL, func(ctx context.Context, current Token) (_ Token, err error) {
		next, err = change(ctx, current)
		return next, err
	})
	if err == nil {
		o.memory.saw(next)
	}
	return err
}

// Close ends a sign-in that is under way and waits for a refresh that is, so that
// its tokens are not lost. After it nothing is renewed.
func (o *OAuth) Close() error {
	o.mu.Lock()
	o.closed = true
	signIn := o.signIn
	o.mu.Unlock()
	var err error
	if signIn != nil {
		err = signIn.Close()
	}
	o.work.Wait()
	return err
}

// Format hides the secrets under every verb.
func (*OAuth) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the secrets in logs.
func (*OAuth) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secrets in JSON and other encodings.
func (*OAuth) MarshalText() ([]byte, error) { return []byte(redacted), nil }
