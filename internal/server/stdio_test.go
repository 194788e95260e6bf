package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/server"
)

const (
	ping  = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	pong  = `{"jsonrpc":"2.0","id":1,"result":{}}`
	hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",` +
		`"capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"}}}`
)

// handler is a tool that answers with a text.
type handler func(ctx context.Context, s *mcpserver.MCPServer, req mcp.CallToolRequest) (string, error)

// newMCP returns a server with the tools given.
func newMCP(tools map[string]handler) *mcpserver.MCPServer {
	s := mcpserver.NewMCPServer("test", "1", mcpserver.WithToolCapabilities(true), mcpserver.WithLogging())
	for name, run := range tools {
		s.AddTool(mcp.NewTool(name), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			text, err := run(ctx, s, req)
			if err != nil {
				return nil, err
			}
			return mcp.NewToolResultText(text), nil
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
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":{"requestId":%v}}`, mcp.MethodNotificationCancelled, id)
}

// answers serves a whole input and returns the lines of output.
func answers(t *testing.T, s *mcpserver.MCPServer, opts server.StdioOptions, input io.Reader) []string {
	t.Helper()
	var out bytes.Buffer
	if err := server.ServeStdio(t.Context(), s, input, &out, opts); err != nil {
		t.Fatalf("ServeStdio: %v", err)
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

func dial(t *testing.T, s *mcpserver.MCPServer, opts server.StdioOptions) *conn {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	c := &conn{t: t, in: inW, lines: make(chan string, 10000), ended: make(chan error, 1), stop: stop}
	t.Cleanup(func() { stop(); _ = inW.Close(); _ = outR.Close() })
	go func() {
		c.ended <- server.ServeStdio(ctx, s, inR, outW, opts)
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
		c.t.Errorf("ServeStdio = %v, want %v", err, want)
	}
	var rest []string
	for line := range c.lines {
		rest = append(rest, line)
	}
	diff(c.t, rest, lines)
}

func TestStdioFraming(t *testing.T) {
	t.Parallel()
	for name, input := range map[string]string{
		"lines":                   ping + "\n",
		"last line without end":   ping,
		"CRLF":                    ping + "\r\n",
		"blank lines":             "\n\r\n \t\n" + ping + "\n\n",
		"byte order mark":         "\ufeff" + ping + "\n",
		"space around":            "  " + ping + " \t\n",
		"keys in another order":   `{"method":"ping","id":1,"params":{},"jsonrpc":"2.0"}`,
		"null params":             `{"jsonrpc":"2.0","id":1,"method":"ping","params":null}`,
		"longer than the buffer":  `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"` + strings.Repeat("x", 200_000) + `"}}`,
		"notification unanswered": `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" + ping,
		"bad notification params": `{"jsonrpc":"2.0","method":"notifications/initialized","params":5}` + "\n" + ping,
		"stray response":          `{"jsonrpc":"2.0","id":7,"result":{}}` + "\n" + ping,
		"stray error":             `{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}` + "\n" + ping,
		"stray cancel":            cancelNote(7) + "\n" + cancelNote("{}") + "\n" + ping,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, answers(t, newMCP(nil), server.StdioOptions{}, strings.NewReader(input)), []string{pong})
		})
	}
}

func TestStdioRefusals(t *testing.T) {
	t.Parallel()
	const (
		badID     = "id must be a string or an integer"
		badMethod = "method must be a string"
		noObject  = "a message must be a JSON object"
		batch     = "batches are not supported: send one message per line"
	)
	for name, tt := range map[string]struct{ line, want string }{
		"no JSON":        {`{"jsonrpc":`, failure("null", -32700, "parse error: unexpected end of JSON input")},
		"two values":     {ping + ping, failure("null", -32700, "parse error: invalid character '{' after top-level value")},
		"invalid UTF-8":  {`{"jsonrpc":"2.0","id":1,"method":"` + "\xff" + `"}`, failure("null", -32700, "parse error: the line is not valid UTF-8")},
		"deeply nested":  {strings.Repeat("[", 1_000_000), failure("null", -32700, "parse error: invalid character '[' exceeded max depth")},
		"deep params":    {`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":` + strings.Repeat(`{"a":`, 500_000), failure("null", -32700, "parse error: invalid character '{' exceeded max depth")},
		"batch":          {"[" + ping + "]", failure("null", -32600, batch)},
		"empty batch":    {"[]", failure("null", -32600, batch)},
		"broken batch":   {"[" + ping, failure("null", -32700, "parse error: unexpected end of JSON input")},
		"string":         {`"ping"`, failure("null", -32600, noObject)},
		"null":           {`null`, failure("null", -32600, noObject)},
		"empty object":   {`{}`, failure("null", -32600, `jsonrpc must be "2.0"`)},
		"no version":     {`{"id":1,"method":"ping"}`, failure(1, -32600, `jsonrpc must be "2.0"`)},
		"version 1":      {`{"jsonrpc":"1.0","id":"a","method":"ping"}`, failure(`"a"`, -32600, `jsonrpc must be "2.0"`)},
		"version number": {`{"jsonrpc":2.0,"id":1,"method":"ping"}`, failure(1, -32600, `jsonrpc must be "2.0"`)},
		"shouted keys":   {`{"JSONRPC":"2.0","ID":1,"METHOD":"ping"}`, failure("null", -32600, `jsonrpc must be "2.0"`)},
		"no method":      {`{"jsonrpc":"2.0","id":1}`, failure(1, -32600, badMethod)},
		"method number":  {`{"jsonrpc":"2.0","id":1,"method":5}`, failure(1, -32600, badMethod)},
		"null id":        {`{"jsonrpc":"2.0","id":null,"method":"ping"}`, failure("null", -32600, badID)},
		"bool id":        {`{"jsonrpc":"2.0","id":true,"method":"ping"}`, failure("null", -32600, badID)},
		"object id":      {`{"jsonrpc":"2.0","id":{},"method":"ping"}`, failure("null", -32600, badID)},
		"fraction id":    {`{"jsonrpc":"2.0","id":1.5,"method":"ping"}`, failure("null", -32600, badID)},
		"exponent id":    {`{"jsonrpc":"2.0","id":1e2,"method":"ping"}`, failure("null", -32600, badID)},
		"params list":    {`{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}`, failure(1, -32602, "params must be an object")},
		"unknown method": {`{"jsonrpc":"2.0","id":1,"method":"no/such"}`, failure(1, -32601, "Method no/such not found")},
		"markup":         {`{"jsonrpc":"2.0","id":1,"method":"a<b>&c"}`, failure(1, -32601, "Method a<b>&c not found")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const ping2, pong2 = `{"jsonrpc":"2.0","id":2,"method":"ping"}`, `{"jsonrpc":"2.0","id":2,"result":{}}`
			got := answers(t, newMCP(nil), server.StdioOptions{}, strings.NewReader(tt.line+"\n"+ping2))
			slices.Sort(got) // an unknown method is answered beside the reading
			want := []string{tt.want, pong2}
			slices.Sort(want)
			diff(t, got, want)
		})
	}
}

func TestStdioByteOrderMarkInTheMiddle(t *testing.T) {
	t.Parallel()
	diff(t, answers(t, newMCP(nil), server.StdioOptions{}, strings.NewReader(ping+"\n\ufeff"+ping)),
		[]string{pong, failure("null", -32700, "parse error: invalid character 'ï' looking for beginning of value")})
}

func TestStdioIDs(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"echo": func(context.Context, *mcpserver.MCPServer, mcp.CallToolRequest) (string, error) {
		return "hi", nil
	}})
	for name, id := range map[string]string{
		"zero":           "0",
		"minus zero":     "-0",
		"negative":       "-17",
		"2^53+1":         "9007199254740993",
		"int64":          "9223372036854775807",
		"beyond int64":   "123456789012345678901234567890",
		"empty string":   `""`,
		"digits":         `"1"`,
		"escapes":        `"a\u003cb\/\ud83d\ude00\n"`,
		"lone surrogate": `"\ud800"`,
		"markup":         `"<&>"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, answers(t, s, server.StdioOptions{}, strings.NewReader(call(id, "echo"))), []string{result(id, "hi")})
			diff(t, answers(t, s, server.StdioOptions{}, strings.NewReader(call(id, "none"))),
				[]string{failure(id, -32602, "tool 'none' not found: tool not found")})
		})
	}
}

func TestStdioLeavesParamsAlone(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"echo": func(_ context.Context, _ *mcpserver.MCPServer, req mcp.CallToolRequest) (string, error) {
		var args struct{ N json.Number }
		err := req.BindArguments(&args)
		return fmt.Sprint(args.N, " ", req.Params.Meta.ProgressToken), err
	}})
	in := `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"echo","arguments":{"N":9007199254740993},"_meta":{"progressToken":"id 9"}}}`
	diff(t, answers(t, s, server.StdioOptions{}, strings.NewReader(in)), []string{result(9, "9007199254740993 id 9")})
}

func TestStdioHello(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		input string
		want  int
	}{
		"initialize":    {hello, 1},
		"two requests":  {ping + "\n" + strings.Replace(ping, "1", "2", 1), 1},
		"nothing":       {"", 0},
		"no request":    {`{"jsonrpc":"2.0","method":"notifications/initialized"}`, 0},
		"not a message": {"hello", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := 0
			answers(t, newMCP(nil), server.StdioOptions{OnHello: func() { got++ }}, strings.NewReader(tt.input))
			if got != tt.want {
				t.Errorf("OnHello was called %d times, want %d", got, tt.want)
			}
		})
	}
}

func TestStdioReadError(t *testing.T) {
	t.Parallel()
	want := errors.New("the cable was pulled")
	in := io.MultiReader(strings.NewReader(ping+"\n"), errReader{want})
	var out bytes.Buffer
	err := server.ServeStdio(t.Context(), newMCP(nil), in, &out, server.StdioOptions{Grace: time.Minute})
	if !errors.Is(err, want) {
		t.Errorf("ServeStdio = %v, want %v", err, want)
	}
	diff(t, []string{out.String()}, []string{pong + "\n"})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
