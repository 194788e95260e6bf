package rest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

func TestNewBaseURL(t *testing.T) {
	t.Parallel()
	for _, base := range []string{
		"https://api.example.com", "https://api.example.com/4/", "http://localhost:8080", "http://127.0.0.9/x", "http://[::1]:1",
	} {
		if _, err := rest.New("Tempo", base, nil, rest.Options{}); err != nil {
			t.Errorf("New(%q): %v", base, err)
		}
	}
	for _, base := range []string{
		"", "api.example.com", "http://api.example.com", "http://localhost.example.com", "ftp://api.example.com",
		"https://", "https://me:hunter2@api.example.com", "https://api.example.com?x=1", "https://api.example.com/#x", "https://api.example.com/%zz",
	} {
		_, err := rest.New("Tempo", base, nil, rest.Options{})
		if err == nil {
			t.Errorf("New(%q): no error", base)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("New(%q) shows the password: %v", base, err)
		}
	}
}

func TestNewRefusesNegativeOptions(t *testing.T) {
	t.Parallel()
	for _, opts := range []rest.Options{{MaxRetries: -1}, {MaxConcurrency: -1}, {Timeout: -1}, {RetryDelay: -1}} {
		if _, err := rest.New("Tempo", "https://api.example.com", nil, opts); err == nil {
			t.Errorf("New(%+v): no error", opts)
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	server := serve(reply(http.StatusOK, `{"name":"x"}`))
	client := newClient(t, server, func(o *rest.Options) { o.UserAgent = "test/1" })
	var out result
	query := url.Values{"issueId": {"1", "2"}, "from": {"2026-11-01"}}
	errs := errors.Join(
		client.Get(t.Context(), rest.Path("worklogs", "a/b ?"), query, &out),
		client.Search(t.Context(), "/worklogs/search", nil, map[string]int{"id": 1}, &out),
		client.Write(t.Context(), http.MethodPut, "/worklogs/1", nil, map[string]int{"id": 2}, &out),
		client.Write(t.Context(), http.MethodDelete, "/worklogs/1", nil, nil, nil),
	)
	if errs != nil {
		t.Fatal(errs)
	}
	type request struct{ Method, URL, Body, Type string }
	want := []request{
		{"GET", "https://api.example.com/4/worklogs/a%2Fb%20%3F?from=2026-11-01&issueId=1&issueId=2", "", ""},
		{"POST", "https://api.example.com/4/worklogs/search", `{"id":1}`, "application/json"},
		{"PUT", "https://api.example.com/4/worklogs/1", `{"id":2}`, "application/json"},
		{"DELETE", "https://api.example.com/4/worklogs/1", "", ""},
	}
	var got []request
	for _, r := range server.requests() {
		got = append(got, request{r.method, r.url, r.body, r.header.Get("Content-Type")})
		if r.header.Get("Authorization") != "Bearer "+token || r.header.Get("Accept") != "application/json" || r.header.Get("User-Agent") != "test/1" {
			t.Errorf("%s: headers %v", r.method, r.header)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if out.Name != "x" {
		t.Errorf("got %+v, want the decoded name", out)
	}
}

func TestNothingIsSentForBadInput(t *testing.T) {
	t.Parallel()
	server := serve(reply(http.StatusOK, `{}`))
	client := newClient(t, server)
	for _, path := range []string{
		"", "worklogs", "//evil.example", "/a//b", "/a/", rest.Path("worklogs", ".."), rest.Path("worklogs", ""), rest.Path("."),
		"/a/%2e%2E/b", "/a?x=1", "/a#b", `/a\..\b`, "/%zz", "/a\nb",
	} {
		e := failure(t, client.Get(t.Context(), path, nil, nil))
		if !e.NotSent() || e.Unknown() {
			t.Errorf("path %q: %v; want NotSent", path, e)
		}
	}
	e := failure(t, client.Write(t.Context(), http.MethodPost, "/a", nil, func() {}, nil))
	if !e.NotSent() || e.Unknown() {
		t.Errorf("body that cannot be encoded: %v; want NotSent", e)
	}
	if n := len(server.requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestNoCookies(t *testing.T) {
	t.Parallel()
	server := serve(reply(http.StatusOK, `{}`, "Set-Cookie: session=1; Path=/"))
	client := newClient(t, server)
	for range 2 {
		if err := client.Get(t.Context(), "/a", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := server.requests()[1].header.Get("Cookie"); got != "" {
		t.Errorf("sent cookie %q", got)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		server := serve(reply(http.StatusServiceUnavailable, token), reply(http.StatusOK, `{"name":"body text"}`))
		client := newClient(t, server, func(o *rest.Options) {
			o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		query := url.Values{"query": {"person@example.com"}}
		if err := client.Search(t.Context(), "/users", query, map[string]string{"q": "body text"}, &result{}); err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{token, "Bearer", "person", "body text"} {
			if strings.Contains(log.String(), hidden) {
				t.Errorf("log shows %q:\n%s", hidden, log.String())
			}
		}
		var lines []map[string]any
		for line := range strings.Lines(log.String()) {
			var entry map[string]any
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatal(err)
			}
			delete(entry, "time")
			lines = append(lines, entry)
		}
		entry := func(status, attempt float64) map[string]any {
			return map[string]any{
				"level": "DEBUG", "msg": "request", "service": "Tempo", "method": "POST", "path": "/users",
				"status": status, "duration": float64(0), "attempt": attempt,
			}
		}
		if diff := cmp.Diff([]map[string]any{entry(503, 1), entry(200, 2)}, lines); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestLogDuration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		slow := func(req *http.Request) (*http.Response, error) {
			time.Sleep(1500 * time.Millisecond)
			return reply(http.StatusOK, `{}`)(req)
		}
		client := newClient(t, serve(slow), func(o *rest.Options) {
			o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		if err := client.Get(t.Context(), "/a", nil, nil); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(log.String(), "duration=1.5s") {
			t.Errorf("log has no duration of 1.5s: %s", log.String())
		}
	})
}
