package config_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

// The values that each kind of setting takes, and how.
func TestLoadValues(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	tests := []struct {
		variable, value string
		get             func(config.Config) any
		want            any
	}{
		{"JIRA_BASE_URL", "https://x.atlassian.net/jira/your-work?a=b#c", jiraURL, "https://x.atlassian.net"},
		{"JIRA_BASE_URL", " https://x.atlassian.net/browse/ABC-1\n", jiraURL, "https://x.atlassian.net"},
		{"JIRA_BASE_URL", "x.atlassian.net", jiraURL, "https://x.atlassian.net"},
		{"JIRA_BASE_URL", "X.Atlassian.NET/jira/your-work", jiraURL, "https://X.Atlassian.NET"},
		{"JIRA_BASE_URL", `"https://x.atlassian.net"`, jiraURL, "https://x.atlassian.net"},
		{"JIRA_BASE_URL", "https://jira.example.com/jira/", jiraURL, "https://jira.example.com/jira"},
		{"JIRA_BASE_URL", "https://jira.example.com?", jiraURL, "https://jira.example.com"},
		{"JIRA_BASE_URL", "http://127.0.0.1:8080", jiraURL, "http://127.0.0.1:8080"},
		{"JIRA_BASE_URL", "http://[::1]:8080/", jiraURL, "http://[::1]:8080"},
		{"JIRA_BASE_URL", "http://localhost/jira", jiraURL, "http://localhost/jira"},
		{"JIRA_BASE_URL", "HTTP://LocalHost:1", jiraURL, "http://LocalHost:1"},

		{"TEMPO_BASE_URL", "https://api.us.tempo.io", tempoURL, "https://api.us.tempo.io/4"},
		{"TEMPO_BASE_URL", "https://api.tempo.io/4/worklogs", tempoURL, "https://api.tempo.io/4"},
		{"TEMPO_BASE_URL", "https://tempo.example.com/4", tempoURL, "https://tempo.example.com/4"},

		{"TEMPO_API_TOKEN", "\t tok-1 \r\n", tempoToken, "tok-1"},
		{"TEMPO_API_TOKEN", `"tok-1"`, tempoToken, "tok-1"},
		{"TEMPO_API_TOKEN", `' tok-1'`, tempoToken, "tok-1"},
		{"TEMPO_API_TOKEN", `'"tok-1"'`, tempoToken, "tok-1"},
		{"TEMPO_API_TOKEN", `"'tok-1'" `, tempoToken, "tok-1"},
		{"TEMPO_API_TOKEN", "ATATT3xFf_-~.+/=1A2B", tempoToken, "ATATT3xFf_-~.+/=1A2B"},

		{"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID", "10234", accountField, "10234"},
		{"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID", "customfield_10234", accountField, "10234"},

		{"TEMPO_MCP_REQUEST_TIMEOUT", "30", timeout, 30 * time.Second},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "0.5", timeout, 500 * time.Millisecond},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "500ms", timeout, 500 * time.Millisecond},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "10m", timeout, 10 * time.Minute},
		{"TEMPO_MCP_CALL_TIMEOUT", "5", callTimeout, 5 * time.Second},
		{"TEMPO_MCP_CALL_TIMEOUT", "10m", callTimeout, 10 * time.Minute},
		{"TEMPO_MCP_MAX_RETRIES", "10", retries, 10},
		{"TEMPO_MCP_MAX_RETRIES", "0", retries, 0},

		{"TEMPO_MCP_READ_ONLY", "TRUE", readOnly, true},
		{"TEMPO_MCP_READ_ONLY", "yes", readOnly, true},
		{"TEMPO_MCP_READ_ONLY", "on", readOnly, true},
		{"TEMPO_MCP_READ_ONLY", "1", readOnly, true},
		{"TEMPO_MCP_READ_ONLY", "no", readOnly, false},
		{"TEMPO_MCP_READ_ONLY", "0", readOnly, false},

		{"TEMPO_MCP_LOG_LEVEL", "warn", level, slog.LevelWarn},
		{"TEMPO_MCP_LOG_LEVEL", "ERROR", level, slog.LevelError},
	}
	for _, tt := range tests {
		t.Run(tt.variable+" "+tt.value, func(t *testing.T) {
			t.Setenv(tt.variable, tt.value)
			if got := tt.get(load(t)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func jiraURL(c config.Config) any      { return c.JiraBaseURL }
func tempoURL(c config.Config) any     { return c.TempoBaseURL }
func tempoToken(c config.Config) any   { return c.TempoToken.Reveal() }
func accountField(c config.Config) any { return c.JiraAccountField }
func timeout(c config.Config) any      { return c.RequestTimeout }
func callTimeout(c config.Config) any  { return c.CallTimeout }
func retries(c config.Config) any      { return c.MaxRetries }
func readOnly(c config.Config) any     { return c.ReadOnly }
func level(c config.Config) any        { return c.LogLevel }

// The values that are refused, and in which words.
func TestLoadRefuses(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	const (
		inClear   = "must begin with https://, so that your token is not sent in the clear."
		copied    = "holds white space, quotes or other characters that no token has: copy it again, alone."
		timeRange = "must be a duration such as 30s or 500ms, from 1ms to 10m."
		boolean   = "must be true or false."
		retryText = "must be a whole number from 0 to 10."
		jiraText  = "must be a whole address that begins with https://."
	)
	tests := []struct{ variable, value, want string }{
		{"JIRA_BASE_URL", "http://x.atlassian.net", inClear},
		{"JIRA_BASE_URL", "http://127.0.0.1.example.com", inClear},
		{"JIRA_BASE_URL", "http://192.168.0.1", inClear},
		{"JIRA_BASE_URL", "ftp://127.0.0.1", inClear},
		{"JIRA_BASE_URL", "my site", jiraText},
		{"JIRA_BASE_URL", "jira.example.com", jiraText},
		{"JIRA_BASE_URL", "https://:443/jira", jiraText},
		{"JIRA_BASE_URL", "https://x.atlassian.net evil.example.com", jiraText},
		{"JIRA_BASE_URL", "https://ada:pw@x.atlassian.net", "must not hold a name or password."},
		{"JIRA_BASE_URL", "ada:pw@x.atlassian.net", "must not hold a name or password."},
		{"TEMPO_BASE_URL", "api.eu.tempo.io", "must be a whole address that begins with https://, such as https://api.tempo.io/4."},

		{"TEMPO_BASE_URL", "https://jira.example.com/rest/tempo-timesheets/4", "is the address of Tempo for Jira Data Center; this program works with Tempo Cloud, at https://api.tempo.io/4."},
		{"TEMPO_BASE_URL", "https://app.tempo.io/timesheets", "is an address for the browser; that of Tempo's API is https://api.tempo.io/4."},
		{"TEMPO_BASE_URL", "https://x.atlassian.net/plugins/servlet/ac/io.tempo.jira", "is an address for the browser; that of Tempo's API is https://api.tempo.io/4."},

		{"TEMPO_API_TOKEN", "tok 1", copied},
		{"TEMPO_API_TOKEN", "Bearer tok-1", copied},
		{"TEMPO_API_TOKEN", "tok\n1", copied},
		{"TEMPO_API_TOKEN", `tok"1`, copied},
		{"TEMPO_API_TOKEN", `"tok`, copied},
		{"TEMPO_API_TOKEN", `"`, copied},
		{"TEMPO_API_TOKEN", "<your-token>", copied},
		{"JIRA_API_TOKEN", "tok\u200b", copied},

		{"JIRA_EMAIL", "ada", "is not an e-mail address."},
		{"JIRA_EMAIL", "@example.com", "is not an e-mail address."},
		{"JIRA_EMAIL", "Ada <ada@example.com>", "is not an e-mail address."},
		{"JIRA_EMAIL", "“ada@example.com”", "is not an e-mail address."},
		{"JIRA_AUTH_TYPE", "token", "must be basic, bearer or oauth."},
		{"JIRA_OAUTH_CALLBACK_PORT", "70000", "must be a whole number from 1 to 65535."},
		{"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID", "Account", "must be the number of a custom field, such as 10234."},
		{"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID", "customfield_", "must be the number of a custom field, such as 10234."},

		{"TEMPO_MCP_REQUEST_TIMEOUT", "0", timeRange},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "-1s", timeRange},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "1h", timeRange},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "NaN", timeRange},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "1e300", timeRange},
		{"TEMPO_MCP_REQUEST_TIMEOUT", "soon", timeRange},
		{"TEMPO_MCP_CALL_TIMEOUT", "4s", "must be a duration such as 30s or 500ms, from 5s to 10m."},
		{"TEMPO_MCP_CALL_TIMEOUT", "11m", "must be a duration such as 30s or 500ms, from 5s to 10m."},
		{"TEMPO_MCP_RETRY_DELAY", "2m", "must be a duration such as 30s or 500ms, from 1ms to 1m."},
		{"TEMPO_MCP_MAX_RETRIES", "11", retryText},
		{"TEMPO_MCP_MAX_RETRIES", "-1", retryText},
		{"TEMPO_MCP_MAX_RETRIES", "1.5", retryText},
		{"TEMPO_MCP_MAX_CONCURRENCY", "0", "must be a whole number from 1 to 16."},
		{"TEMPO_MCP_READ_ONLY", "maybe", boolean},
		{"TEMPO_MCP_INSECURE", "2", boolean},
		{"TEMPO_MCP_LOG_LEVEL", "loud", "must be one of debug, info, warn, error."},
		{"TEMPO_MCP_CA_FILE", "/no/such/file.pem", "does not name a file that can be read."},
		{"TEMPO_MCP_CA_FILE", "values_test.go", "names a file that holds no certificate in the PEM format."},
		{"TEMPO_MCP_CA_FILE", "/", "does not name a file that can be read."},
	}
	for _, tt := range tests {
		t.Run(tt.variable+" "+tt.value, func(t *testing.T) {
			t.Setenv(tt.variable, tt.value)
			list := problems(t)
			if len(list) != 1 || list[0].Variable != tt.variable || list[0].Message != tt.want {
				t.Errorf("got %q, want that %s %s", list, tt.variable, tt.want)
			}
		})
	}
}
