package app_test

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Secrets of the settings that no service has got.
const (
	clientSecret  = "Canary+client/secret="
	proxyPassword = "Canary@proxy"
)

// gossip is a service that tells all it knows.
func gossip(t *testing.T, secrets ...string) string {
	t.Helper()
	var told []map[string]string
	for _, secret := range secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)} {
			told = append(told, map[string]string{"message": "is it " + form + "?"})
		}
	}
	body, err := json.Marshal(map[string]any{"errors": told})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestGossip hides every secret of the settings in results, checks and logs,
// whichever service repeats it and whomever it belongs to.
func TestGossip(t *testing.T) {
	t.Parallel()
	c := settings()
	c.JiraClientSecret = config.NewSecret(clientSecret)
	c.Proxy.HTTPS = config.NewSecret("http://ada:" + url.QueryEscape(proxyPassword) + "@proxy:1")
	secrets := []string{
		sim.TempoToken, sim.JiraToken, base64.StdEncoding.EncodeToString([]byte(sim.Email + ":" + sim.JiraToken)),
		clientSecret, proxyPassword, base64.StdEncoding.EncodeToString([]byte("ada:" + proxyPassword)),
	}
	for _, path := range []string{"/4/", "/rest/api/3/", "/4/worklogs", "/rest/api/3/issue"} {
		for _, status := range []int{400, 401, 403, 404, 500} {
			s, log := sim.New(), &shown{}
			s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search"})
			s.AddFault(sim.Fault{
				Match:  func(r *http.Request) bool { return strings.Contains(r.URL.Path, path) }, // through the gateway too
				Status: status, Body: gossip(t, secrets...),
			})
			sys := system(s)
			sys.Logger = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			conn, err := app.Connect(sys, c)
			if err != nil {
				t.Fatal(err)
			}
			m, err := client.NewInProcessClient(offered(sys, c, conn, nil).Bare())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Initialize(t.Context(), mcp.InitializeRequest{}); err != nil {
				t.Fatal(err)
			}
			said, _ := use(t, m, "retrieveWorklogs", map[string]any{"period": "today"})
			more, _ := use(t, m, "createWorklog", map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "today"})
			_, checks := summary(app.Examine(t.Context(), sys, c, nil))
			if all := said + more + checks; !strings.Contains(all, "[redacted]") && !strings.Contains(all, "There is no Jira Cloud site") {
				t.Errorf("%s, %d: nothing was repeated: %s", path, status, all)
			}
			silent(t, said+more+checks+log.String(), secrets...)
		}
	}
}

// TestGossipInTexts hides secrets that somebody has written where they do not belong: in
// the text of a worklog, which is shown, and in the name of an issue.
func TestGossipInTexts(t *testing.T) {
	t.Parallel()
	s, c := sim.New(), settings()
	s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Is it " + sim.JiraToken + "?"})
	sys := system(s)
	conn, err := app.Connect(sys, c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := client.NewInProcessClient(offered(sys, c, conn, nil).Bare())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Initialize(t.Context(), mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
	for _, call := range []struct {
		tool      string
		arguments map[string]any
	}{
		{"createWorklog", map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "today", "description": "it is " + sim.TempoToken}},
		{"retrieveWorklogs", map[string]any{"period": "today"}},
		{"getWorklogAnalytics", map[string]any{"period": "today", "groupBy": "issue"}},
	} {
		result, err := m.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: call.tool, Arguments: call.arguments}})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(result)
		if err != nil {
			t.Fatal(err)
		}
		if result.IsError || strings.Count(string(raw), "[redacted]") < 2 { // in the text and in the structure
			t.Errorf("%s: %s", call.tool, raw)
		}
		silent(t, string(raw), sim.TempoToken, sim.JiraToken)
	}
	list, err := m.ReadResource(t.Context(), mcp.ReadResourceRequest{Params: mcp.ReadResourceParams{URI: "tempo://worklogs/today"}})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), "[redacted]") {
		t.Errorf("nothing was repeated: %s", raw)
	}
	silent(t, string(raw), sim.TempoToken, sim.JiraToken)
	if got := s.Worklogs(); len(got) != 1 || got[0].Description != "it is "+sim.TempoToken {
		t.Errorf("%v: what is hidden is written as it was given", got)
	}
}

// silent fails the test when a text holds a secret, in any form.
func silent(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)} {
			if strings.Contains(text, form) {
				t.Errorf("%q shows in: %s", form, text)
			}
		}
	}
}

// TestGossipAboutSignIns hides the tokens of a sign-in also where Tempo tells them.
func TestGossipAboutSignIns(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.signedIn(time.Hour)
	s.AddFault(sim.Fault{PathPrefix: "/4/", Status: 400, Body: gossip(t, append(s.IssuedTokens(), sim.ClientSecret)...)})
	text, isError := s.ask(s.connect())
	if !isError || !strings.Contains(text, "[redacted]") {
		t.Error(text)
	}
	silent(t, text+s.shown.String(), append(s.IssuedTokens(), sim.ClientSecret)...)
}

// TestHelp keeps the secrets of a connection out of all words, and logs of what is
// said through it.
func TestHelp(t *testing.T) {
	t.Parallel()
	conn, err := app.Connect(system(sim.New()), settings())
	if err != nil {
		t.Fatal(err)
	}
	if got := conn.Help(say.Terminal()).Explain(say.MessageError("odd " + sim.TempoToken)); got != "odd [redacted]" {
		t.Errorf("got %q", got)
	}
}

// TestProxy goes through the proxy of the settings, signs in to it, and tells nobody
// the password.
func TestProxy(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan string, 10)
	proxy := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host + " " + r.Header.Get("Proxy-Authorization")
		w.WriteHeader(http.StatusProxyAuthRequired)
		_, _ = io.WriteString(w, r.Header.Get("Proxy-Authorization"))
	})}
	go func() { _ = proxy.Serve(l) }()
	t.Cleanup(func() { _ = proxy.Close() })
	c := settings()
	c.Proxy.HTTPS = config.NewSecret("http://ada:" + url.QueryEscape(proxyPassword) + "@" + l.Addr().String())
	sys := system(sim.New())
	sys.Transport = nil
	conn, err := app.Connect(sys, c)
	if err != nil {
		t.Fatal(err)
	}
	sent := base64.StdEncoding.EncodeToString([]byte("ada:" + proxyPassword))
	err = conn.Unbound.Tempo.CheckRead(t.Context(), "2026-03-05")
	if got, want := <-asked, "CONNECT api.tempo.io:443 Basic "+sent; err == nil || got != want {
		t.Errorf("the proxy was asked %q, want %q; %v", got, want, err)
	}
	text := conn.Help(say.OwnMachine()).Explain(err)
	if !strings.Contains(text, "Proxy Authentication Required") || !strings.Contains(text, "HTTPS_PROXY") {
		t.Error(text)
	}
	silent(t, text, proxyPassword, sent)
}
