package mcp_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
)

// serveHTTP serves a site over HTTP, with tools that notify and that panic late.
func serveHTTP(t *testing.T) string {
	t.Helper()
	s := site()
	s.AddTool(mcpgo.NewTool("chatty"), func(ctx context.Context, _ mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		return mcpgo.NewToolResultText("said"), s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
	})
	transport := mcpserver.NewStreamableHTTPServer(s, mcpserver.WithStateLess(true), mcpserver.WithDisableStreaming(true))
	web := httptest.NewServer(http.MaxBytesHandler(mcp.NewServer(s, options(io.Discard)).Correct(transport), 1000))
	t.Cleanup(web.Close)
	return web.URL
}

// TestCorrectLeavesStreamsAlone holds that a call may still notify while it runs.
func TestCorrectLeavesStreamsAlone(t *testing.T) {
	t.Parallel()
	resp := post(t, serveHTTP(t), "tools/call", message("tools/call", `"name":"chatty"`, true), true)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("the answer is %s, want a stream", kind)
	}
	progress, result := strings.Index(string(body), "notifications/progress"), strings.Index(string(body), `"result"`)
	if progress < 0 || result < progress {
		t.Errorf("got %s, want progress and then the result", body)
	}
}

// TestCorrectLeavesTheRestAlone holds that what is no message for it gets mcp-go's answer.
func TestCorrectLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	url := serveHTTP(t)
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
