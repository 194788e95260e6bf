package stdio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

func TestFraming(t *testing.T) {
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
			diff(t, answers(t, newMCP(nil), stdio.Options{}, strings.NewReader(input)), []string{pong})
		})
	}
}

func TestRefusals(t *testing.T) {
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
			got := answers(t, newMCP(nil), stdio.Options{}, strings.NewReader(tt.line+"\n"+ping2))
			slices.Sort(got) // an unknown method is answered beside the reading
			want := []string{tt.want, pong2}
			slices.Sort(want)
			diff(t, got, want)
		})
	}
}

func TestByteOrderMarkInTheMiddle(t *testing.T) {
	t.Parallel()
	diff(t, answers(t, newMCP(nil), stdio.Options{}, strings.NewReader(ping+"\n\ufeff"+ping)),
		[]string{pong, failure("null", -32700, "parse error: invalid character 'ï' looking for beginning of value")})
}

func TestIDs(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"echo": func(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) {
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
			diff(t, answers(t, s, stdio.Options{}, strings.NewReader(call(id, "echo"))), []string{result(id, "hi")})
			diff(t, answers(t, s, stdio.Options{}, strings.NewReader(call(id, "none"))),
				[]string{failure(id, -32602, "tool 'none' not found: tool not found")})
		})
	}
}

func TestLeavesParamsAlone(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"echo": func(_ context.Context, _ *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
		var args struct{ N json.Number }
		err := req.BindArguments(&args)
		return fmt.Sprint(args.N, " ", req.Params.Meta.ProgressToken), err
	}})
	in := `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"echo","arguments":{"N":9007199254740993},"_meta":{"progressToken":"id 9"}}}`
	diff(t, answers(t, s, stdio.Options{}, strings.NewReader(in)), []string{result(9, "9007199254740993 id 9")})
}

func TestHello(t *testing.T) {
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
			answers(t, newMCP(nil), stdio.Options{OnHello: func() { got++ }}, strings.NewReader(tt.input))
			if got != tt.want {
				t.Errorf("OnHello was called %d times, want %d", got, tt.want)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	t.Parallel()
	want := errors.New("the cable was pulled")
	in := io.MultiReader(strings.NewReader(ping+"\n"), errReader{want})
	var out bytes.Buffer
	err := stdio.Serve(t.Context(), newMCP(nil).handler, in, &out, stdio.Options{Grace: time.Minute})
	if !errors.Is(err, want) {
		t.Errorf("Serve = %v, want %v", err, want)
	}
	diff(t, []string{out.String()}, []string{pong + "\n"})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
