package say_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

// settingOrCommand is what only somebody can use who has the server in their own hands.
var settingOrCommand = regexp.MustCompile("[A-Z]+_[A-Z]+|`")

// TestReading tells nobody to sign in by a read, and those who have no command line
// nothing of one.
func TestReading(t *testing.T) {
	t.Parallel()
	err := &auth.SignInError{Site: "https://example.atlassian.net", Reason: auth.NotSignedIn}
	for place, want := range map[string]string{
		"laptop":   "Run `tempo-mcp-server login`, or have a client call a tool, which signs in.",
		"terminal": "To sign in, run `tempo-mcp-server login`.",
		"hosted":   "Connect Jira again at https://time.example.com/account.",
	} {
		if got := places()[place].Reading().SignInWords(err); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q is not the end of: %s", place, want, got)
		}
	}
}

// TestSignIns says of each failure of a sign-in what to do about it, where the server
// runs: nobody who uses a service of others is told to set a variable or run a command.
func TestSignIns(t *testing.T) {
	t.Parallel()
	const site = "https://example.atlassian.net"
	tests := []struct {
		name              string
		err               error
		says, own, hosted string
	}{
		{"nobody", &auth.SignInError{Site: site, Reason: auth.NotSignedIn}, "Nobody is signed in to Jira at " + site, "tempo-mcp-server login", "Connect Jira again at"},
		{"somebody else", &auth.SignInError{Site: site, Reason: auth.SignedInAgain}, "in the middle of the call", "Look at what is there", "Look at what is there"},
		{"client secret", &auth.ClientSecretError{Detail: "access_denied"}, "does not accept the client secret (access_denied)", "check JIRA_OAUTH_CLIENT_ID", "tell whoever runs this service."},
		{"scope", &auth.ScopeError{Site: site, Wants: []string{"read:jira-work"}}, "lacks a scope", "Add read:jira-work to the app", "Connect Jira again at"},
		{"other sites", &auth.SiteError{Site: site, Sites: []string{"https://other.atlassian.net"}}, "but to https://other.atlassian.net", "Set JIRA_BASE_URL", "Connect Jira again at"},
		{"port", &auth.PortError{Port: 7788, Err: errors.New("in use")}, "Port 7788 is taken", "JIRA_OAUTH_CALLBACK_PORT", "tell whoever runs this service."},
		{"file", &tokenfile.FileError{Path: "/x/tokens.json"}, "cannot be kept in /x/tokens.json", "TEMPO_MCP_CONFIG_DIR", "tell whoever runs this service."},
		{"app", &auth.RefusedError{Doing: "exchange the code", Code: "invalid_request"}, "exchange the code: invalid_request.", "Check the app at", "tell whoever runs this service."},
		{"no answer", &auth.UnavailableError{Doing: "refresh the token", Detail: "no answer in time"}, "could not be asked: refresh the token: no answer in time. What is signed in stays so.", "Try again later.", "Try again later."},
		{
			"redirect", &auth.UnavailableError{Doing: "refresh the token", Status: 302, Detail: "the answer points to https://login.example.com, which was not followed"},
			"points to https://login.example.com, which was not followed. What is signed in stays so.", "Check ATLASSIAN_AUTH_URL and ATLASSIAN_API_URL", "tell whoever runs this service.",
		},
		{"declined", auth.ErrDeclined, "declined in the browser", "Start it again", "Start it again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for place, help := range places() {
				next := map[bool]string{false: tt.own, true: tt.hosted}[place == "hosted"]
				text := help.SignInWords(tt.err)
				if !strings.Contains(text, tt.says) || !strings.Contains(text, next) || help.Explain(tt.err) != text {
					t.Errorf("%s: %q or %q is not in: %s", place, tt.says, next, text)
				}
				if place == "hosted" && settingOrCommand.MatchString(text) {
					t.Errorf("%s: speaks of a command or a setting: %s", place, text)
				}
			}
		})
	}
}
