package stdio_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

const (
	ping  = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	pong  = `{"jsonrpc":"2.0","id":1,"result":{}}`
	hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",` +
		`"capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"}}}`
)

// handler is a tool that answers with a text.
type handler func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error)

// served is a server of mcp-go's with what handles messages in front of it.
type served struct {
	*mcpserver.MCPServer

	handler *mcp.Server
}

// newMCP returns a server with the tools given.
func newMCP(tools map[string]handler) *served {
	return correct(toolServer(tools), nil)
}

func correct(s *mcpserver.MCPServer, log *slog.Logger) *served {
	return &served{s, mcp.NewServer(s, mcp.Options{Logger: log})}
}

func toolServer(tools map[string]handler) *mcpserver.MCPServer {
	s := mcpserver.NewMCPServer("test", "1", mcpserver.WithToolCapabilities(true), mcpserver.WithLogging())
	for name, run := range tools {
		s.AddTool(mcpgo.NewTool(name), func(ctx context.Context, req mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			text, err := run(ctx, s, req)
			if err != nil {
				return nil, err
			}
			return mcpgo.NewToolResultText(text), nil
		})
	}
	return s
}

func call(id any, tool string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"method":"tools/call","params":{"name":%q}}`, id, tool)
}

func result(id any, text string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"result":{"content":[{"type":"text","text":%q}]}}`, id, text)
}

func failure(id any, code int, text string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"error":{"code":%d,"message":%q}}`, id, code, text)
}

func cancelNote(id any) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":{"requestId":%v}}`, mcpgo.MethodNotificationCancelled, id)
}

// answers serves a whole input and returns the lines of output.
func answers(t *testing.T, s *served, opts stdio.Options, input io.Reader) []string {
	t.Helper()
	var out bytes.Buffer
	if err := stdio.Serve(t.Context(), s.handler, input, &out, opts); err != nil {
		t.Fatalf("Serve: %v", err)
	}
	lines := slices.Collect(strings.Lines(out.String()))
	for i := range lines {
		if !strings.HasSuffix(lines[i], "\n") {
			t.Errorf("line without its end: %q", lines[i])
		}
		lines[i] = strings.TrimSuffix(lines[i], "\n")
	}
	return lines
}

func diff(t *testing.T, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("output (-want +got):\n%s", d)
	}
}

// conn is a client that talks line by line. It is for use in a synctest bubble.
type conn struct {
	t     *testing.T
	in    *io.PipeWriter
	lines chan string
	ended chan error
	stop  context.CancelFunc
}

func dial(t *testing.T, s *served, opts stdio.Options) *conn {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	c := &conn{t: t, in: inW, lines: make(chan string, 10000), ended: make(chan error, 1), stop: stop}
	t.Cleanup(func() { stop(); _ = inW.Close(); _ = outR.Close() })
	go func() {
		c.ended <- stdio.Serve(ctx, s.handler, inR, outW, opts)
		_ = outW.Close()
	}()
	go func() {
		defer close(c.lines)
		for scanner := bufio.NewScanner(outR); scanner.Scan(); {
			c.lines <- scanner.Text()
		}
	}()
	return c
}

func (c *conn) send(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if _, err := io.WriteString(c.in, line+"\n"); err != nil {
			c.t.Fatalf("send: %v", err)
		}
	}
}

// next waits for a line.
func (c *conn) next() string {
	c.t.Helper()
	line, ok := <-c.lines
	if !ok {
		c.t.Fatal("the output has ended")
	}
	return line
}

// want waits for exactly these lines.
func (c *conn) want(lines ...string) {
	c.t.Helper()
	for _, want := range lines {
		if d := cmp.Diff(want, c.next()); d != "" {
			c.t.Fatalf("next line (-want +got):\n%s", d)
		}
	}
}

// quiet lets everything settle and wants nothing to have been said.
func (c *conn) quiet() {
	c.t.Helper()
	synctest.Wait()
	select {
	case line, ok := <-c.lines:
		if ok {
			c.t.Fatalf("unexpected line: %s", line)
		}
	default:
	}
}

// shake says hello in the handshake era.
func (c *conn) shake() {
	c.t.Helper()
	c.send(hello, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	if line := c.next(); !strings.Contains(line, `"protocolVersion":"2025-11-25"`) {
		c.t.Fatalf("initialize: %s", line)
	}
}

// hangUp ends the input and wants the server to end well, having said nothing but lines.
func (c *conn) hangUp(lines ...string) {
	c.t.Helper()
	_ = c.in.Close()
	c.over(nil, lines...)
}

func (c *conn) over(want error, lines ...string) {
	c.t.Helper()
	if err := <-c.ended; !errors.Is(err, want) {
		c.t.Errorf("Serve = %v, want %v", err, want)
	}
	var rest []string
	for line := range c.lines {
		rest = append(rest, line)
	}
	diff(c.t, rest, lines)
}
