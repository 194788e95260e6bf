package config

import (
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kelseyhightower/envconfig"
)

// environment lists the variables, in the order in which they are documented.
// All are read as text, because envconfig would stop at the first that does not
// parse, and show its value. The tags say what to do about each: title is what
// forms call it, kind and range and choices what it may be, def is the default,
// need when it must be set, doc what it is for, and where how to get a value.
type environment struct {
	TempoToken       string `envconfig:"TEMPO_API_TOKEN" title:"Tempo API token" secret:"true" need:"always" doc:"API token of Tempo, with the scopes Worklogs (manage) and Schemes (view), and Accounts (view) where accounts are used." where:"Create one in Tempo > Settings > Data Access > API Integration."`
	JiraBaseURL      string `envconfig:"JIRA_BASE_URL" title:"Jira site" need:"always" doc:"Address of your Jira Cloud site." where:"It is the address in your browser, such as https://your-site.atlassian.net."`
	JiraEmail        string `envconfig:"JIRA_EMAIL" title:"Jira e-mail" need:"basic" doc:"E-mail address of your Atlassian account." where:"It is the address you sign in to Jira with."`
	JiraToken        string `envconfig:"JIRA_API_TOKEN" title:"Jira API token" secret:"true" need:"basic or bearer" doc:"API token of your Atlassian account, with or without scopes (read:jira-user, read:jira-work)." where:"Create one at https://id.atlassian.com/manage-profile/security/api-tokens."`
	JiraAuthType     string `envconfig:"JIRA_AUTH_TYPE" title:"Sign-in to Jira" choices:"basic,bearer,oauth" def:"basic" doc:"How to sign in to Jira: basic (e-mail and API token), bearer (a token alone) or oauth (in the browser)."`
	JiraClientID     string `envconfig:"JIRA_OAUTH_CLIENT_ID" title:"OAuth client ID" need:"oauth" doc:"Client ID of your OAuth 2.0 app." where:"Register one at https://developer.atlassian.com/console/myapps, see docs/authentication.md."`
	JiraClientSecret string `envconfig:"JIRA_OAUTH_CLIENT_SECRET" title:"OAuth client secret" secret:"true" need:"oauth" doc:"Secret of your OAuth 2.0 app." where:"It is shown with the client ID."`
	JiraCallbackPort string `envconfig:"JIRA_OAUTH_CALLBACK_PORT" title:"OAuth callback port" kind:"number" range:"1-65535" def:"7788" doc:"Port of http://localhost:7788/callback, the callback address that your OAuth 2.0 app has to have registered."`
	JiraAccountField string `envconfig:"JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID" title:"Account field" doc:"Number of the Jira custom field that holds an issue's Tempo account, such as 10234. With it, worklogs take the account of their issue." where:"Ask a Jira administrator for the number of the field Account."`

	TempoBaseURL     string `envconfig:"TEMPO_BASE_URL" title:"Tempo API address" def:"https://api.tempo.io/4" doc:"Address of the Tempo API; https://api.eu.tempo.io/4 or https://api.us.tempo.io/4 for sites in a fixed region."`
	AtlassianAuthURL string `envconfig:"ATLASSIAN_AUTH_URL" title:"Atlassian sign-in address" def:"https://auth.atlassian.com" doc:"Address of Atlassian's sign-in."`
	AtlassianAPIURL  string `envconfig:"ATLASSIAN_API_URL" title:"Atlassian API gateway" def:"https://api.atlassian.com" doc:"Address of Atlassian's API gateway, which API tokens with scopes need."`

	Journal        string `envconfig:"TEMPO_MCP_JOURNAL" title:"Journal" kind:"boolean" def:"true" doc:"false (or off) keeps no journal: changes are not written down on this computer, with the texts of worklogs, and cannot be undone."`
	ReadOnly       string `envconfig:"TEMPO_MCP_READ_ONLY" title:"Read-only" kind:"boolean" def:"false" doc:"true leaves out the tools that change worklogs."`
	LogLevel       string `envconfig:"TEMPO_MCP_LOG_LEVEL" title:"Log level" choices:"debug,info,warn,error" def:"info" doc:"What to log: debug, info, warn or error. Never tokens, never texts of worklogs."`
	LogFile        string `envconfig:"TEMPO_MCP_LOG_FILE" title:"Log file" doc:"File to log to, instead of standard error."`
	RequestTimeout string `envconfig:"TEMPO_MCP_REQUEST_TIMEOUT" title:"Request timeout" def:"30s" doc:"How long to wait for one answer of a service."`
	CallTimeout    string `envconfig:"TEMPO_MCP_CALL_TIMEOUT" title:"Call timeout" def:"50s" doc:"How long a tool may take before it answers with what is known by then, 5s to 10m; clients give up after a minute or so."`
	MaxRetries     string `envconfig:"TEMPO_MCP_MAX_RETRIES" title:"Retries" kind:"number" range:"0-10" def:"3" doc:"How often a request is tried again, 0 to 10. Writes are tried again only when they surely had no effect."`
	RetryDelay     string `envconfig:"TEMPO_MCP_RETRY_DELAY" title:"Retry delay" def:"500ms" doc:"Wait before the first new try; it doubles each time."`
	MaxConcurrency string `envconfig:"TEMPO_MCP_MAX_CONCURRENCY" title:"Parallel writes" kind:"number" range:"1-16" def:"4" doc:"How many issues are written to at the same time, 1 to 16."`
	CAFile         string `envconfig:"TEMPO_MCP_CA_FILE" title:"Certificates to trust" kind:"file" doc:"File of certificates (PEM) to trust besides the system's, as for a company's proxy."`
	Insecure       string `envconfig:"TEMPO_MCP_INSECURE" title:"Accept any certificate" kind:"boolean" def:"false" doc:"true accepts any certificate. For tests only: your tokens are not safe."`
	Dir            string `envconfig:"TEMPO_MCP_CONFIG_DIR" title:"Folder for sign-ins and the journal" kind:"folder" doc:"Folder for sign-ins and the journal; ~/.tempo-mcp-server if left out."`
}

