// Package app puts the parts together: settings become clients, clients a person,
// and the person is found for each call.
//
// It knows every part by name and what each needs. It does not know what a tool
// does, how a service is spoken to, or what goes over a transport.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// System is what the program takes from the machine it runs on.
type System struct {
	Version string
	Now     func() time.Time
	Local   *time.Location
	Logger  *slog.Logger
	// Transport sends the requests; nil means the network.
	Transport http.RoundTripper
}

// Connection is the way to the services, with one set of settings, for as long as
// the program runs.
type Connection struct {
	// Unbound has the access of whoever is signed in at the time of each request.
	// It is for checks and for commands that run once; a tool's call works for the
	// Person that it began with.
	Unbound *person.Person
	OAuth   *auth.OAuth // nil unless Jira is signed in to in the browser

	sys       System
	config    config.Config
	secrets   *rest.Secrets
	transport http.RoundTripper
	sign      auth.Signer // of Unbound
	book      *person.Book
	state     *state.Lazy
	who       atomic.Value // the [person.Identity] that was signed in last
}

// Connect makes the clients of both services out of settings. It sends nothing.
func Connect(sys System, c config.Config) (*Connection, error) {
	conn := &Connection{config: c, transport: sys.Transport, book: person.NewBook(sys.Now, keepIdle, keepAtMost)}
	conn.secrets = rest.NewSecrets(conn.hidden)
	sys.Logger = slog.New(conn.secrets.Handler(sys.Logger.Handler()))
	conn.sys = sys
	conn.state = state.NewLazy(state.Options{Path: stateFile(c), Now: sys.Now, Logger: sys.Logger})
	if conn.transport == nil {
		network, err := rest.NewTransport(rest.Network{
			CAFile: c.CAFile, Insecure: c.Insecure,
			HTTPProxy: c.Proxy.HTTP.Reveal(), HTTPSProxy: c.Proxy.HTTPS.Reveal(), NoProxy: c.Proxy.None,
		})
		if err != nil {
			return nil, err
		}
		conn.transport = network
	}
	switch c.JiraAuthType {
	case config.AuthOAuth:
		oauth, err := newOAuth(sys, c, conn.transport)
		if err != nil {
			return nil, err
		}
		conn.OAuth, conn.sign = oauth, oauth
	case config.AuthBearer:
		conn.sign = auth.Bearer(c.JiraToken.Reveal())
	default:
		conn.sign = auth.Basic(c.JiraEmail, c.JiraToken.Reveal())
	}
	var err error
	conn.Unbound, err = conn.access(conn.sign)
	return conn, err
}

// hidden lists what must not be shown or logged, whichever service repeats it.
func (conn *Connection) hidden() []string {
	list := conn.config.Secrets()
	if conn.OAuth != nil {
		list = append(list, conn.OAuth.Secrets()...)
	}
	return list
}

// Help returns the help for people with the connection's secrets kept out of its words.
func (conn *Connection) Help(h say.Help) say.Help {
	h.Hide = conn.secrets.Hide
	return h
}

// route is a signer that also tells where its requests go, and what becomes of those
// that are refused: a sign-in in the browser, bound to one person or not.
type route interface {
	auth.Signer
	BaseURL(ctx context.Context) (string, error)
	Transport(next http.RoundTripper) http.RoundTripper
}

// access returns a person of whom nothing is known yet, whose requests to Jira are
// signed by sign.
func (conn *Connection) access(sign auth.Signer) (*person.Person, error) {
	c := conn.config
	options := rest.Options{
		Transport: conn.transport, Timeout: c.RequestTimeout, MaxRetries: c.MaxRetries, RetryDelay: c.RetryDelay,
		MaxConcurrency: c.MaxConcurrency, Logger: conn.sys.Logger, Secrets: conn.secrets, UserAgent: say.Program + "/" + conn.sys.Version, Now: conn.sys.Now,
	}
	writes := options
	writes.Transport = announcing{options.Transport}
	t, err := tempo.New(c.TempoBaseURL, c.TempoToken.Reveal(), writes)
	if err != nil {
		return nil, fmt.Errorf("TEMPO_BASE_URL: %w", err)
	}
	o := jira.Options{
		Options: options, GatewayURL: c.AtlassianAPIURL, AccountField: c.JiraAccountField,
		ScopedTokens: c.JiraAuthType == config.AuthBasic,
	}
	if way, ok := sign.(route); ok {
		o.Base, o.Transport = way.BaseURL, way.Transport(options.Transport)
	}
	j, err := jira.New(c.JiraBaseURL, sign, o)
	if err != nil {
		return nil, fmt.Errorf("JIRA_BASE_URL: %w", err)
	}
	p := person.New(t, j, conn.sys.Now, conn.sys.Local)
	p.Record = person.Record{State: conn.state, Journal: c.Journal, Site: c.JiraBaseURL}
	return p, nil
}

// Way tells how Jira is signed in to, and which way its requests go, once one has
// succeeded.
func (conn *Connection) Way() string {
	switch route := conn.Unbound.Jira.Route(); {
	case conn.OAuth != nil:
		return "by OAuth through the gateway"
	case route == jira.RouteGateway:
		return "by " + conn.config.JiraAuthType + " through the gateway, as a token with scopes"
	default:
		return fmt.Sprintf("by %s through the %s", conn.config.JiraAuthType, route)
	}
}

// Close ends a sign-in that is under way, and waits until new tokens are kept.
func (conn *Connection) Close() error {
	if conn == nil {
		return nil
	}
	if conn.OAuth == nil {
		return conn.state.Close()
	}
	return errors.Join(conn.OAuth.Close(), conn.state.Close())
}

// Warm looks up who is signed in, so that the first call need not wait for it.
// What fails now is tried again by the call that needs it.
func (conn *Connection) Warm(ctx context.Context) error {
	p, err := conn.Person(ctx)
	if err != nil {
		return err
	}
	_, err = p.Me(ctx)
	return err
}
