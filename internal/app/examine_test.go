package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/doctor"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestExamine checks what works and says what to do about the rest. It changes
// nothing.
func TestExamine(t *testing.T) {
	t.Parallel()
	const good = "settings ok, Jira sign-in ok, Worklogs (view) ok, Worklogs (manage) ok, Schemes (view) ok, Accounts (view) ok, configuration ok"
	tests := []struct {
		name   string
		change func(*sim.Sim, *config.Config)
		want   string // "" for all good
		says   []string
	}{
		{"good", func(*sim.Sim, *config.Config) {}, good, []string{"Ada Marlow", "Europe/Berlin", "through the site", "api.tempo.io (universal)", "Monday"}},
		{"scoped token", func(s *sim.Sim, _ *config.Config) { s.ScopedJiraToken = true }, good, []string{"through the gateway"}},
		{"hidden zone", func(s *sim.Sim, _ *config.Config) { s.UserTimeZone = "" }, good, []string{"hidden in the profile, so UTC"}},
		{"unknown zone", func(s *sim.Sim, _ *config.Config) { s.UserTimeZone = "Middle/Earth" }, good, []string{"time zone Middle/Earth of the profile not known here, so UTC"}},
		{"no site", func(s *sim.Sim, _ *config.Config) {
			s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/myself", Status: 404, Body: "<html><title>Page unavailable</title></html>"})
		}, strings.Replace(good, "sign-in ok", "sign-in error", 1), []string{"There is no Jira Cloud site at " + sim.SiteURL + ": check JIRA_BASE_URL"}},
		{"EU", func(s *sim.Sim, c *config.Config) { s.Region, c.TempoBaseURL = "eu", "https://api.eu.tempo.io/4" }, good, []string{"region EU"}},
		{"US", func(s *sim.Sim, c *config.Config) { s.Region, c.TempoBaseURL = "us", "https://api.us.tempo.io/4" }, good, []string{"region US"}},
		{"Sunday", func(s *sim.Sim, _ *config.Config) { s.WeekStart = time.Sunday }, good, []string{"Sunday"}},
		{
			"view only", func(s *sim.Sim, _ *config.Config) {
				s.TempoScopes = []string{"worklogs:view", "schemes:view", "accounts:view"}
			},
			strings.Replace(good, "(manage) ok", "(manage) error", 1),
			[]string{"Worklogs (manage)", "create a new one"},
		},
		{
			"view only, read-only server", func(s *sim.Sim, c *config.Config) {
				s.TempoScopes, c.ReadOnly = []string{"worklogs:view", "schemes:view", "accounts:view"}, true
			},
			strings.Replace(good, "(manage) ok", "(manage) warning", 1), nil,
		},
		{"read-only server", func(_ *sim.Sim, c *config.Config) { c.ReadOnly = true }, good, []string{"TEMPO_MCP_READ_ONLY"}},
		{
			"no accounts", func(s *sim.Sim, _ *config.Config) { s.TempoScopes = []string{"worklogs:manage", "schemes:view"} },
			strings.Replace(good, "Accounts (view) ok", "Accounts (view) warning", 1), nil,
		},
		{
			"no accounts, but a field", func(s *sim.Sim, c *config.Config) {
				s.TempoScopes, c.JiraAccountField = []string{"worklogs:manage", "schemes:view"}, "10234"
			},
			strings.Replace(good, "Accounts (view) ok", "Accounts (view) error", 1), nil,
		},
		{
			"hidden configuration", func(s *sim.Sim, _ *config.Config) {
				s.TempoScopes, s.ConfigurationScope = []string{"worklogs:manage", "schemes:view", "accounts:view"}, "config"
			},
			strings.Replace(good, "configuration ok", "configuration warning", 1),
			[]string{"weeks are taken to begin on Monday"},
		},
		{
			"wrong tokens", func(s *sim.Sim, c *config.Config) { s.Region, c.JiraToken = "eu", config.NewSecret("wrong-token") },
			"settings ok, Jira sign-in error, Worklogs (view) error, Worklogs (manage) error, Schemes (view) error, Accounts (view) warning, configuration warning",
			[]string{"JIRA_API_TOKEN", "TEMPO_BASE_URL"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := sim.New(), settings()
			tt.change(s, &c)
			got, text := summary(app.Examine(t.Context(), system(s), c, nil))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s%s", diff, text)
			}
			for _, part := range tt.says {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not in:\n%s", part, text)
				}
			}
			if len(s.Worklogs()) != 0 || strings.Contains(text, sim.TempoToken) || strings.Contains(text, "wrong-token") {
				t.Errorf("something was written, or a token shown:\n%s", text)
			}
		})
	}
}

// summary lists names and states, and all the text.
func summary(checks []doctor.Check) (states, text string) {
	var list []string
	for _, c := range checks {
		list = append(list, strings.TrimPrefix(strings.TrimPrefix(c.Name, "Tempo scope "), "Tempo ")+" "+string(c.State))
		text += c.Name + ": " + c.Detail + "\n"
	}
	return strings.Join(list, ", "), text
}

// TestExamineSettings asks no one when settings are wrong.
func TestExamineSettings(t *testing.T) {
	t.Parallel()
	s := sim.New()
	got, text := summary(app.Examine(t.Context(), system(s), config.Config{}, errors.New("no settings")))
	if got != "settings error" || !strings.Contains(text, "no settings") || len(s.Requests()) != 0 {
		t.Errorf("%s\n%s", got, text)
	}
	got, text = summary(app.Examine(t.Context(), system(s), config.Config{}, &config.Error{Problems: []config.Problem{
		{Variable: "TEMPO_API_TOKEN", Message: "is not set.", Where: "See Tempo > Settings."}, {Variable: "JIRA_EMAIL", Message: "is not set."},
	}}))
	if got != "TEMPO_API_TOKEN error, JIRA_EMAIL error" || !strings.Contains(text, "See Tempo > Settings.") || len(s.Requests()) != 0 {
		t.Errorf("%s\n%s", got, text)
	}
	c := settings()
	c.TempoBaseURL = "nowhere"
	got, text = summary(app.Examine(t.Context(), system(s), c, nil))
	if got != "settings ok, settings error" || !strings.Contains(text, "TEMPO_BASE_URL") {
		t.Errorf("%s\n%s", got, text)
	}
}
