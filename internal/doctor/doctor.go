// Package doctor looks whether everything is there that the tools need: each
// service and each scope is tried by what needs it. Its words are for the terminal
// and for pages.
package doctor

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// State is how a check ended.
type State string

// The states of a check.
const (
	OK      State = "ok"
	Warning State = "warning" // something that is not needed does not work
	Error   State = "error"
	Unknown State = "unknown" // it could not be found out
)

// Check is one thing that was looked at.
type Check struct {
	Name   string
	State  State
	Detail string // what was seen, and what to do about it
}

// Patient is an access that is looked at.
type Patient struct {
	Tempo    *tempo.Client // nil: it is not set up, so not looked at
	Jira     *jira.Client  // likewise
	TempoURL string
	Way      func() string // tells how Jira is signed in to, once it was asked
	Now      time.Time     // in the local zone, which counts where the profile tells none
	ReadOnly bool
	// AccountField is the custom field with an issue's account ("10234"); without one,
	// accounts need not be readable.
	AccountField string
	Help         say.Help

	me func() (jira.User, error) // asked once
}

// step is one check.
type step func(context.Context) Check

// Examine tries everything, side by side. Nothing is written: the scope for writing
// is tried with a worklog that lacks everything, which Tempo cannot accept.
func Examine(ctx context.Context, p Patient) []Check {
	steps := p.steps(ctx)
	checks := make([]Check, len(steps))
	var wait sync.WaitGroup
	for i, step := range steps {
		safe.Go(&wait, func() { checks[i] = step(ctx) }, func(err error) {
			checks[i] = Check{"a check", Error, "this is a mistake in the program: " + p.Help.Explain(err)}
		})
	}
	wait.Wait()
	return checks
}

// steps lists what can be looked at, in the order in which it is told.
func (p *Patient) steps(ctx context.Context) []step {
	var steps []step
	if p.Jira != nil {
		p.me = sync.OnceValues(func() (jira.User, error) { return p.Jira.Myself(ctx) })
		steps = append(steps, p.person)
	}
	if p.Tempo != nil {
		steps = append(steps, p.worklogs, p.writing, p.schedule, p.accounts, p.week)
	}
	if p.Tempo != nil && p.Jira != nil {
		steps = append(steps, p.owner)
	}
	if p.Jira != nil && p.AccountField != "" {
		steps = append(steps, p.field)
	}
	return steps
}

// bad is a check that did not go well.
func (p *Patient) bad(name string, state State, err error) Check {
	return Check{name, state, strings.ReplaceAll(p.Help.Explain(err), "\n", " ")}
}

func (p *Patient) person(context.Context) Check {
	const name = "Jira sign-in"
	me, err := p.me()
	if err != nil {
		return p.bad(name, Error, err)
	}
	zone := me.TimeZone
	switch _, err := me.Location(); {
	case zone == "":
		zone = fmt.Sprintf("hidden in the profile, so %s", p.Now.Location())
	case err != nil:
		zone = fmt.Sprintf("%s of the profile not known here, so %s", zone, p.Now.Location())
	}
	return Check{name, OK, fmt.Sprintf("%s (%s), time zone %s, %s", me.DisplayName, me.AccountID, zone, p.Way())}
}

// today is a day to try things with.
func (p *Patient) today() string { return p.Now.Format("2006-01-02") }

func (p *Patient) worklogs(ctx context.Context) Check {
	const name = "Tempo scope Worklogs (view)"
	if err := p.Tempo.CheckRead(ctx, p.today()); err != nil {
		return p.bad(name, Error, err)
	}
	return Check{name, OK, "worklogs can be read at " + region(p.TempoURL)}
}

func region(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	switch u.Hostname() {
	case "api.tempo.io":
		return "api.tempo.io (universal)"
	case "api.eu.tempo.io":
		return "api.eu.tempo.io (region EU)"
	case "api.us.tempo.io":
		return "api.us.tempo.io (region US)"
	default:
		return u.Host
	}
}

func (p *Patient) writing(ctx context.Context) Check {
	const name = "Tempo scope Worklogs (manage)"
	switch err := p.Tempo.CheckWrite(ctx); {
	case err == nil && p.ReadOnly:
		return Check{name, OK, "worklogs could be written; TEMPO_MCP_READ_ONLY switches it off"}
	case err == nil:
		return Check{name, OK, "worklogs can be written"}
	case p.ReadOnly:
		return p.bad(name, Warning, err)
	default:
		return p.bad(name, Error, err)
	}
}

func (p *Patient) schedule(ctx context.Context) Check {
	const name = "Tempo scope Schemes (view)"
	if _, err := p.Tempo.Schedule(ctx, p.today(), p.today()); err != nil {
		return p.bad(name, Error, err)
	}
	return Check{name, OK, "the user schedule can be read"}
}

// accounts are needed only where issues carry them; otherwise they are names in
// a report.
func (p *Patient) accounts(ctx context.Context) Check {
	const name = "Tempo scope Accounts (view)"
	for _, err := range p.Tempo.Accounts(ctx) {
		switch {
		case err == nil:
		case p.AccountField != "":
			return p.bad(name, Error, err)
		default:
			return p.bad(name, Warning, err)
		}
		break
	}
	return Check{name, OK, "accounts can be read"}
}

func (p *Patient) week(ctx context.Context) Check {
	const name = "Tempo configuration"
	settings, err := p.Tempo.Configuration(ctx)
	if err != nil {
		c := p.bad(name, Warning, err)
		c.Detail = "weeks are taken to begin on Monday. " + c.Detail
		return c
	}
	return Check{name, OK, "weeks begin on " + settings.WeekStart.String()}
}
