// Package config reads the environment, once, into settings that have been
// checked, and reports everything that is wrong with them together.
//
// It knows the names of the variables, their defaults and where a person gets
// their values; the tables in the documentation are made from it. It does not
// know what the settings are used for.
package config

import (
	"log/slog"
	"time"
)

// Ways to sign in to Jira.
const (
	AuthBasic  = "basic"
	AuthBearer = "bearer"
	AuthOAuth  = "oauth"
)

// Config holds the settings.
type Config struct {
	TempoToken   Secret
	TempoBaseURL string

	JiraBaseURL      string
	JiraAuthType     string // AuthBasic, AuthBearer or AuthOAuth
	JiraEmail        string
	JiraToken        Secret
	JiraClientID     string
	JiraClientSecret Secret
	JiraCallbackPort int
	JiraAccountField string // "10234"; empty: worklogs do not take the account of their issue

	AtlassianAuthURL string
	AtlassianAPIURL  string

	ReadOnly       bool
	Journal        bool // changes are written down, so that they can be undone
	LogLevel       slog.Level
	LogFile        string
	RequestTimeout time.Duration
	CallTimeout    time.Duration // for the whole of a tool's call
	MaxRetries     int
	RetryDelay     time.Duration
	MaxConcurrency int
	CAFile         string
	Insecure       bool
	Proxy          Proxy
	Dir            string // where sign-ins are kept; empty where there is no home folder and none is needed
}
