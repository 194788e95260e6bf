package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// newOAuth makes the sign-in to Jira in the browser out of settings. It sends
// nothing.
func newOAuth(sys System, c config.Config, transport http.RoundTripper) (*auth.OAuth, error) {
	store, err := tokenfile.New(c.Dir, sys.Logger, sys.Now)
	if err != nil {
		return nil, fmt.Errorf("TEMPO_MCP_CONFIG_DIR: %w", err)
	}
	return auth.NewOAuth(auth.App{
		AuthURL: c.AtlassianAuthURL, APIURL: c.AtlassianAPIURL, SiteURL: c.JiraBaseURL,
		ClientID: c.JiraClientID, ClientSecret: c.JiraClientSecret.Reveal(), CallbackPort: c.JiraCallbackPort,
		Transport: transport, Now: sys.Now, Logger: sys.Logger, Store: store,
	})
}

// signer tells, in words, why a request to Jira cannot be signed.
type signer struct{ *auth.OAuth }

// Sign adds a fresh access token.
func (s signer) Sign(req *http.Request) error { return worded(s.OAuth.Sign(req)) }

// base is where Jira is for the sign-in.
func (s signer) base(ctx context.Context) (string, error) {
	base, err := s.BaseURL(ctx)
	return base, worded(err)
}

// wordedTransport tells, in words, why a request that Jira refused cannot be sent
// again.
type wordedTransport struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t wordedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	return resp, worded(err)
}

// wordedError is an error of the sign-in with words for a model and the person
// behind it.
type wordedError struct {
	words string
	cause error
}

func (e *wordedError) Error() string { return e.cause.Error() }
func (e *wordedError) Unwrap() error { return e.cause }

// Words says what happened and what to do next.
func (e *wordedError) Words() string { return e.words }

// Permanent reports that to try again at once does not help.
func (e *wordedError) Permanent() bool {
	final, ok := errors.AsType[interface {
		error
		Permanent() bool
	}](e.cause)
	return ok && final.Permanent()
}

// worded adds words to an error of the sign-in; others stay as they are.
func worded(err error) error {
	if words := SignInWords(err); words != "" {
		return &wordedError{words, err}
	}
	return err
}

// SignInWords explains an error of the sign-in: what happened, and what to do
// next. It is empty for other errors.
func SignInWords(err error) string {
	if e, ok := errors.AsType[*auth.SignInError](err); ok {
		return fmt.Sprintf("Nobody is signed in to Jira at %s (%s). Call the tool again to sign in, or run `%s login`.", e.Site, e.Reason, Name)
	}
	if e, ok := errors.AsType[*auth.ClientSecretError](err); ok {
		return "Atlassian does not accept the client secret" + detail(e.Detail) + ". Signing in again does not help: check JIRA_OAUTH_CLIENT_ID and JIRA_OAUTH_CLIENT_SECRET against the app's settings at https://developer.atlassian.com/console/myapps."
	}
	if e, ok := errors.AsType[*auth.ScopeError](err); ok {
		return fmt.Sprintf("The sign-in to %s lacks a scope. Add %s to the app at https://developer.atlassian.com/console/myapps (Permissions), then run `%s login`.", e.Site, strings.Join(e.Wants, ", "), Name)
	}
	if e, ok := errors.AsType[*auth.SiteError](err); ok {
		return siteWords(e)
	}
	if e, ok := errors.AsType[*auth.PortError](err); ok {
		return fmt.Sprintf("Port %d is taken, so the browser cannot come back from the sign-in. Another copy of this server may be waiting for the sign-in: finish it there. Otherwise free the port, or set JIRA_OAUTH_CALLBACK_PORT and register http://localhost:PORT/callback in the app.", e.Port)
	}
	if e, ok := errors.AsType[*tokenfile.FileError](err); ok {
		return fmt.Sprintf("The sign-in cannot be kept in %s: %v. Mend the file or its folder, or set TEMPO_MCP_CONFIG_DIR.", e.Path, e)
	}
	if e, ok := errors.AsType[*auth.RefusedError](err); ok {
		return sentence(e.Error()) + " Check the app at https://developer.atlassian.com/console/myapps: its callback address, its permissions, and that it is shared with you."
	}
	if e, ok := errors.AsType[*auth.UnavailableError](err); ok {
		return sentence("Atlassian's sign-in could not be asked: "+e.Error()) + " What is signed in stays so. Try again later."
	}
	return endWords(err)
}

// endWords explains how a sign-in ended without a token.
func endWords(err error) string {
	switch {
	case errors.Is(err, auth.ErrDeclined):
		return "The sign-in was declined in the browser. Start it again, and choose Accept."
	case errors.Is(err, auth.ErrTimeout):
		return "Nobody came back from the browser within five minutes. Start the sign-in again."
	case errors.Is(err, auth.ErrClosed):
		return "The sign-in was ended before it was complete. Start it again."
	default:
		return ""
	}
}

func siteWords(e *auth.SiteError) string {
	if len(e.Sites) == 0 {
		return fmt.Sprintf("The sign-in gives access to no Jira site, so not to %s. Sign in again, and choose the site on Atlassian's page.", e.Site)
	}
	return fmt.Sprintf("The sign-in gives no access to %s, but to %s. Set JIRA_BASE_URL to one of these, or sign in again and choose the right site.", e.Site, strings.Join(e.Sites, ", "))
}

func detail(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func sentence(text string) string { return strings.TrimSuffix(text, ".") + "." }

// moment is how long a call waits for a sign-in that a person has just been
// asked for.
const moment = 20 * time.Second

// oauthResolver returns the session when somebody is signed in. Otherwise it
// starts the sign-in, or joins the one under way, and returns its address at
// once.
func oauthResolver(session *tools.Session, oauth *auth.OAuth) tools.Resolve {
	return func(ctx context.Context) (*tools.Session, error) {
		err := oauth.Ready(ctx)
		if err == nil {
			return session, nil
		}
		if !errors.Is(err, auth.ErrSignInNeeded) {
			return nil, inWords(err)
		}
		signIn, err := oauth.Begin(ctx)
		if err != nil {
			return nil, inWords(err)
		}
		return nil, &tools.SignInError{URL: signIn.URL(), Wait: func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, moment)
			defer cancel()
			return inWords(signIn.Wait(ctx))
		}}
	}
}

// SignedIn returns the session, or explains why nobody is signed in. It starts no
// sign-in.
func SignedIn(conn *Connection) tools.Resolve {
	return func(ctx context.Context) (*tools.Session, error) {
		if conn.OAuth == nil {
			return conn.Session, nil
		}
		err := conn.OAuth.Ready(ctx)
		if e, ok := errors.AsType[*auth.SignInError](err); ok {
			return nil, message(fmt.Sprintf("Nobody is signed in to Jira at %s (%s). Run `%s login`, or have a client call a tool, which signs in.", e.Site, e.Reason, Name))
		}
		if err != nil {
			return nil, inWords(err)
		}
		return conn.Session, nil
	}
}

// inWords is an error whose text is for a model.
func inWords(err error) error {
	if err == nil {
		return nil
	}
	if words := SignInWords(err); words != "" {
		return message(words)
	}
	return err
}
