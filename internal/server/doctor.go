package server

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// State is how a check ended.
type State string

// The states of a check.
const (
	StateOK      State = "ok"
	StateWarning State = "warning" // something that is not needed does not work
	StateError   State = "error"
)

// Check is one thing that was looked at.
type Check struct {
	Name   string
	State  State
	Detail string // what was seen, and what to do about it
}

// Examine checks the settings, then each service and each scope by trying what
// needs it. Nothing is written: the scope for writing is tried with a worklog
// that lacks everything, which Tempo cannot accept.
func Examine(ctx context.Context, sys System, c config.Config, settings error) []Check {
	checks := settingChecks(settings)
	if settings != nil {
		return checks
	}
	conn, err := Connect(sys, c)
	if err != nil {
		return append(checks, Check{"settings", StateError, err.Error()})
	}
	x := examiner{sys: sys, config: c, conn: conn}
	steps := []func(context.Context) Check{x.person, x.worklogs, x.writing, x.schedule, x.accounts, x.week}
	results := make([]Check, len(steps))
	var g errgroup.Group
	for i, step := range steps {
		g.Go(func() error {
			results[i] = step(ctx)
			return nil
		})
	}
	_ = g.Wait() // the steps tell their errors in their results
	return append(checks, results...)
}

func settingChecks(err error) []Check {
	var wrong *config.Error
	switch {
	case err == nil:
		return []Check{{"settings", StateOK, "complete"}}
	case errors.As(err, &wrong):
		var checks []Check
		for _, p := range wrong.Problems {
			checks = append(checks, Check{p.Variable, StateError, strings.TrimSpace(p.Message + " " + p.Where)})
		}
		return checks
	default:
		return []Check{{"settings", StateError, err.Error()}}
	}
}

type examiner struct {
	sys    System
	config config.Config
	conn   *Connection
}

// bad is a check that did not go well.
func bad(name string, state State, err error) Check {
	return Check{name, state, strings.ReplaceAll(tools.Explain(err), "\n", " ")}
}

func (x examiner) person(ctx context.Context) Check {
	const name = "Jira sign-in"
	me, err := x.conn.Jira.Myself(ctx)
	if err != nil {
		return bad(name, StateError, err)
	}
	zone := me.TimeZone
	if zone == "" {
		zone = fmt.Sprintf("hidden in the profile, so %s", x.sys.Local)
	}
	return Check{name, StateOK, fmt.Sprintf("%s (%s), time zone %s, %s", me.DisplayName, me.AccountID, zone, x.conn.Way())}
}

// today is a day to try things with.
func (x examiner) today() string { return x.sys.Now().In(x.sys.Local).Format("2006-01-02") }

func (x examiner) worklogs(ctx context.Context) Check {
	const name = "Tempo scope Worklogs (view)"
	if err := x.conn.Tempo.CheckRead(ctx, x.today()); err != nil {
		return bad(name, StateError, err)
	}
	return Check{name, StateOK, "worklogs can be read at " + x.region()}
}

func (x examiner) region() string {
	u, err := url.Parse(x.config.TempoBaseURL)
	if err != nil {
		return x.config.TempoBaseURL
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

func (x examiner) writing(ctx context.Context) Check {
	const name = "Tempo scope Worklogs (manage)"
	switch err := x.conn.Tempo.CheckWrite(ctx); {
	case err == nil && x.config.ReadOnly:
		return Check{name, StateOK, "worklogs could be written; TEMPO_MCP_READ_ONLY switches it off"}
	case err == nil:
		return Check{name, StateOK, "worklogs can be written"}
	case x.config.ReadOnly:
		return bad(name, StateWarning, err)
	default:
		return bad(name, StateError, err)
	}
}

func (x examiner) schedule(ctx context.Context) Check {
	const name = "Tempo scope Schemes (view)"
	if _, err := x.conn.Tempo.Schedule(ctx, x.today(), x.today()); err != nil {
		return bad(name, StateError, err)
	}
	return Check{name, StateOK, "the user schedule can be read"}
}

// accounts are needed only where issues carry them; otherwise they are names in
// a report.
func (x examiner) accounts(ctx context.Context) Check {
	const name = "Tempo scope Accounts (view)"
	for _, err := range x.conn.Tempo.Accounts(ctx) {
		switch {
		case err == nil:
		case x.config.JiraAccountField != "":
			return bad(name, StateError, err)
		default:
			return bad(name, StateWarning, err)
		}
		break
	}
	return Check{name, StateOK, "accounts can be read"}
}

func (x examiner) week(ctx context.Context) Check {
	const name = "Tempo configuration"
	settings, err := x.conn.Tempo.Configuration(ctx)
	if err != nil {
		c := bad(name, StateWarning, err)
		c.Detail = "weeks are taken to begin on Monday. " + c.Detail
		return c
	}
	return Check{name, StateOK, "weeks begin on " + settings.WeekStart.String()}
}
