package auth

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// requestTimeout is for one request to Atlassian's sign-in.
const requestTimeout = 30 * time.Second

// Scopes are what a sign-in asks for: users, issues, and a refresh token.
func Scopes() []string { return []string{"read:jira-user", "read:jira-work", "offline_access"} }

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
	failed error    // how the latest sign-in failed, until somebody is told
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
func (o *OAuth) Sign(req *http.Request) error { return o.anybody().Sign(req) }

// Secrets lists the latest tokens and the client secret, for whoever keeps them out of
// what other services say.
func (o *OAuth) Secrets() []string { return append(o.memory.secrets(), o.app.ClientSecret) }

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
