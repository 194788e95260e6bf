package mcp_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
)

// serveHTTP serves a site over HTTP, with a tool that notifies and then waits.
func serveHTTP(t *testing.T, wait <-chan struct{}) string {
	t.Helper()
	s := site()
	s.AddTool(mcpgo.NewTool("chatty"), func(ctx context.Context, _ mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
		select {
		case <-wait:
		case <-ctx.Done():
		}
		return mcpgo.NewToolResultText("said"), err
	})
	web := httptest.NewServer(http.MaxBytesHandler(mcp.NewServer(s, options(io.Discard)).Correct(streamable(s)), 1000))
	t.Cleanup(web.Close)
	return web.URL
}

// TestCorrectLeavesStreamsAlone holds that a call may notify while it runs.
func TestCorrectLeavesStreamsAlone(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	resp := post(t, serveHTTP(t, wait), "tools/call", message("tools/call", `"name":"chatty"`, true), true)
	defer func() { _ = resp.Body.Close() }()
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("the answer is %s, want a stream", kind)
	}
	lines := bufio.NewScanner(resp.Body)
	for _, want := range []string{"notifications/progress", `"result"`} {
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
			continue
		}
		if !strings.Contains(lines.Text(), want) {
			t.Errorf("got %s, want %s", lines.Text(), want)
		}
		if want == "notifications/progress" {
			close(wait)
		}
	}
}

// TestCorrectLeavesTheRestAlone holds that what is no message for it gets mcp-go's answer.
func TestCorrectLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	url := serveHTTP(t, nil)
	for name, tt := range map[string]struct {
		method, kind, body string
		status             int
	}{
		"GET":                        {http.MethodGet, "", "", http.StatusMethodNotAllowed},
		"no JSON":                    {http.MethodPost, "application/json", "hello", http.StatusBadRequest},
		"no JSON at all":             {http.MethodPost, "text/plain", message("test/ask", `"please":true`, false), http.StatusBadRequest},
		"too long":                   {http.MethodPost, "application/json", message("test/ask", `"a":"`+strings.Repeat("a", 1000)+`"`, false), http.StatusBadRequest},
		"notification":               {http.MethodPost, "application/json", message("notifications/initialized", "", false), http.StatusAccepted},
		"a notification that panics": {http.MethodPost, "application/json", message("notifications/boom", "", false), http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), tt.method, url, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", tt.kind)
			resp, err := http.DefaultClient.Do(req) //nolint:forbidigo // against this process
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != tt.status {
				t.Errorf("got status %d, want %d", resp.StatusCode, tt.status)
			}
		})
	}
}

// TestCorrectBreaksOff holds that an answer that has begun to leave does not end as if it
// were whole.
func TestCorrectBreaksOff(t *testing.T) {
	t.Parallel()
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: {}\n\n")
		_ = http.NewResponseController(w).Flush()
		panic("late")
	})
	web := httptest.NewServer(mcp.NewServer(site(), options(io.Discard)).Correct(next))
	t.Cleanup(web.Close)
	resp := post(t, web.URL, "tools/call", message("tools/call", `"name":"good"`, false), false)
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("got %q and an end, want none", body)
	}
}