// Variable documents one environment variable.
type Variable struct {
	Name        string
	Title       string // its name in forms, such as "Tempo API token"
	Kind        string // "number", "boolean", "file" or "folder" that is there; "" text
	Low, High   int    // the least and the greatest number, for numbers
	Choices     []string
	Default     string
	Need        string // "always", "basic", "oauth" …: for which way of signing in it must be set; "" never
	Description string
	Where       string // where to get a value
	Secret      bool
}

// Help is what the variable is for and where to get a value.
func (v Variable) Help() string { return strings.TrimSpace(v.Description + " " + v.Where) }

// Variables lists the environment variables in the order of the documentation.
func Variables() []Variable { return slices.Clone(documented()) }

// documented reads the tags once: each look at a variable would read them all again.
var documented = sync.OnceValue(func() []Variable {
	var list []Variable
	for f := range reflect.TypeFor[environment]().Fields() {
		list = append(list, variable(f))
	}
	return list
})

func variable(f reflect.StructField) Variable {
	v := Variable{
		Name: f.Tag.Get("envconfig"), Title: f.Tag.Get("title"), Kind: f.Tag.Get("kind"),
		Default: f.Tag.Get("def"), Need: f.Tag.Get("need"),
		Description: f.Tag.Get("doc"), Where: f.Tag.Get("where"), Secret: f.Tag.Get("secret") != "",
	}
	if choices := f.Tag.Get("choices"); choices != "" {
		v.Choices = strings.Split(choices, ",")
	}
	if bounds := f.Tag.Get("range"); bounds != "" {
		if _, err := fmt.Sscanf(bounds, "%d-%d", &v.Low, &v.High); err != nil {
			panic("config: the range of " + v.Name + " is not one") // a mistake in a tag, found by every test
		}
	}
	return v
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
		fields := reflect.ValueOf(e).Elem()
		for i, v := range documented() {
			if !yield(v, fields.Field(i)) {
				return
			}
		}
	}
}

// placeholder is what a desktop client hands on for a setting that its user left
// out.
var placeholder = regexp.MustCompile(`^\$\{[^}]*\}$`)

// clean takes white space and quotes off a value, which come with copying and from
// the settings of clients, and empties one that was never filled in.
func clean(value string) string {
	value = strings.TrimSpace(value)
	for len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		value = strings.TrimSpace(value[1 : len(value)-1])
	}
	if placeholder.MatchString(value) {
		return ""
	}
	return value
}
