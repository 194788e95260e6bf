package config_test

import (
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

// nothing is an environment in which no variable is set.
func nothing() map[string]string {
	values := map[string]string{}
	for _, v := range config.Variables() {
		values[v.Name] = ""
	}
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		values[name], values[strings.ToLower(name)] = "", ""
	}
	return values
}

// complete is an environment with what must be set.
func complete() map[string]string {
	values := nothing()
	values["TEMPO_API_TOKEN"] = "tempo-1"
	values["JIRA_BASE_URL"] = "https://x.atlassian.net"
	values["JIRA_EMAIL"] = "ada@example.com"
	values["JIRA_API_TOKEN"] = "jira-1"
	return values
}

// load reads settings that must be right.
func load(t *testing.T) config.Config {
	t.Helper()
	c, err := config.Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return c
}

// problems reads settings that must be wrong.
func problems(t *testing.T) []config.Problem {
	t.Helper()
	_, err := config.Load()
	wrong, ok := errors.AsType[*config.Error](err)
	if !ok {
		t.Fatalf("Load: got error %v, want a *config.Error", err)
	}
	return wrong.Problems
}

func variables(list []config.Problem) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Variable)
	}
	return names
}

// secrets compares what secrets hide.
var secrets = cmp.Transformer("Reveal", config.Secret.Reveal)

