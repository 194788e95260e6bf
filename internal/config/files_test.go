package config_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

// Names of files and folders that begin with ~ are in the home folder.
func TestLoadHome(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("HOME", "/home/ada")
	t.Setenv("USERPROFILE", "/home/ada") // its name on Windows
	logFile := func(c config.Config) string { return c.LogFile }
	folder := func(c config.Config) string { return c.Dir }
	tests := []struct {
		variable, value string
		get             func(config.Config) string
		want            string
	}{
		{"TEMPO_MCP_LOG_FILE", "~/tempo.log", logFile, "/home/ada/tempo.log"},
		{"TEMPO_MCP_LOG_FILE", "~", logFile, "/home/ada"},
		{"TEMPO_MCP_LOG_FILE", "~bob/tempo.log", logFile, "~bob/tempo.log"},
		{"TEMPO_MCP_LOG_FILE", "/tmp/~/tempo.log", logFile, "/tmp/~/tempo.log"},
		{"TEMPO_MCP_CONFIG_DIR", "~/.tempo", folder, "/home/ada/.tempo"},
		{"TEMPO_MCP_CONFIG_DIR", "~", folder, "/home/ada"},
		{"TEMPO_MCP_CONFIG_DIR", "~/", folder, "/home/ada"},
		{"TEMPO_MCP_CONFIG_DIR", "", folder, "/home/ada/.tempo-mcp-server"},
	}
	for _, tt := range tests {
		t.Run(tt.variable+" "+tt.value, func(t *testing.T) {
			t.Setenv(tt.variable, tt.value)
			if got := filepath.ToSlash(tt.get(load(t))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Without a home folder, what needs it says so.
func TestLoadHomeless(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "") // its name on Windows
	if c := load(t); c.Dir != "" {
		t.Errorf("the folder for sign-ins, which a token does not need, is %q", c.Dir)
	}
	for _, name := range []string{"TEMPO_MCP_LOG_FILE", "TEMPO_MCP_CONFIG_DIR", "TEMPO_MCP_CA_FILE"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "~/file")
			list := problems(t)
			if len(list) != 1 || list[0].Variable != name || !strings.HasPrefix(list[0].Message, "begins with ~, the home folder, but ") {
				t.Errorf("got %q, want that there is no home folder", list)
			}
		})
	}
	t.Run("sign-ins", func(t *testing.T) {
		for name, value := range map[string]string{"JIRA_AUTH_TYPE": "oauth", "JIRA_OAUTH_CLIENT_ID": "id-1", "JIRA_OAUTH_CLIENT_SECRET": "secret-1"} {
			t.Setenv(name, value)
		}
		list := problems(t)
		if len(list) != 1 || list[0].Variable != "TEMPO_MCP_CONFIG_DIR" || !strings.Contains(list[0].Message, "which names the home folder") {
			t.Errorf("got %q, want that there is no folder for sign-ins", list)
		}
	})
}
