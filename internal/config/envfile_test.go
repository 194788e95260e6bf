package config_test

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

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

// wide writes a text in UTF-16, the greater byte first or last.
func wide(text string, greaterFirst bool) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		if greaterFirst {
			b = binary.BigEndian.AppendUint16(b, unit)
		} else {
			b = binary.LittleEndian.AppendUint16(b, unit)
		}
	}
	return string(b)
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
		{"dollar in double quotes", "TEMPO_API_TOKEN=\"a$HOME${HOME}$(id)\\$x\"\n", "", `a$HOME${HOME}$(id)\$x`},
		{"dollar without quotes", "OTHER=o\nTEMPO_API_TOKEN=a$OTHER${OTHER}$$\n", "", "a$OTHER${OTHER}$$"},
		{"backslashes in double quotes", `TEMPO_API_TOKEN="C:\new\token"` + "\n", "", `C:\new\token`},
		{"backslashes without quotes", `TEMPO_API_TOKEN=C:\new\token` + "\n", "", `C:\new\token`},
		{"with a colon", "TEMPO_API_TOKEN: file-1\n", "", "file-1"},
		{"windows", "\uFEFFTEMPO_API_TOKEN=file-1\r\nJIRA_EMAIL=x@example.com\r\n", "", "file-1"},
		{"UTF-16 of Windows", wide("\uFEFFTEMPO_API_TOKEN=fïle-1\r\n", false), "", "fïle-1"},
		{"UTF-16 the other way round", wide("\uFEFFTEMPO_API_TOKEN=file-1\r\n", true), "", "file-1"},
		{"UTF-16 without a mark", wide("TEMPO_API_TOKEN=file-1", false), "", "file-1"},
		{"UTF-16 the other way round without a mark", wide("TEMPO_API_TOKEN=file-1", true), "", "file-1"},
		{"last one", "TEMPO_API_TOKEN=file-1\nTEMPO_API_TOKEN=file-2\n", "", "file-2"},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("JIRA_EMAIL", "") // a file sets it too
			t.Setenv("OTHER", "")
			t.Setenv(name, tt.environment)
			if err := config.LoadEnvFiles(writeFile(t, tt.text)); err != nil {
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
		{"zero byte", "A=" + canary + "\x00\n", "line 1 holds control characters: save the file as plain text in UTF-8"},
		{"other encoding", "A=1\nB=" + canary + "\xfc\n", "line 2 holds characters that are not UTF-8: save the file as UTF-8"},
		{"of cmd", "A=1\r\nset TEMPO_API_TOKEN=" + canary + "\r\n", "line 2 is a command of a shell: write it as TEMPO_API_TOKEN=value, with nothing in front"},
		{"of cmd with quotes", "SET \"JIRA_EMAIL=" + canary + "\"\n", "line 1 is a command of a shell: write it as JIRA_EMAIL=value"},
		{"of cmd for good", "setx TEMPO_API_TOKEN " + canary + "\n", "line 1 is a command of a shell: write it as TEMPO_API_TOKEN=value"},
		{"of PowerShell", "$env:TEMPO_API_TOKEN = \"" + canary + "\"\n", "line 1 is a command of a shell: write it as TEMPO_API_TOKEN=value"},
		{"of PowerShell with braces", "  ${Env:JIRA_API_TOKEN}='" + canary + "'\n", "line 1 is a command of a shell: write it as JIRA_API_TOKEN=value"},
		{"of fish", "set -gx OTHER " + canary + "\n", "line 1 is a command of a shell: write it as NAME=value"},
		{"of bash", "declare -x " + canary + "=1\n", "line 1 is a command of a shell: write it as NAME=value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, variable := range []string{"A", "B", "C"} {
				t.Setenv(variable, "")
			}
			err := config.LoadEnvFiles(writeFile(t, tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), canary) {
				t.Errorf("got %v, want that %s, without the value", err, tt.want)
			}
		})
	}
}

func TestLoadEnvFileMissing(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "none.env")
	if err := config.LoadEnvFiles(name); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), name) {
		t.Errorf("got %v, want that %s does not exist", err, name)
	}
	if err := config.LoadEnvFiles(t.TempDir()); err == nil {
		t.Error("a folder is taken for a file")
	}
}

// TestLoadEnvFiles lets the environment win over files, and later files over earlier
// ones.
func TestLoadEnvFiles(t *testing.T) {
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	t.Setenv("JIRA_BASE_URL", "https://env.atlassian.net")
	first := writeFile(t, "TEMPO_API_TOKEN=first\nJIRA_EMAIL=first@example.com\nJIRA_BASE_URL=https://first.atlassian.net\n")
	second := writeFile(t, "JIRA_EMAIL=second@example.com\nJIRA_API_TOKEN=second\nTEMPO_API_TOKEN=\n")
	if err := config.LoadEnvFiles(first, second); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"TEMPO_API_TOKEN": "first", "JIRA_EMAIL": "second@example.com", "JIRA_API_TOKEN": "second", "JIRA_BASE_URL": "https://env.atlassian.net",
	} {
		if got := os.Getenv(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestLoadEnvFilesBroken sets nothing when one of the files cannot be read, and names
// each that cannot.
func TestLoadEnvFilesBroken(t *testing.T) {
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	t.Setenv("TEMPO_API_TOKEN", "")
	missing := filepath.Join(t.TempDir(), "none.env")
	err := config.LoadEnvFiles(writeFile(t, "TEMPO_API_TOKEN=first\n"), writeFile(t, "?\n"), missing)
	if err == nil || !strings.Contains(err.Error(), "settings.env: line 1 is not NAME=value") || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want both files that cannot be read", err)
	}
	if got := os.Getenv("TEMPO_API_TOKEN"); got != "" {
		t.Errorf("the token is set to %q", got)
	}
}

func TestLoadEnvFileAtHome(t *testing.T) {
	for name, value := range nothing() {
		t.Setenv(name, value)
	}
	file := writeFile(t, "TEMPO_API_TOKEN=file-1\n")
	home := filepath.Dir(file)
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // its name on Windows
	if err := config.LoadEnvFiles("~/settings.env"); err != nil || os.Getenv("TEMPO_API_TOKEN") != "file-1" {
		t.Errorf("got %q, %v", os.Getenv("TEMPO_API_TOKEN"), err)
	}
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "") // its name on Windows
	if err := config.LoadEnvFiles("~/settings.env"); err == nil || !strings.Contains(err.Error(), "is not set, so there is no home folder") {
		t.Errorf("without a home folder: %v", err)
	}
}
