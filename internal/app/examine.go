package app

import (
	"context"
	"errors"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/doctor"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Examine checks the settings, then each service and each scope.
func Examine(ctx context.Context, sys System, c config.Config, settings error) []doctor.Check {
	checks := settingChecks(settings)
	if settings != nil {
		return checks
	}
	conn, err := Connect(sys, c)
	if err != nil {
		return append(checks, doctor.Check{Name: "settings", State: doctor.Error, Detail: err.Error()})
	}
	return append(checks, doctor.Examine(ctx, doctor.Patient{
		Tempo: conn.Unbound.Tempo, Jira: conn.Unbound.Jira, TempoURL: c.TempoBaseURL, Way: conn.Way,
		Now: sys.Now().In(sys.Local), ReadOnly: c.ReadOnly, Accounts: c.JiraAccountField != "", Help: conn.Help(say.Terminal()),
	})...)
}

func settingChecks(err error) []doctor.Check {
	var wrong *config.Error
	switch {
	case err == nil:
		return []doctor.Check{{Name: "settings", State: doctor.OK, Detail: "complete"}}
	case errors.As(err, &wrong):
		var checks []doctor.Check
		for _, p := range wrong.Problems {
			checks = append(checks, doctor.Check{Name: p.Variable, State: doctor.Error, Detail: strings.TrimSpace(p.Message + " " + p.Where)})
		}
		return checks
	default:
		return []doctor.Check{{Name: "settings", State: doctor.Error, Detail: err.Error()}}
	}
}
