// Package tooltest is for tests of what the server offers: a simulated site with a
// person who is signed in, calls of tools whose results are checked against their
// schemas, and an MCP client. It knows all tools by their names and none by its
// package, so that a family's tests, in a package of their own, can use it. It is
// never part of the program.
package tooltest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Thursday is when the tests take place.
func Thursday() time.Time { return time.Date(2026, 3, 5, 10, 30, 0, 0, time.UTC) }

// Site is a simulated site and one person's session with it.
type Site struct {
	*sim.Sim

	// Person is who is signed in.
	Person *person.Person
	// Log holds what calls have logged.
	Log *bytes.Buffer
	// Odd says that answers are broken in ways that nobody has words for.
	Odd bool
}

// Setup is what a test may want otherwise.
type Setup struct {
	Sim          *sim.Sim
	Transport    http.RoundTripper // in place of one that checks exchanges
	RetryDelay   time.Duration
	Concurrency  int
	AccountField string
	TempoURL     string
	Local        *time.Location
	// Record is what outlives calls; without one there is no journal.
	Record person.Record
}

// Journaled keeps a journal in a file, or in memory without a path.
func Journaled(tb testing.TB, path string) func(*Setup) {
	tb.Helper()
	return func(o *Setup) {
		now := Thursday
		if o.Sim != nil {
			now = o.Sim.Now
		}
		lazy := state.NewLazy(state.Options{Path: path, Now: now, Logger: slog.New(slog.DiscardHandler)})
		tb.Cleanup(func() { _ = lazy.Close() })
		o.Record = person.Record{State: lazy, Journal: true, Site: sim.SiteURL}
	}
}

// WebPage is what a proxy answers in place of a service.
const WebPage = "<html><head><title>Sign in</title></head><body>Please sign in</body></html>"

// Unchecked leaves the vendors' documents out, which broken answers do not fit.
func Unchecked(o *Setup) { o.Transport = o.Sim }

// NewSite returns a site with some issues and no worklogs. Its exchanges are
// checked against the vendors' documents, unless change gives another transport.
func NewSite(tb testing.TB, change ...func(*Setup)) *Site {
	tb.Helper()
	s := sim.New()
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	s.AddIssue(sim.Issue{ID: 10003, Key: "OPS-3", Summary: "Quiet nights"})
	began := time.Now()
	s.Now = func() time.Time { return Thursday().Add(time.Since(began).Truncate(time.Second)) }
	return Connect(tb, append([]func(*Setup){func(o *Setup) { o.Sim = s }}, change...)...)
}

// Connect signs in to a simulator, which change has to give.
func Connect(tb testing.TB, change ...func(*Setup)) *Site {
	tb.Helper()
	o := Setup{RetryDelay: time.Millisecond, Concurrency: 4, TempoURL: sim.TempoURL, Local: time.UTC}
	for _, c := range change {
		c(&o)
	}
	if o.Transport == nil {
		o.Transport = contract.Validate(tb, o.Sim)
	}
	options := tempo.Options{
		Transport: o.Transport, MaxRetries: 3, RetryDelay: o.RetryDelay, MaxConcurrency: o.Concurrency, Now: o.Sim.Now,
	}
	tc, err := tempo.New(o.TempoURL, sim.TempoToken, options)
	if err != nil {
		tb.Fatal(err)
	}
	jc, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), jira.Options{Options: options, AccountField: o.AccountField, ScopedTokens: true})
	if err != nil {
		tb.Fatal(err)
	}
	p := person.New(tc, jc, o.Sim.Now, o.Local)
	p.Record = o.Record
	return &Site{Sim: o.Sim, Person: p, Log: &bytes.Buffer{}}
}

// Env is that of the site's person, on their own machine.
func (s *Site) Env() kit.Env {
	return kit.Env{
		Resolve: func(context.Context) (*person.Person, error) { return s.Person, nil },
		Help:    say.OwnMachine(), Log: slog.New(slog.NewTextHandler(s.Log, nil)),
	}
}
