package app_test

import (
	"errors"
	"net/http"
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
	const good = "settings ok, Jira sign-in ok, Worklogs (view) ok, Worklogs (manage) ok, Schemes (view) ok, Accounts (view) ok, configuration ok, token's owner unknown"
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
			strings.Replace(good, "Accounts (view) ok", "Accounts (view) error", 1) + ", Jira account field ok",
			[]string{"customfield_10234 is the field Account"},
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
			"settings ok, Jira sign-in error, Worklogs (view) error, Worklogs (manage) error, Schemes (view) error, Accounts (view) warning, configuration warning, token's owner unknown",
			[]string{"JIRA_API_TOKEN", "TEMPO_BASE_URL", "could not be checked"},
		},
		{
			"no such field", func(_ *sim.Sim, c *config.Config) { c.JiraAccountField = "99" }, good + ", Jira account field error",
			[]string{"there is no field customfield_99", "Account: that is customfield_10234", "JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID"},
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

// TestExamineOwner tells a token of somebody else's as far as Tempo shows it.
func TestExamineOwner(t *testing.T) {
	t.Parallel()
	schedule := "/4/user-schedule/" + sim.AccountID
	tests := map[string]struct {
		authors []string
		fault   sim.Fault
		want    doctor.State
		says    string
	}{
		"their own worklogs":  {[]string{sim.AccountID, sim.AccountID}, sim.Fault{}, doctor.OK, "worklogs of Ada Marlow"},
		"somebody else's":     {[]string{"ben"}, sim.Fault{}, doctor.Warning, "somebody else's than Ada Marlow's"},
		"a team's":            {[]string{"ben", sim.AccountID}, sim.Fault{}, doctor.Unknown, "could not be checked: Tempo does not name it"},
		"nobody's":            {nil, sim.Fault{}, doctor.Unknown, "could not be checked"},
		"a hidden schedule":   {nil, sim.Fault{PathPrefix: schedule, Status: http.StatusForbidden}, doctor.Warning, "does not show the token's owner the schedule of Ada Marlow"},
		"a schedule of other": {nil, sim.Fault{PathPrefix: schedule, Status: http.StatusOK, Body: `{"results":[]}`}, doctor.Error, "not that of Ada Marlow: its owner has another schedule"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sim.New()
			s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben Okafor", Viewable: true})
			id := s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search"})
			for _, author := range tt.authors {
				s.AddWorklog(sim.Worklog{IssueID: id, AuthorAccountID: author, StartDate: time.Now().Format(time.DateOnly), TimeSpentSeconds: 60})
			}
			if tt.fault.Status != 0 {
				s.AddFault(tt.fault)
			}
			for _, c := range app.Examine(t.Context(), system(s), settings(), nil) {
				if c.Name == "Tempo token's owner" && (c.State != tt.want || !strings.Contains(c.Detail, tt.says)) {
					t.Errorf("got %s %s, want %s %s", c.State, c.Detail, tt.want, tt.says)
				}
			}
		})
	}
}

// TestExamineTheOther checks the service that is set up when the other one is not.
func TestExamineTheOther(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]string{
		"TEMPO_API_TOKEN":       "TEMPO_API_TOKEN error, Jira sign-in ok",
		"JIRA_BASE_URL":         "JIRA_BASE_URL error, Worklogs (view) ok, Worklogs (manage) ok, Schemes (view) ok, Accounts (view) ok, configuration ok",
		"TEMPO_MCP_MAX_RETRIES": "TEMPO_MCP_MAX_RETRIES error",
	} {
		got, text := summary(app.Examine(t.Context(), system(sim.New()), settings(), &config.Error{Problems: []config.Problem{{Variable: variable, Message: "is not set."}}}))
		if got != want {
			t.Errorf("%s: got %s, want %s\n%s", variable, got, want, text)
		}
	}
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
