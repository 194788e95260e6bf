package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "settings.env")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoadEnvFile(t *testing.T) {
	const name = "TEMPO_API_TOKEN"
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	tests := []struct{ name, text, environment, want string }{
		{"plain", "TEMPO_API_TOKEN=file-1\n", "", "file-1"},
		{"no line end", "TEMPO_API_TOKEN=file-1", "", "file-1"},
		{"environment wins", "TEMPO_API_TOKEN=file-1\n", "env-1", "env-1"},
		{"empty environment does not", "TEMPO_API_TOKEN=file-1\n", "  ", "file-1"},
		{"placeholder does not", "TEMPO_API_TOKEN=file-1\n", "${user_config.token}", "file-1"},
		{"double quotes", "TEMPO_API_TOKEN=\"file-1\"\n", "", "file-1"},
		{"single quotes", "TEMPO_API_TOKEN='file-1'\n", "", "file-1"},
		{"export", "export TEMPO_API_TOKEN=file-1\n", "", "file-1"},
		{"spaces", "  TEMPO_API_TOKEN = file-1  \n", "", "file-1"},
		{"comments", "# my settings\n\nTEMPO_API_TOKEN=file-1 # from Tempo\n#TEMPO_API_TOKEN=old\n", "", "file-1"},
		{"equals signs and hashes", "TEMPO_API_TOKEN=a=b#c==\n", "", "a=b#c=="},
		{"dollar in single quotes", "TEMPO_API_TOKEN='a$HOME'\n", "", "a$HOME"},
		{"windows", "\uFEFFTEMPO_API_TOKEN=file-1\r\nJIRA_EMAIL=x@example.com\r\n", "", "file-1"},
		{"last one", "TEMPO_API_TOKEN=file-1\nTEMPO_API_TOKEN=file-2\n", "", "file-2"},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("JIRA_EMAIL", "") // a file sets it too
			t.Setenv(name, tt.environment)
			if err := config.LoadEnvFile(writeFile(t, tt.text)); err != nil {
				t.Fatalf("LoadEnvFile: %v", err)
			}
			if got := os.Getenv(name); got != tt.want {
				t.Errorf("%s: got %q, want %q", name, got, tt.want)
			}
		})
	}
}

// A broken line is named by its number, and its value is not shown.
func TestLoadEnvFileBroken(t *testing.T) {
	const canary = "Canary7Secret"
	tests := []struct{ name, text, want string }{
		{"no equals sign", "A=1\nTEMPO_API_TOKEN " + canary + "\nB=2\n", "line 2 is not NAME=value"},
		{"no equals sign at the end", "# comment\nA=1\n" + canary, "line 3 is not NAME=value"},
		{"odd name", canary + "-X=1\n", "line 1 is not NAME=value"},
		{"open quote", "A=1\r\n\r\nB=\"" + canary + "\r\nC=3\r\n", "line 3 is not NAME=value"},
		{"no name", "=" + canary + "\n", "line 1 is not NAME=value"},
		{"zero byte", "A=" + canary + "\x00\n", "a value cannot be set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, variable := range []string{"A", "B", "C"} {
				t.Setenv(variable, "")
			}
			err := config.LoadEnvFile(writeFile(t, tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), canary) {
				t.Errorf("got %v, want that %s, without the value", err, tt.want)
			}
		})
	}
}

func TestLoadEnvFileMissing(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "none.env")
	if err := config.LoadEnvFile(name); !os.IsNotExist(err) || !strings.Contains(err.Error(), name) {
		t.Errorf("got %v, want that %s does not exist", err, name)
	}
	if err := config.LoadEnvFile(t.TempDir()); err == nil {
		t.Error("a folder is taken for a file")
	}
}
