package say

import "fmt"

// Program is the name of the command that a person types.
const Program = "tempo-mcp-server"

// Help is what a person can do about a failure where the server runs: on their own
// computer behind a client, in a terminal, or as a service for many. The same
// failure needs other remedies there. Each is one or more whole sentences, or
// empty where there is nothing to do.
type Help struct {
	// Hide takes secrets out of words, also of JSON; nil leaves them as they are.
	Hide func(string) string

	TempoToken   string                      // Tempo refuses the token
	TempoScope   string                      // a token of Tempo lacks a scope
	JiraToken    string                      // Jira refuses the credential
	JiraScope    string                      // the Jira token lacks a scope
	JiraSite     string                      // there is no Jira Cloud site at the address
	Network      func(setting string) string // a service cannot be reached; its address is that setting
	Address      func(setting string) string // a service answers oddly for long
	Stranger     func(setting string) string // something else answers in a service's place
	SignIn       func(address string) string // nobody is signed in: open this address
	SignInAgain  string                      // nobody is signed in, and nothing has been begun about it
	SignInDenied string                      // the person did not want to sign in
	ClientSecret string
	OAuthScope   func(scopes string) string
	OtherSite    string // the sign-in does not cover the site, but others
	Port         string
	TokenFile    string
	OAuthApp     string
	AccountField string // how accounts come by themselves
	Again        string // to be said of a sign-in that failed
	OnceMore     string // somebody has signed in meanwhile
	Log          string // where an internal error is explained
	ReadOnly     string
	Settings     string // settings are missing

	reading string // in the place of SignInAgain, where nothing may be begun
}

const (
	consoleApps = "https://developer.atlassian.com/console/myapps"
	makeToken   = "Create one under Tempo > Settings > API Integration"
)

// OwnMachine is the help for a server that a client starts on the person's own
// computer.
func OwnMachine() Help {
	h := settings()
	h.SignIn = func(address string) string {
		return "Ask the person to open this address in a browser on the computer where this server runs, and to accept within five minutes; then call the tool again:\n" + address
	}
	h.SignInAgain = fmt.Sprintf("Call the tool again to sign in, or run `%s login`.", Program)
	h.reading = fmt.Sprintf("Run `%s login`, or have a client call a tool, which signs in.", Program)
	h.SignInDenied = "Ask them before calling the tool again."
	h.Again = "To start the sign-in again, call the tool again."
	h.OnceMore = "Look at what is there, then call the tool again."
	h.Log = "The server's log says more under this reference."
	h.Settings = "Set this in the env part of the MCP client's configuration, then restart the client. `" + Program + " doctor` checks the settings."
	return h
}

// Terminal is the help for somebody who types commands.
func Terminal() Help {
	h := settings()
	login := fmt.Sprintf("To sign in, run `%s login`.", Program)
	h.SignIn = func(address string) string {
		return login + " Or open this address in a browser on this computer:\n" + address
	}
	h.SignInAgain, h.SignInDenied, h.Again = login, login, login
	h.OnceMore = "Look at what is there, then run the command again."
	h.Log = "The log above, or in the file of TEMPO_MCP_LOG_FILE, says more under this reference."
	h.Settings = "Set this in the environment, or in a file for --env-file; --demo needs no settings."
	return h
}

// settings is what can be done by whoever has the settings in their own hands.
func settings() Help {
	return Help{ //nolint:gosec // names of variables and pages, no credentials
		TempoToken: makeToken + " and set TEMPO_API_TOKEN, or set TEMPO_BASE_URL (https://api.eu.tempo.io/4 or https://api.us.tempo.io/4).",
		TempoScope: "Scopes of a token cannot be changed: create a new one under Tempo > Settings > API Integration.",
		JiraToken:  "Check JIRA_EMAIL, JIRA_API_TOKEN and JIRA_AUTH_TYPE; a new token is made at id.atlassian.com/manage-profile/security/api-tokens.",
		JiraScope:  "Create a token with both scopes.",
		JiraSite:   "check JIRA_BASE_URL, the address of Jira in your browser, such as https://your-site.atlassian.net.",
		Network: func(setting string) string {
			return fmt.Sprintf("Check the network, the proxy (HTTPS_PROXY), %s, and TEMPO_MCP_CA_FILE behind a proxy with its own certificate.", setting)
		},
		Address: func(setting string) string { return fmt.Sprintf("if it stays so, check %s.", setting) },
		Stranger: func(setting string) string {
			return fmt.Sprintf("Check %s: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", setting)
		},
		ClientSecret: "check JIRA_OAUTH_CLIENT_ID and JIRA_OAUTH_CLIENT_SECRET against the app's settings at " + consoleApps + ".",
		OAuthScope: func(scopes string) string {
			return fmt.Sprintf("Add %s to the app at %s (Permissions), then run `%s login`.", scopes, consoleApps, Program)
		},
		OtherSite:    "Set JIRA_BASE_URL to one of these, or sign in again and choose the right site.",
		Port:         "Another copy of this server may be waiting for the sign-in: finish it there. Otherwise free the port, or set JIRA_OAUTH_CALLBACK_PORT and register http://localhost:PORT/callback in the app.",
		TokenFile:    "Mend the file or its folder, or set TEMPO_MCP_CONFIG_DIR.",
		OAuthApp:     "Check the app at " + consoleApps + ": its callback address, its permissions, and that it is shared with you.",
		AccountField: "With JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID set, the account of the Jira issue is taken.",
		ReadOnly:     "This server is read-only (TEMPO_MCP_READ_ONLY), so nothing was changed. Only the person who set it up can switch that off.",
	}
}

// Reading is the help for what is only read, by a client that may do so at any
// time: it starts no sign-in.
func (h Help) Reading() Help {
	if h.reading != "" {
		h.SignInAgain = h.reading
	}
	return h
}

// Hosted is the help for a person of a service that somebody else runs; account is
// the address of the page where the person connects Tempo and Jira.
func Hosted(account string) Help {
	connect := func(what string) string { return fmt.Sprintf("Connect %s again at %s.", what, account) }
	operator := "tell whoever runs this service."
	return Help{
		TempoToken:   connect("Tempo"),
		TempoScope:   connect("Tempo"),
		JiraToken:    connect("Jira"),
		JiraScope:    connect("Jira"),
		JiraSite:     fmt.Sprintf("connect Jira again at %s, with the address of a Jira Cloud site.", account),
		Network:      func(string) string { return "Try again later; if it stays so, " + operator },
		Address:      func(string) string { return "if it stays so, " + operator },
		Stranger:     func(string) string { return "Something else answers in its place: " + operator },
		SignIn:       func(address string) string { return "Open this address to sign in: " + address },
		SignInAgain:  connect("Jira"),
		SignInDenied: "Ask them before trying again.",
		ClientSecret: operator,
		OAuthScope:   func(string) string { return connect("Jira") },
		OtherSite:    connect("Jira"),
		Port:         "Try again later; if it stays so, " + operator,
		TokenFile:    "Try again later; if it stays so, " + operator,
		OAuthApp:     "Try again later; if it stays so, " + operator,
		Again:        connect("Jira"),
		OnceMore:     "Look at what is there, then try again.",
		Log:          "Tell whoever runs this service the reference; its log says more under it.",
		ReadOnly:     "Your access is read-only, so nothing was changed.",
		Settings:     connect("Tempo and Jira"),
	}
}
