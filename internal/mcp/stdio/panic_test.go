package stdio_test

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

func TestPanic(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	opts := stdio.Options{MaxInFlight: 1}
	s := toolServer(map[string]handler{"boom": func(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) {
		panic("the token is hunter2")
	}})
	s.AddNotificationHandler("notifications/boom", func(context.Context, mcpgo.JSONRPCNotification) { panic("again") })
	input := `{"jsonrpc":"2.0","method":"notifications/boom"}` + "\n" + call(1, "boom") + "\n" + call(2, "boom") + "\n"
	got := answers(t, correct(s, slog.New(slog.NewJSONHandler(&log, nil))), opts, strings.NewReader(input))
	slices.Sort(got)
	if len(got) != 2 {
		t.Fatalf("got %d answers, want 2: %q", len(got), got)
	}
	answer := regexp.MustCompile(`^\{"jsonrpc":"2\.0","id":1,"error":\{"code":-32603,"message":"internal error, reference ([0-9a-f]{4})"\}\}$`)
	found := answer.FindStringSubmatch(got[0])
	if found == nil {
		t.Fatalf("answer to a panic: %s", got[0])
	}
	for _, want := range []string{`"reference":"` + found[1] + `"`, "hunter2", "panic_test.go", `"method":"notifications/boom"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, &log)
		}
	}
}

func TestResultThatDoesNotEncode(t *testing.T) {
	t.Parallel()
	s := newMCP(nil)
	for name, value := range map[string]any{"func": func() {}, "panic": panicky{}} {
		s.AddTool(mcpgo.NewTool(name), func(context.Context, mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			return mcpgo.NewToolResultStructured(value, ""), nil
		})
		got := answers(t, s, stdio.Options{}, strings.NewReader(call(1, name)))
		if len(got) != 1 || !strings.Contains(got[0], `"id":1,"error":{"code":-32603,"message":"internal error, reference `) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

type panicky struct{}

func (panicky) MarshalJSON() ([]byte, error) { panic("no") }

// careless handles messages and panics over some.
type careless struct{ stdio.Handler }

// Handle implements [stdio.Handler].
func (c careless) Handle(ctx context.Context, session mcpserver.ClientSession, msg jsonrpc.Message) mcpgo.JSONRPCMessage {
	if strings.HasSuffix(msg.Method, "boom") {
		panic("the token is hunter2")
	}
	return c.Handler.Handle(ctx, session, msg)
}

// TestHandlerPanics holds that the transport does without the promise of its handler not
// to panic.
func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	var out, log bytes.Buffer
	opts := stdio.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))}
	input := `{"jsonrpc":"2.0","method":"notifications/boom"}` + "\n" + `{"jsonrpc":"2.0","id":7,"method":"boom"}` + "\n" + ping
	if err := stdio.Serve(t.Context(), careless{newMCP(nil).handler}, strings.NewReader(input), &out, opts); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(strings.Lines(out.String()))
	if len(got) != 2 || got[0] != pong+"\n" || !strings.HasPrefix(got[1], `{"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"internal error, reference `) {
		t.Errorf("got %q", got)
	}
	if n := strings.Count(log.String(), "hunter2"); n != 2 {
		t.Errorf("the log tells of %d panics, want 2:\n%s", n, &log)
	}
}
