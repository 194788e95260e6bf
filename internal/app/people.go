package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// The book of persons on one's own computer: there is one at a time, and for a
// moment the one before.
const (
	keepIdle   = 12 * time.Hour
	keepAtMost = 2
)

// Person returns who is signed in, with what is remembered of them. Its error is
// [auth.ErrSignInNeeded] when nobody is. What is remembered is gone with the
// sign-in.
func (conn *Connection) Person(ctx context.Context) (*person.Person, error) {
	sign, who, err := conn.signedIn(ctx)
	if err != nil {
		if errors.Is(err, auth.ErrSignInNeeded) {
			conn.isNow("")
		}
		return nil, err
	}
	conn.isNow(who)
	return conn.book.Person(who, func() (*person.Person, error) { return conn.access(sign) })
}

// signedIn returns what signs the requests of whoever is signed in, and nobody
// else's, and who that is.
func (conn *Connection) signedIn(ctx context.Context) (auth.Signer, person.Identity, error) {
	c := conn.config
	parts := []string{c.TempoBaseURL, c.TempoToken.Reveal(), c.JiraBaseURL, c.JiraAuthType}
	if conn.OAuth == nil {
		return conn.sign, person.Identify(append(parts, c.JiraEmail, c.JiraToken.Reveal())...), nil
	}
	signIn, err := conn.OAuth.Current(ctx)
	if err != nil {
		return nil, "", err
	}
	return conn.OAuth.For(signIn), person.Identify(append(parts, signIn)...), nil
}

// knownZone is the zone of whoever was signed in last, if it was looked up.
func (conn *Connection) knownZone() (*time.Location, bool) {
	who, _ := conn.who.Load().(person.Identity)
	p, ok := conn.book.Known(who)
	if !ok {
		return nil, false
	}
	return p.KnownZone()
}

// isNow notes who is signed in, and forgets who was before.
func (conn *Connection) isNow(who person.Identity) {
	if before, _ := conn.who.Swap(who).(person.Identity); before != who {
		conn.book.Forget(before)
	}
}

// newOAuth makes the sign-in to Jira in the browser out of settings. It sends
// nothing.
func newOAuth(sys System, c config.Config, transport http.RoundTripper) (*auth.OAuth, error) {
	if c.Dir == "" {
		return nil, errors.New("TEMPO_MCP_CONFIG_DIR is not set, and there is no home folder to keep sign-ins in, because HOME is not set")
	}
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

// moment is how long a call waits for a sign-in that a person has just been
// asked for.
const moment = 20 * time.Second

// Calls is the environment of tools' calls, for a server that could be connected
// or not (err). Where nobody is signed in, a call starts the sign-in, or joins the
// one under way.
func Calls(conn *Connection, err error, sys System) kit.Env {
	if err != nil {
		return notSetUp(err, say.OwnMachine(), sys)
	}
	env := kit.Env{Help: conn.Help(say.OwnMachine()), Log: conn.sys.Logger, Timeout: conn.config.CallTimeout}
	env.Resolve = func(ctx context.Context) (*person.Person, error) {
		p, err := conn.Person(ctx)
		return p, conn.askToSignIn(ctx, err)
	}
	env.Failed = conn.askToSignIn
	return env
}

// askToSignIn returns the error of a call as it is, unless somebody has to sign in:
// then it starts the sign-in and returns its address at once, as an error. How a
// sign-in before has failed is told once, with the address; where another one would
// fail alike, without.
func (conn *Connection) askToSignIn(ctx context.Context, why error) error {
	if !errors.Is(why, auth.ErrSignInNeeded) {
		return why
	}
	failed := conn.OAuth.Failed(ctx)
	if _, ok := errors.AsType[*auth.ClientSecretError](failed); ok {
		return failed
	}
	if needed, ok := errors.AsType[*auth.SignInError](why); ok && failed == nil && needed.Reason != auth.NotSignedIn {
		failed = why
	}
	signIn, err := conn.OAuth.Begin(ctx)
	if err != nil {
		return err
	}
	return &kit.SignInError{URL: signIn.URL(), Before: failed, Wait: func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, moment)
		defer cancel()
		return signIn.Wait(ctx)
	}}
}

// Reading is the environment of resources and completions, which start no sign-in:
// a client may read at any time, without anybody having asked for it.
func Reading(conn *Connection, err error, sys System) kit.Env {
	if err != nil {
		return notSetUp(err, say.OwnMachine().Reading(), sys)
	}
	return kit.Env{Resolve: conn.Person, Help: conn.Help(say.OwnMachine().Reading()), Log: conn.sys.Logger, Timeout: conn.config.CallTimeout}
}

// Terminal is the environment of calls that a person types. They start no sign-in.
func (conn *Connection) Terminal() kit.Env {
	return kit.Env{Resolve: conn.Person, Help: conn.Help(say.Terminal()), Log: conn.sys.Logger, Timeout: conn.config.CallTimeout}
}

// notSetUp is an environment that explains to a model and the person behind it why
// there is nobody to work for.
func notSetUp(err error, help say.Help, sys System) kit.Env {
	why := say.MessageError("The Tempo server is not set up, so nothing was asked or written:\n" + err.Error() + "\n" + help.Settings)
	return kit.Env{Help: help, Log: sys.Logger, Resolve: func(context.Context) (*person.Person, error) { return nil, why }}
}
