package config

import (
	"fmt"
	"strings"
	"time"
)

// Problem is a variable that is missing or wrong. It never holds the value.
type Problem struct {
	Variable string
	Message  string // what is wrong
	Where    string // how to get a value, or empty
}

// String is the problem in one line.
func (p Problem) String() string {
	return strings.TrimSpace(p.Variable + " " + p.Message + " " + p.Where)
}

// Error holds all that is wrong with the settings, in the order in which the
// variables are documented; those that all programs share come last.
type Error struct{ Problems []Problem }

// Error lists the problems, one a line.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Load reads the settings from the environment. With an *Error, the settings that
// are not named in it can still be used.
func Load() (Config, error) {
	env, err := read()
	if err != nil {
		return Config{}, err
	}
	l := loader{env: env, wrong: map[string]string{}}
	auth := l.auth("JIRA_AUTH_TYPE", env.JiraAuthType)
	c := Config{
		TempoToken:       l.secret("TEMPO_API_TOKEN", env.TempoToken),
		TempoBaseURL:     l.tempo("TEMPO_BASE_URL", env.TempoBaseURL),
		JiraBaseURL:      l.site("JIRA_BASE_URL", env.JiraBaseURL),
		JiraAuthType:     auth,
		JiraEmail:        l.email("JIRA_EMAIL", env.JiraEmail),
		JiraToken:        l.secret("JIRA_API_TOKEN", env.JiraToken),
		JiraClientID:     env.JiraClientID,
		JiraClientSecret: l.secret("JIRA_OAUTH_CLIENT_SECRET", env.JiraClientSecret),
		JiraCallbackPort: l.number("JIRA_OAUTH_CALLBACK_PORT", env.JiraCallbackPort),
		JiraAccountField: l.field("JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID", env.JiraAccountField),
		AtlassianAuthURL: l.address("ATLASSIAN_AUTH_URL", env.AtlassianAuthURL),
		AtlassianAPIURL:  l.address("ATLASSIAN_API_URL", env.AtlassianAPIURL),
		ReadOnly:         l.flag("TEMPO_MCP_READ_ONLY", env.ReadOnly),
		Journal:          l.flag("TEMPO_MCP_JOURNAL", env.Journal),
		LogLevel:         l.level("TEMPO_MCP_LOG_LEVEL", env.LogLevel),
		LogFile:          l.path("TEMPO_MCP_LOG_FILE", env.LogFile),
		RequestTimeout:   l.duration("TEMPO_MCP_REQUEST_TIMEOUT", env.RequestTimeout, time.Millisecond, 10*time.Minute),
		CallTimeout:      l.duration("TEMPO_MCP_CALL_TIMEOUT", env.CallTimeout, 5*time.Second, 10*time.Minute),
		MaxRetries:       l.number("TEMPO_MCP_MAX_RETRIES", env.MaxRetries),
		RetryDelay:       l.duration("TEMPO_MCP_RETRY_DELAY", env.RetryDelay, time.Millisecond, time.Minute),
		MaxConcurrency:   l.number("TEMPO_MCP_MAX_CONCURRENCY", env.MaxConcurrency),
		CAFile:           l.certificates("TEMPO_MCP_CA_FILE", env.CAFile),
		Insecure:         l.flag("TEMPO_MCP_INSECURE", env.Insecure),
		Proxy:            l.proxies(),
		Dir:              l.folder("TEMPO_MCP_CONFIG_DIR", env.Dir, auth == AuthOAuth),
	}
	if problems := l.problems(auth); len(problems) > 0 {
		return c, &Error{problems}
	}
	return c, nil
}

// loader reads values and collects what is wrong with them.
type loader struct {
	env    environment
	wrong  map[string]string // by variable
	shared []Problem         // of variables that all programs share
}

func (l *loader) say(name, format string, args ...any) {
	l.wrong[name] = fmt.Sprintf(format, args...)
}

// problems lists the variables that are wrong, or not set although the way of
// signing in needs them. What another way of signing in needs does not matter.
func (l *loader) problems(auth string) []Problem {
	var list []Problem
	for v, value := range l.env.values() {
		message := l.wrong[v.Name]
		switch {
		case !v.matters(auth):
			continue
		case message == "" && v.Need != "" && value.String() == "":
			message = "is not set."
		}
		if message != "" {
			list = append(list, Problem{Variable: v.Name, Message: message, Where: v.Where})
		}
	}
	return append(list, l.shared...)
}

// matters reports whether a variable is of use for a way of signing in.
func (v Variable) matters(auth string) bool {
	switch {
	case v.Need == "", v.Need == "always":
		return true
	case auth == "":
		return false
	default:
		return strings.Contains(v.Need, auth)
	}
}
