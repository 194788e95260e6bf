package say_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

const signInPage = "<html><head><title>Log in to the network</title></head></html>"

// TestServices says of each failure what happened and what to do about it, on a
// laptop (and in a terminal, where it is the same) and where somebody else runs the server.
func TestServices(t *testing.T) {
	t.Parallel()
	const (
		connectTempo = " Connect Tempo again at https://time.example.com/account."
		connectJira  = " Connect Jira again at https://time.example.com/account."
		operator     = "tell whoever runs this service."
	)
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	tests := []struct {
		name, service, base, request string
		answer                       answered
		says, own, hosted            string
	}{
		{
			"wrong token or region", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{status: 401},
			"Tempo answered 401. The token was refused: it is wrong, expired or revoked, or your site is in another region. ",
			"Create one under Tempo > Settings > API Integration and set TEMPO_API_TOKEN, or set TEMPO_BASE_URL (https://api.eu.tempo.io/4 or https://api.us.tempo.io/4).",
			strings.TrimSpace(connectTempo),
		},
		{
			"missing scope", "Tempo", tempoURL, "GET /user-schedule",
			answered{status: 403},
			"Tempo answered 403. The Tempo token lacks the scope Schemes (view), or you lack the permission. ",
			"Scopes of a token cannot be changed: create a new one under Tempo > Settings > API Integration.", strings.TrimSpace(connectTempo),
		},
		{
			"refused sign-in", "Jira", jiraURL, "GET /rest/api/3/myself",
			answered{status: 401, body: "Client must be authenticated"},
			"Jira says (401): Client must be authenticated. The sign-in was refused. ",
			"Check JIRA_EMAIL, JIRA_API_TOKEN and JIRA_AUTH_TYPE; a new token is made at id.atlassian.com/manage-profile/security/api-tokens.", strings.TrimSpace(connectJira),
		},
		{
			"token without a scope", "Jira", gatewayURL, "GET /rest/api/3/myself",
			answered{status: 401, body: `{"code":401,"message":"Unauthorized; scope does not match"}`},
			"Jira says (401): Unauthorized; scope does not match. The Jira token lacks a scope: it needs read:jira-user and read:jira-work. ",
			"Create a token with both scopes.", strings.TrimSpace(connectJira),
		},
		{
			"no permission", "Jira", jiraURL, "GET /rest/api/3/issue/ABC-1",
			answered{status: 403},
			"Jira answered 403. You lack a Jira permission, which a Jira administrator can give, or the Jira token lacks a scope (read:jira-user, read:jira-work). ",
			"Create a token with both scopes.", strings.TrimSpace(connectJira),
		},
		{"worklog", "Tempo", tempoURL, "GET /worklogs/123", answered{status: 404}, "Tempo answered 404. Worklog 123 does not exist, or you may not see it.", "", ""},
		{"worklog to write", "Tempo", tempoURL, "DELETE /worklogs/123", answered{status: 404}, "Tempo answered 404. Worklog 123 does not exist, or you may not see it. Nothing was written.", "", ""},
		{"write not taken", "Tempo", tempoURL, "POST /worklogs", answered{status: 405}, "Tempo answered 405. Nothing was written. Try again later; if it stays so, ", "check TEMPO_BASE_URL.", "tell whoever runs this service."},
		{"account", "Tempo", tempoURL, "GET /accounts/7", answered{status: 404, body: `{"errors":[{"message":"Account not found"}]}`}, "Tempo says (404): Account not found. Account 7 does not exist, or you may not see it.", "", ""},
		{"person", "Tempo", tempoURL, "GET /worklogs/user/5b10:a1", answered{status: 404}, "Tempo answered 404. Person 5b10:a1 does not exist, or you may not see it.", "", ""},
		{"issue", "Jira", jiraURL, "GET /rest/api/3/issue/ABC-1", answered{status: 404, body: `{"errorMessages":["Issue does not exist"]}`}, "Jira says (404): Issue does not exist. Issue ABC-1 does not exist, or you may not see it.", "", ""},
		{"nothing named", "Tempo", tempoURL, "GET /work-attributes", answered{status: 404}, "Tempo answered 404. It does not exist, or you may not see it.", "", ""},
		{
			"nothing there", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{status: 404, body: "<h1>Not here</h1>"},
			"Tempo says (404): Not here. Person a1 does not exist, or you may not see it; if it stays so, ", "check TEMPO_BASE_URL.", operator,
		},
		{
			"redirect", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{status: 302, headers: "Location: https://login.example.com/x?y"},
			"Tempo answered 302 and points to https://login.example.com, where nothing was sent. ",
			"Check TEMPO_BASE_URL: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", "Something else answers in its place: " + operator,
		},
		{
			"redirect of Jira", "Jira", jiraURL, "GET /rest/api/3/myself",
			answered{status: 301, headers: "Location: https://new.atlassian.net/"},
			"Jira answered 301 and points to https://new.atlassian.net, where nothing was sent. ",
			"Check JIRA_BASE_URL: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", "Something else answers in its place: " + operator,
		},
		{
			"redirect of the gateway", "Jira", gatewayURL, "GET /rest/api/3/myself",
			answered{status: 301, headers: "Location: https://new.example.com/"},
			"Jira answered 301 and points to https://new.example.com, where nothing was sent. ",
			"Check ATLASSIAN_API_URL: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", "Something else answers in its place: " + operator,
		},
		{
			"redirect in a circle", "Tempo", tempoURL, "GET /worklogs/1",
			answered{status: 302, headers: "Location: /4/worklogs/1"},
			"Tempo answered 302 and points to another address of its own, where nothing was sent. Try again later; if it stays so, ", "check TEMPO_BASE_URL.", operator,
		},
		{
			"page in place of an answer", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{status: 200, body: signInPage},
			`Tempo answered with a web page titled "Log in to the network", not with its API. `,
			"Check TEMPO_BASE_URL: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", "Something else answers in its place: " + operator,
		},
		{
			"page where a write was to go", "Tempo", tempoURL, "POST /worklogs",
			answered{status: 404, body: "<p>Hello</p>"},
			"Tempo says (404): Hello. It does not exist, or you may not see it; if it stays so, ", "check TEMPO_BASE_URL. Nothing was written.",
			"tell whoever runs this service. Nothing was written.",
		},
		{
			"read refused in the words of a write", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{status: 400, body: `{"errors":[{"message":"Invalid date"}]}`},
			"Tempo says (400): Invalid date. Mend the arguments and try again; nothing was written.", "", "",
		},
		{
			"page without a title", "Jira", jiraURL, "GET /rest/api/3/myself",
			answered{status: 200, body: "<p>Hello</p>"},
			`Jira answered with a web page, not with its API. `,
			"Check JIRA_BASE_URL: the address may be wrong or may have moved. Or a proxy or the network wants you to sign in first.", "Something else answers in its place: " + operator,
		},
		{"too large", "Tempo", tempoURL, "GET /worklogs/user/a1", answered{status: 200, body: `{"a":"` + strings.Repeat(" ", 33<<20)}, "Tempo answered with more than can be read at once (32 MB). Ask for fewer days.", "", ""},
		{"limit", "Tempo", tempoURL, "GET /worklogs/user/a1", answered{status: 429, headers: "Retry-After: 3600"}, "Tempo answered 429. It is asked too often: try again in 1 hour.", "", ""},
		{"short limit", "Jira", jiraURL, "GET /rest/api/3/myself", answered{status: 429, headers: "Retry-After: 45"}, "Jira answered 429. It is asked too often: try again in 45 seconds.", "", ""},
		{"limit without a time", "Tempo", tempoURL, "GET /worklogs/user/a1", answered{status: 429}, "Tempo answered 429. It is asked too often: try again in a minute.", "", ""},
		{"down", "Jira", gatewayURL, "GET /rest/api/3/myself", answered{status: 503}, "Jira answered 503. Try again later; if it stays so, ", "check ATLASSIAN_API_URL.", operator},
		{
			"no connection", "Tempo", tempoURL, "GET /worklogs/user/a1",
			answered{broken: refused},
			"Tempo could not be reached: connection refused. Nothing was sent. ",
			"Check the network, the proxy (HTTPS_PROXY), TEMPO_BASE_URL, and TEMPO_MCP_CA_FILE behind a proxy with its own certificate.", "Try again later; if it stays so, " + operator,
		},
		{"bulk still running", "Tempo", tempoURL, "POST /worklogs/issue/10001/bulk", answered{status: 409}, "Tempo answered 409. Another bulk request for the same issue is still running: try again in a minute. Nothing was written.", "", ""},
		{"create without effect", "Tempo", tempoURL, "POST /worklogs", answered{status: 502}, "Tempo answered 502. It was looked for and is not there: nothing was written. Try again later.", "", ""},
		{"edit without effect", "Tempo", tempoURL, "PUT /worklogs/1", answered{status: 502}, "Tempo answered 502. It was looked at again and is as it was: nothing was changed. Try again later.", "", ""},
		{"delete without effect", "Tempo", tempoURL, "DELETE /worklogs/1", answered{status: 502}, "Tempo answered 502. It was looked for and is still there: nothing was deleted. Try again later.", "", ""},
		{"odd arguments", "Tempo", tempoURL, "POST /worklogs", answered{status: 422, body: `{"errors":[{"message":"odd"}]}`}, "Tempo says (422): odd. Mend the arguments and try again; nothing was written.", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := call(t, tt.service, tt.base, tt.request, tt.answer)
			got := map[string]string{}
			for place, help := range places() {
				text, foreseen := help.Failure(t.Context(), e)
				if !foreseen || text != help.Explain(e) {
					t.Errorf("%s: %t, %q is not what is explained: %q", place, foreseen, text, help.Explain(e))
				}
				got[place] = text
			}
			want := map[string]string{"laptop": tt.says + tt.own, "terminal": tt.says + tt.own, "hosted": tt.says + tt.hosted}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("words (-want +got)\n%s", diff)
			}
		})
	}
}

