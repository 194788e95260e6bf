package app_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// system is a machine in the test's time whose network is a simulator.
func system(s *sim.Sim) app.System {
	return app.System{
		Version: "1.2.3", Now: time.Now, Local: time.UTC, Logger: slog.New(slog.DiscardHandler), Transport: s,
	}
}

// settings are those of a person at the simulated site.
func settings() config.Config {
	return config.Config{
		TempoToken: config.NewSecret(sim.TempoToken), TempoBaseURL: sim.TempoURL, JiraBaseURL: sim.SiteURL,
		JiraAuthType: config.AuthBasic, JiraEmail: sim.Email, JiraToken: config.NewSecret(sim.JiraToken),
		AtlassianAPIURL: sim.GatewayURL, RetryDelay: time.Millisecond, MaxConcurrency: 4,
	}
}

// offered is the MCP server of a connection, or of the reason why there is none.
func offered(sys app.System, c config.Config, conn *app.Connection, wrong error) *ourmcp.Server {
	return app.NewServer(conn, wrong, sys, tools.Selection{ReadOnly: c.ReadOnly})
}

// meet connects an MCP client to a server and returns what it is greeted with.
func meet(t *testing.T, s *sim.Sim, c config.Config, wrong error) (*client.Client, *mcp.InitializeResult) {
	t.Helper()
	conn, err := app.Connect(system(s), c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := client.NewInProcessClient(offered(system(s), c, conn, wrong).Bare())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	greeting, err := m.Initialize(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return m, greeting
}

// use calls a tool and returns its text.
func use(t *testing.T, m *client.Client, tool string, args any) (text string, isError bool) {
	t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, args
	result, err := m.CallTool(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	content, _ := result.Content[0].(mcp.TextContent)
	return content.Text, result.IsError
}

func names(t *testing.T, m *client.Client) string {
	t.Helper()
	list, err := m.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, tool := range list.Tools {
		all = append(all, tool.Name)
	}
	return strings.Join(all, " ")
}

func TestServer(t *testing.T) {
	t.Parallel()
	s := sim.New()
	s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search"})
	m, greeting := meet(t, s, settings(), nil)
	if greeting.ServerInfo.Name != "tempo-mcp-server" || greeting.ServerInfo.Version != "1.2.3" || greeting.Capabilities.Tools == nil {
		t.Errorf("%+v", greeting)
	}
	if today := time.Now().UTC().Format("Mon 2006-01-02") + " (UTC)"; !strings.Contains(greeting.Instructions, today) {
		t.Errorf("%q is not in %s", today, greeting.Instructions)
	}
	if !strings.Contains(greeting.Instructions, "Look before you write") || strings.Contains(greeting.Instructions, "read-only") {
		t.Error(greeting.Instructions)
	}
	want := "bulkCreateWorklogs createWorklog deleteWorklog editWorklog getMissingWorklogDays getWorklogAnalytics retrieveWorklogs undoChange"
	if diff := cmp.Diff(want, names(t, m)); diff != "" {
		t.Error(diff)
	}
	if text, isError := use(t, m, "createWorklog", map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "today"}); isError || len(s.Worklogs()) != 1 {
		t.Error(text)
	}
	if agent := s.Requests()[0].Header.Get("User-Agent"); agent != "tempo-mcp-server/1.2.3" {
		t.Errorf("user agent %q", agent)
	}
}

// TestReadOnly shows no tools that write, and refuses them to those who call
// them all the same.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := sim.New()
	c := settings()
	c.ReadOnly = true
	m, greeting := meet(t, s, c, nil)
	if !strings.Contains(greeting.Instructions, "read-only (TEMPO_MCP_READ_ONLY)") {
		t.Error(greeting.Instructions)
	}
	if diff := cmp.Diff("getMissingWorklogDays getWorklogAnalytics retrieveWorklogs", names(t, m)); diff != "" {
		t.Error(diff)
	}
	if text, isError := use(t, m, "retrieveWorklogs", map[string]any{"period": "today"}); isError {
		t.Error(text)
	}
	text, isError := use(t, m, "deleteWorklog", map[string]any{"worklogId": "1"})
	if !isError || !strings.Contains(text, "TEMPO_MCP_READ_ONLY") {
		t.Error(text)
	}
	for _, r := range s.Requests() {
		if r.Method == http.MethodDelete {
			t.Error("a write was sent")
		}
	}
	list, err := m.ListPrompts(t.Context(), mcp.ListPromptsRequest{})
	if err != nil || len(list.Prompts) != 2 || list.Prompts[0].Name != "monthEnd" || list.Prompts[1].Name != "weeklyReport" {
		t.Errorf("prompts: %+v, %v", list, err)
	}
}

// TestWithoutSettings still greets and lists the tools; calls say what is
// missing.
func TestWithoutSettings(t *testing.T) {
	t.Parallel()
	s := sim.New()
	m, _ := meet(t, s, settings(), errors.New("TEMPO_API_TOKEN is not set"))
	if len(strings.Fields(names(t, m))) != 8 {
		t.Error(names(t, m))
	}
	text, isError := use(t, m, "retrieveWorklogs", map[string]any{"period": "today"})
	for _, part := range []string{"not set up", "TEMPO_API_TOKEN is not set", "restart", "tempo-mcp-server doctor"} {
		if !isError || !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
	if len(s.Requests()) != 0 {
		t.Error("a service was asked")
	}
}

func TestConnectRefuses(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*config.Config){
		"TEMPO_BASE_URL": func(c *config.Config) { c.TempoBaseURL = "http://api.tempo.io/4" },
		"JIRA_BASE_URL":  func(c *config.Config) { c.JiraBaseURL = "example" },
	} {
		c := settings()
		change(&c)
		if _, err := app.Connect(system(sim.New()), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	c := settings()
	c.CAFile = "no/such/file"
	sys := system(sim.New())
	sys.Transport = nil
	if _, err := app.Connect(sys, c); err == nil || !strings.Contains(err.Error(), "no/such/file") {
		t.Errorf("CA file: %v", err)
	}
}

// TestSignIns reach Jira in each way that is set up.
func TestSignIns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*sim.Sim, *config.Config)
	}{
		{"token", func(*sim.Sim, *config.Config) {}},
		{"token with scopes", func(s *sim.Sim, _ *config.Config) { s.ScopedJiraToken = true }},
		{"bearer", func(s *sim.Sim, c *config.Config) {
			s.JiraBearer = "simulated-bearer"
			c.JiraAuthType, c.JiraToken = config.AuthBearer, config.NewSecret("simulated-bearer")
		}},
		{"another region", func(s *sim.Sim, c *config.Config) {
			s.Region, c.TempoBaseURL = "us", "https://api.us.tempo.io/4"
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := sim.New(), settings()
			tt.change(s, &c)
			m, _ := meet(t, s, c, nil)
			if text, isError := use(t, m, "retrieveWorklogs", map[string]any{"period": "today"}); isError {
				t.Error(text)
			}
		})
	}
}