func TestLoadDefaults(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("HOME", "/home/ada")
	t.Setenv("USERPROFILE", "/home/ada") // its name on Windows
	got := load(t)
	want := config.Config{
		TempoToken: config.NewSecret("tempo-1"), TempoBaseURL: "https://api.tempo.io/4",
		JiraBaseURL: "https://x.atlassian.net", JiraAuthType: config.AuthBasic,
		JiraEmail: "ada@example.com", JiraToken: config.NewSecret("jira-1"),
		JiraCallbackPort: 7788, AtlassianAuthURL: "https://auth.atlassian.com", AtlassianAPIURL: "https://api.atlassian.com",
		Journal: true, LogLevel: slog.LevelInfo, RequestTimeout: 30 * time.Second, CallTimeout: 50 * time.Second,
		MaxRetries: 3, RetryDelay: 500 * time.Millisecond, MaxConcurrency: 4,
		Dir: filepath.Join("/home/ada", ".tempo-mcp-server"),
	}
	if diff := cmp.Diff(want, got, secrets); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestLoadEverything(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	t.Setenv("USERPROFILE", "/home/ada") // its name on Windows
	ca := filepath.Join(t.TempDir(), "ca.pem")
	server := httptest.NewTLSServer(nil)
	server.Close()
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"TEMPO_API_TOKEN": "tempo-1", "TEMPO_BASE_URL": "https://api.eu.tempo.io/4/",
		"JIRA_BASE_URL": "https://x.atlassian.net/", "JIRA_AUTH_TYPE": "Bearer", "JIRA_API_TOKEN": "jira-1",
		"JIRA_OAUTH_CLIENT_ID": "id-1", "JIRA_OAUTH_CLIENT_SECRET": "secret-1",
		"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID": "customfield_10234",
		"ATLASSIAN_AUTH_URL":                 "http://127.0.0.1:1/auth", "ATLASSIAN_API_URL": "http://127.0.0.1:2",
		"TEMPO_MCP_READ_ONLY": "true", "TEMPO_MCP_LOG_LEVEL": "DEBUG", "TEMPO_MCP_LOG_FILE": "~/tempo.log",
		"TEMPO_MCP_REQUEST_TIMEOUT": "500ms", "TEMPO_MCP_CALL_TIMEOUT": "2m", "TEMPO_MCP_MAX_RETRIES": "0", "TEMPO_MCP_RETRY_DELAY": "2",
		"TEMPO_MCP_MAX_CONCURRENCY": "16", "TEMPO_MCP_CA_FILE": ca, "TEMPO_MCP_INSECURE": "1", "TEMPO_MCP_CONFIG_DIR": "/etc/tempo",
		"HTTP_PROXY": "plain.example.com", "https_proxy": "https://ada:pw@proxy.example.com:8080", "NO_PROXY": "localhost,.example.com",
	} {
		t.Setenv(name, value)
	}
	got := load(t)
	want := config.Config{
		TempoToken: config.NewSecret("tempo-1"), TempoBaseURL: "https://api.eu.tempo.io/4",
		JiraBaseURL: "https://x.atlassian.net", JiraAuthType: config.AuthBearer, JiraToken: config.NewSecret("jira-1"),
		JiraClientID: "id-1", JiraClientSecret: config.NewSecret("secret-1"), JiraCallbackPort: 7788, JiraAccountField: "10234",
		AtlassianAuthURL: "http://127.0.0.1:1/auth", AtlassianAPIURL: "http://127.0.0.1:2",
		ReadOnly: true, Journal: true, LogLevel: slog.LevelDebug, LogFile: filepath.Join("/home/ada", "tempo.log"),
		RequestTimeout: 500 * time.Millisecond, CallTimeout: 2 * time.Minute, RetryDelay: 2 * time.Second, MaxConcurrency: 16,
		CAFile: ca, Insecure: true, Dir: "/etc/tempo",
		Proxy: config.Proxy{
			HTTP: config.NewSecret("http://plain.example.com"), HTTPS: config.NewSecret("https://ada:pw@proxy.example.com:8080"),
			None: "localhost,.example.com",
		},
	}
	if diff := cmp.Diff(want, got, secrets); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestLoadNothing(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // its name on Windows
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	list := problems(t)
	want := []string{"TEMPO_API_TOKEN", "JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN"}
	if diff := cmp.Diff(want, variables(list)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, p := range list {
		if p.Message != "is not set." || p.Where == "" {
			t.Errorf("%q does not say that it is not set and where to get it", p)
		}
	}
}

func TestLoadMissing(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	tests := []struct {
		name   string
		values map[string]string
		want   []string
	}{
		{"empty values", map[string]string{"TEMPO_API_TOKEN": "", "JIRA_EMAIL": "   "}, []string{"TEMPO_API_TOKEN", "JIRA_EMAIL"}},
		{"placeholders", map[string]string{"TEMPO_API_TOKEN": "${user_config.tempo_token}", "JIRA_API_TOKEN": " ${input:jira}\n"}, []string{"TEMPO_API_TOKEN", "JIRA_API_TOKEN"}},
		{"empty quotes", map[string]string{"JIRA_BASE_URL": `""`}, []string{"JIRA_BASE_URL"}},
		{"bearer needs no e-mail", map[string]string{"JIRA_AUTH_TYPE": "bearer", "JIRA_EMAIL": "", "JIRA_API_TOKEN": ""}, []string{"JIRA_API_TOKEN"}},
		{"oauth needs an app and no token", map[string]string{"JIRA_AUTH_TYPE": "oauth", "JIRA_BASE_URL": "", "JIRA_API_TOKEN": "", "JIRA_EMAIL": "", "JIRA_OAUTH_CLIENT_ID": "", "JIRA_OAUTH_CLIENT_SECRET": ""}, []string{"JIRA_BASE_URL", "JIRA_OAUTH_CLIENT_ID", "JIRA_OAUTH_CLIENT_SECRET"}},
		{"unknown auth", map[string]string{"JIRA_AUTH_TYPE": "magic", "TEMPO_API_TOKEN": ""}, []string{"TEMPO_API_TOKEN", "JIRA_AUTH_TYPE"}},
		{"missing and wrong together", map[string]string{"TEMPO_API_TOKEN": "", "TEMPO_MCP_MAX_RETRIES": "x", "JIRA_EMAIL": "ada"}, []string{"TEMPO_API_TOKEN", "JIRA_EMAIL", "TEMPO_MCP_MAX_RETRIES"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, value := range tt.values {
				t.Setenv(name, value)
			}
			if diff := cmp.Diff(tt.want, variables(problems(t))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// What only another way of signing in needs does not matter when it is wrong.
func TestLoadIgnoresOtherWaysOfSigningIn(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("JIRA_AUTH_TYPE", "bearer")
	t.Setenv("JIRA_EMAIL", "nobody")
	t.Setenv("JIRA_OAUTH_CLIENT_SECRET", "a b")
	if c := load(t); c.JiraAuthType != config.AuthBearer || c.JiraToken.Reveal() != "jira-1" {
		t.Errorf("got %+v, want the bearer token", c)
	}
}

func TestLoadEmptyMeansDefault(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("TEMPO_MCP_REQUEST_TIMEOUT", " ")
	t.Setenv("TEMPO_MCP_MAX_CONCURRENCY", "${user_config.concurrency}")
	t.Setenv("TEMPO_BASE_URL", "''")
	c := load(t)
	got := []any{c.MaxRetries, c.RequestTimeout, c.MaxConcurrency, c.ReadOnly, c.TempoBaseURL}
	want := []any{3, 30 * time.Second, 4, false, "https://api.tempo.io/4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

// Every setting that can be wrong says so, says what would be right and where to
// get it, and does not show the value, which may be a token in the wrong place.
func TestLoadNeverShowsValues(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // its name on Windows
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	const canary = "Canary7Secret"
	wrong := map[string]string{
		"TEMPO_API_TOKEN":                    canary + " " + canary,
		"JIRA_BASE_URL":                      canary,
		"JIRA_EMAIL":                         canary,
		"JIRA_API_TOKEN":                     canary + "\u00fc",
		"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID": canary,
		"TEMPO_BASE_URL":                     "http://" + canary + ".example.com",
		"ATLASSIAN_AUTH_URL":                 "https://user:" + canary + "@example.com",
		"ATLASSIAN_API_URL":                  "://" + canary,
		"TEMPO_MCP_READ_ONLY":                canary,
		"TEMPO_MCP_LOG_LEVEL":                canary,
		"TEMPO_MCP_REQUEST_TIMEOUT":          canary,
		"TEMPO_MCP_MAX_RETRIES":              canary,
		"TEMPO_MCP_RETRY_DELAY":              canary,
		"TEMPO_MCP_MAX_CONCURRENCY":          canary,
		"TEMPO_MCP_CA_FILE":                  canary,
		"TEMPO_MCP_INSECURE":                 canary,
		"TEMPO_MCP_CALL_TIMEOUT":             canary,
		"HTTPS_PROXY":                        "http://ada:" + canary + "#@proxy",
		"http_proxy":                         canary + "://proxy",
	}
	for name, value := range wrong {
		t.Setenv(name, value)
	}
	c, err := config.Load()
	found, ok := errors.AsType[*config.Error](err)
	if !ok {
		t.Fatalf("Load: got error %v, want a *config.Error", err)
	}
	for name := range wrong {
		if !slices.Contains(variables(found.Problems), name) {
			t.Errorf("nothing is said about %s", name)
		}
	}
	if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(canary)) {
		t.Errorf("a value is shown:\n%v", err)
	}
	if c.TempoToken.Reveal() != "" || c.JiraBaseURL != "" {
		t.Error("a wrong value is used")
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	for _, v := range config.Variables() {
		if v.Name == "" || !strings.HasSuffix(v.Description, ".") {
			t.Errorf("%+v is not documented", v)
		}
		if v.Need != "" && v.Where == "" {
			t.Errorf("%s is needed, but nobody is told where to get it", v.Name)
		}
		if secret := strings.Contains(v.Name, "TOKEN") || strings.Contains(v.Name, "SECRET"); v.Secret != secret {
			t.Errorf("%s: got Secret %t, want %t", v.Name, v.Secret, secret)
		}
	}
}