// TestNoSite explains an address at which there is no Jira Cloud.
func TestNoSite(t *testing.T) {
	t.Parallel()
	none := &jira.AddressError{URL: "https://nobody.atlassian.net", Cause: call(t, "Jira", jiraURL, "GET /rest/api/3/myself", answered{status: 404, body: signInPage})}
	own := &jira.AddressError{URL: "https://jira.example.com", Deployment: "Server", Cause: call(t, "Jira", jiraURL, "GET /rest/api/3/myself", answered{status: 401})}
	const (
		mine  = "check JIRA_BASE_URL, the address of Jira in your browser, such as https://your-site.atlassian.net."
		yours = "connect Jira again at https://time.example.com/account, with the address of a Jira Cloud site."
	)
	tails := map[string]string{"laptop": mine, "terminal": mine, "hosted": yours}
	for place, help := range places() {
		if got, want := help.Explain(none), "There is no Jira Cloud site at https://nobody.atlassian.net: "+tails[place]; got != want {
			t.Errorf("%s: got  %s\nwant %s", place, got, want)
		}
		want := "The Jira at https://jira.example.com is no Jira Cloud site but one that an organization runs itself (Server or Data Center). " +
			"This server works with Jira Cloud and Tempo Cloud alone: " + tails[place]
		if got, _ := help.Failure(t.Context(), own); got != want {
			t.Errorf("%s: got  %s\nwant %s", place, got, want)
		}
	}
}

// TestWordsAreFit keeps what nobody sees, and secrets, out of words that somebody else
// has a part in.
func TestWordsAreFit(t *testing.T) {
	t.Parallel()
	help := say.OwnMachine()
	help.Hide = func(text string) string { return strings.ReplaceAll(text, "Canary7Secret", "[redacted]") }
	for _, err := range []error{
		say.Problem("odd\u202e %s", "Canary7\u200bSecret"), say.MessageError("odd \u2060Canary7Secret"), errors.New("odd Canary7\U000E0041Secret"),
	} {
		if got := help.Explain(err); got != "odd [redacted]" {
			t.Errorf("%q is explained as %q", err, got)
		}
		if got, ok := help.Failure(t.Context(), err); ok && got != "odd [redacted]" {
			t.Errorf("%q is told as %q", err, got)
		}
	}
}
