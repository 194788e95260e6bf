package config

import (
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"strings"

	"github.com/kelseyhightower/envconfig"
)

// environment lists the variables, in the order in which they are documented.
// All are read as text, because envconfig would stop at the first that does not
// parse, and show its value. The tags say what to do about each: def is the
// default, need when it must be set, doc what it is for, and where how to get a
// value.
type environment struct {
	TempoToken       string `envconfig:"TEMPO_API_TOKEN" secret:"true" need:"always" doc:"API token of Tempo, with the scopes Worklogs (manage) and Schemes (view), and Accounts (view) where accounts are used." where:"Create one in Tempo > Settings > Data Access > API Integration."`
	JiraBaseURL      string `envconfig:"JIRA_BASE_URL" need:"always" doc:"Address of your Jira Cloud site." where:"It is the address in your browser, such as https://your-site.atlassian.net."`
	JiraEmail        string `envconfig:"JIRA_EMAIL" need:"basic" doc:"E-mail address of your Atlassian account." where:"It is the address you sign in to Jira with."`
	JiraToken        string `envconfig:"JIRA_API_TOKEN" secret:"true" need:"basic or bearer" doc:"API token of your Atlassian account, with or without scopes (read:jira-user, read:jira-work)." where:"Create one at https://id.atlassian.com/manage-profile/security/api-tokens."`
	JiraAuthType     string `envconfig:"JIRA_AUTH_TYPE" def:"basic" doc:"How to sign in to Jira: basic (e-mail and API token), bearer (a token alone) or oauth (in the browser)."`
	JiraClientID     string `envconfig:"JIRA_OAUTH_CLIENT_ID" need:"oauth" doc:"Client ID of your OAuth 2.0 app." where:"Register one at https://developer.atlassian.com/console/myapps, see docs/authentication.md."`
	JiraClientSecret string `envconfig:"JIRA_OAUTH_CLIENT_SECRET" secret:"true" need:"oauth" doc:"Secret of your OAuth 2.0 app." where:"It is shown with the client ID."`
	JiraCallbackPort string `envconfig:"JIRA_OAUTH_CALLBACK_PORT" def:"7788" doc:"Port of http://localhost:7788/callback, the callback address that your OAuth 2.0 app has to have registered."`
	JiraAccountField string `envconfig:"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID" doc:"Number of the Jira custom field that holds an issue's Tempo account, such as 10234. With it, worklogs take the account of their issue." where:"Ask a Jira administrator for the number of the field Account."`

	TempoBaseURL     string `envconfig:"TEMPO_BASE_URL" def:"https://api.tempo.io/4" doc:"Address of the Tempo API; https://api.eu.tempo.io/4 or https://api.us.tempo.io/4 for sites in a fixed region."`
	AtlassianAuthURL string `envconfig:"ATLASSIAN_AUTH_URL" def:"https://auth.atlassian.com" doc:"Address of Atlassian's sign-in."`
	AtlassianAPIURL  string `envconfig:"ATLASSIAN_API_URL" def:"https://api.atlassian.com" doc:"Address of Atlassian's API gateway, which API tokens with scopes need."`

	ReadOnly       string `envconfig:"TEMPO_MCP_READ_ONLY" def:"false" doc:"true leaves out the tools that change worklogs."`
	LogLevel       string `envconfig:"TEMPO_MCP_LOG_LEVEL" def:"info" doc:"What to log: debug, info, warn or error. Never tokens, never texts of worklogs."`
	LogFile        string `envconfig:"TEMPO_MCP_LOG_FILE" doc:"File to log to, instead of standard error."`
	RequestTimeout string `envconfig:"TEMPO_MCP_REQUEST_TIMEOUT" def:"30s" doc:"How long to wait for one answer of a service."`
	MaxRetries     string `envconfig:"TEMPO_MCP_MAX_RETRIES" def:"3" doc:"How often a request is tried again, 0 to 10. Writes are tried again only when they surely had no effect."`
	RetryDelay     string `envconfig:"TEMPO_MCP_RETRY_DELAY" def:"500ms" doc:"Wait before the first new try; it doubles each time."`
	MaxConcurrency string `envconfig:"TEMPO_MCP_MAX_CONCURRENCY" def:"4" doc:"How many issues are written to at the same time, 1 to 16."`
	CAFile         string `envconfig:"TEMPO_MCP_CA_FILE" doc:"File of certificates (PEM) to trust besides the system's, as for a company's proxy."`
	Insecure       string `envconfig:"TEMPO_MCP_INSECURE" def:"false" doc:"true accepts any certificate. For tests only: your tokens are not safe."`
	Dir            string `envconfig:"TEMPO_MCP_CONFIG_DIR" doc:"Folder for sign-ins; ~/.tempo-mcp-server if left out."`
}

// Variable documents one environment variable.
type Variable struct {
	Name        string
	Default     string
	Need        string // "always", "basic", "oauth" …: for which way of signing in it must be set; "" never
	Description string
	Where       string // where to get a value
	Secret      bool
}

// Variables lists the environment variables in the order of the documentation.
func Variables() []Variable {
	var list []Variable
	for f := range reflect.TypeFor[environment]().Fields() {
		list = append(list, variable(f))
	}
	return list
}

func variable(f reflect.StructField) Variable {
	return Variable{
		Name: f.Tag.Get("envconfig"), Default: f.Tag.Get("def"), Need: f.Tag.Get("need"),
		Description: f.Tag.Get("doc"), Where: f.Tag.Get("where"), Secret: f.Tag.Get("secret") != "",
	}
}

// read returns the values of the variables, cleaned, with defaults for those that
// are not set.
func read() (environment, error) {
	var env environment
	if err := envconfig.Process("", &env); err != nil {
		return env, fmt.Errorf("read the environment: %w", err)
	}
	for v, value := range env.values() {
		text := clean(value.String())
		if text == "" {
			text = v.Default
		}
		value.SetString(text)
	}
	return env, nil
}

// values ranges over the variables and where their values are kept.
func (e *environment) values() iter.Seq2[Variable, reflect.Value] {
	return func(yield func(Variable, reflect.Value) bool) {
		for f, value := range reflect.ValueOf(e).Elem().Fields() {
			if !yield(variable(f), value) {
				return
			}
		}
	}
}

// placeholder is what a desktop client hands on for a setting that its user left
// out.
var placeholder = regexp.MustCompile(`^\$\{[^}]*\}$`)

// clean takes white space and quotes off a value, which come with copying, and
// empties one that was never filled in.
func clean(value string) string {
	value = strings.TrimSpace(value)
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := strings.CutPrefix(value, quote); ok && strings.HasSuffix(inner, quote) {
			value = strings.TrimSpace(strings.TrimSuffix(inner, quote))
		}
	}
	if placeholder.MatchString(value) {
		return ""
	}
	return value
}
