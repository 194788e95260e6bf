package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

const (
	tempoCanary = "Canary7Tempo-/+=1"
	jiraCanary  = "Canary7Jira_/+=2"
)

// A service that hands tokens back in its answers does not get them shown or
// logged by any command, at any level.
func TestTokensNeverShow(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // its name on Windows
	for _, v := range config.Variables() {
		t.Setenv(v.Name, "")
	}
	t.Setenv("TEMPO_API_TOKEN", tempoCanary)
	t.Setenv("JIRA_EMAIL", sim.Email)
	t.Setenv("JIRA_API_TOKEN", jiraCanary)
	t.Setenv("TEMPO_MCP_LOG_LEVEL", "debug")
	t.Setenv("TEMPO_MCP_MAX_RETRIES", "1")
	t.Setenv("TEMPO_MCP_RETRY_DELAY", "1ms")

	var shown strings.Builder
	for _, status := range []int{200, 302, 400, 401, 403, 404, 409, 500} {
		shown.WriteString(askEchoes(t, "/", status)) // of both services
		shown.WriteString(askEchoes(t, "/4/", status))
	}
	if text := shown.String(); strings.Count(text, "[redacted]") < 50 || strings.Count(text, "level=DEBUG") < 50 {
		t.Errorf("the answers and the log should have been shown, with the tokens redacted")
	}
}

// askEchoes runs every command while what lies below a path hands tokens back,
// and returns what was written.
func askEchoes(t *testing.T, prefix string, status int) string {
	t.Helper()
	e := &echo{prefix: prefix, status: status, site: sim.Demo(clock()())}
	server := httptest.NewServer(e)
	defer server.Close()
	t.Setenv("TEMPO_BASE_URL", server.URL+"/4")
	t.Setenv("JIRA_BASE_URL", server.URL)
	t.Setenv("ATLASSIAN_API_URL", server.URL)
	var shown strings.Builder
	for _, args := range everyCommand() {
		out := run(t, args)
		shown.WriteString(out)
		if strings.Contains(out, "Canary7") || strings.Contains(out, base64.StdEncoding.EncodeToString([]byte(sim.Email+":"+jiraCanary))) {
			t.Errorf("%q shows a token when %s answers %d:\n%s", args, prefix, status, out)
		}
	}
	if e.echoed.Load() == 0 {
		t.Errorf("nothing was handed back below %s with %d", prefix, status)
	}
	return shown.String()
}

// everyCommand calls each command, each tool, and the server.
func everyCommand() [][]string {
	list := [][]string{{}, {"doctor"}, {"tools"}, {"version"}}
	for name, arguments := range toolCalls() {
		list = append(list, []string{"call", name, arguments}, []string{"call", "--json", name, arguments})
	}
	return list
}

// toolCalls returns arguments for each tool.
func toolCalls() map[string]string {
	known := map[string]string{
		"createWorklog":      `{"issueKey":"ATLAS-14","timeSpent":"1h","date":"2026-03-02"}`,
		"bulkCreateWorklogs": `{"worklogEntries":[{"issueKey":"ATLAS-14","timeSpent":"1h","date":"2026-03-02"}]}`,
		"editWorklog":        `{"worklogId":"7","timeSpent":"1h"}`,
		"deleteWorklog":      `{"worklogId":"7"}`,
	}
	calls := map[string]string{}
	for _, t := range tools.All() {
		calls[t.Name] = `{"period":"lastMonth"}`
		if arguments, ok := known[t.Name]; ok {
			calls[t.Name] = arguments
		}
	}
	return calls
}

// run carries out one command line and returns all that it writes.
func run(t *testing.T, args []string) string {
	t.Helper()
	input := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}` + "\n"
	for name, arguments := range toolCalls() {
		input += fmt.Sprintf(`{"jsonrpc":"2.0","id":%q,"method":"tools/call","params":{"name":%q,"arguments":%s}}`+"\n", name, name, arguments)
	}
	stdout, stderr := new(words), new(words) // a look-up that calls share may still be logged at the end
	cli.Run(cli.System{
		Args: args, Stdin: strings.NewReader(input), Stdout: stdout, Stderr: stderr,
		Version: "v1.2.3", Now: clock(), Local: time.UTC,
	})
	return stdout.String() + stderr.String()
}

// echo is a service that hands the credential back, in all the places where an
// answer has text.
type echo struct {
	prefix string
	status int
	site   http.Handler // answers what does not begin with prefix
	echoed atomic.Int64
}

func (e *echo) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	header := req.Header.Get("Authorization")
	_, token, _ := strings.Cut(header, " ")
	plain, _ := base64.StdEncoding.DecodeString(token)
	switch {
	case req.URL.Path == "/_edge/tenant_info": // leads on to the gateway
		e.site.ServeHTTP(w, req)
		return
	case !strings.HasPrefix(req.URL.Path, e.prefix):
		req.SetBasicAuth(sim.Email, sim.JiraToken)
		e.site.ServeHTTP(w, req)
		return
	case strings.Contains(header+string(plain), "Canary7"):
		e.echoed.Add(1)
	}
	w.Header().Set("Location", "/moved/"+token+"?token="+token)
	w.Header().Set("Www-Authenticate", header)
	words := []string{header, token, string(plain), strings.TrimPrefix(string(plain), sim.Email+":")}
	switch e.status {
	case http.StatusUnauthorized, http.StatusInternalServerError:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(e.status)
		fmt.Fprintf(w, "<html><title>%s</title><h1>%s</h1><p>%s</p></html>", words[0], words[1], words[2])
	case http.StatusOK, http.StatusForbidden:
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(e.status)
		fmt.Fprintln(w, strings.Join(words, "\n"))
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(e.status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"errorMessages": words, "message": strings.Join(words, ", "),
			"errors": map[string]any{words[0]: "field", words[1]: words, "message": words[2]},
		})
	}
}
