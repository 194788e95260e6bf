package app

import (
	"context"
	"errors"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/doctor"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Examine checks the settings, then each service and each scope. Where the settings of
// one service are missing or wrong, the other one is checked all the same.
func Examine(ctx context.Context, sys System, c config.Config, settings error) []doctor.Check {
	checks := settingChecks(settings)
	tempoToo, jiraToo := usable(settings)
	if !tempoToo && !jiraToo {
		return checks
	}
	if !tempoToo {
		c.TempoBaseURL = tempo.DefaultBaseURL // where nothing is sent
	}
	if !jiraToo {
		c.JiraBaseURL, c.JiraAuthType = nowhere, config.AuthBasic
	}
	conn, err := Connect(sys, c)
	if err != nil {
		return append(checks, doctor.Check{Name: "settings", State: doctor.Error, Detail: err.Error()})
	}
	patient := doctor.Patient{
		TempoURL: c.TempoBaseURL, Way: conn.Way, Now: sys.Now().In(sys.Local), ReadOnly: c.ReadOnly,
		AccountField: strings.TrimPrefix(c.JiraAccountField, "customfield_"), Help: conn.Help(say.Terminal()),
	}
	if tempoToo {
		patient.Tempo = conn.Unbound.Tempo
	}
	if jiraToo {
		patient.Jira = conn.Unbound.Jira
	}
	return append(checks, doctor.Examine(ctx, patient)...)
}

// nowhere stands for a site that is not asked.
const nowhere = "https://jira.invalid"

// usable reports which services can be asked with settings that may have something
// wrong. What is wrong with neither is wrong with both.
func usable(settings error) (tempoToo, jiraToo bool) {
	if settings == nil {
		return true, true
	}
	var wrong *config.Error
	if !errors.As(settings, &wrong) {
		return false, false
	}
	tempoToo, jiraToo = true, true
	for _, p := range wrong.Problems {
		ofTempo := p.Variable == "TEMPO_API_TOKEN" || p.Variable == "TEMPO_BASE_URL"
		ofJira := strings.HasPrefix(p.Variable, "JIRA_") || strings.HasPrefix(p.Variable, "ATLASSIAN_")
		tempoToo, jiraToo = tempoToo && ofJira, jiraToo && ofTempo
	}
	return tempoToo, jiraToo
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
