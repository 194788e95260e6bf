package stdio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

const fuzzMaxLine = 2048

// FuzzStdio feeds arbitrary bytes. Whatever they are, the server ends, says nothing but
// JSON-RPC messages, and answers each well-formed request exactly once, or not at all if
// the input cancels something.
func FuzzStdio(f *testing.F) {
	s := newMCP(map[string]handler{"echo": func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
		_ = s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
		return req.Params.Name, nil
	}, "ask": ask, "boom": func(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) { panic("boom") }})
	listen := modern(4, "subscriptions/listen", `"notifications":{"toolsListChanged":true}`, "")
	for _, seed := range []string{
		ping, hello + "\n" + call(1, "echo") + "\r\n" + call(2, "ask") + "\n" + call(`"3"`, "boom"), "[" + ping + "]", "{}", "null\n\n5",
		call(1, "echo") + "\n" + call(1, "echo") + "\n" + cancelNote(1), listen + "\n" + cancelNote(4), listen + "\n" + listen,
		modern(1, "server/discover", "", "") + "\n" + modern(2, "tools/list", "", ""), "\ufeff" + ping + "\n\xff\xfe",
		`{"jsonrpc":"2.0","id":` + strings.Repeat("9", 40) + `,"method":"tools/list"}`, strings.Repeat("[", 5000) + "\n" + ping,
		`{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"` + strings.Repeat("x", 3000) + `"}}` + "\n" + ping,
		`{"jsonrpc":"2.0","id":"server-1","result":{"action":"accept"}}`, `{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var out bytes.Buffer
		ended := make(chan error, 1)
		opts := stdio.Options{MaxLine: fuzzMaxLine, Grace: 10 * time.Second}
		go func() {
			ended <- stdio.Serve(context.WithoutCancel(t.Context()), s.handler, bytes.NewReader(input), &out, opts)
		}()
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("Serve: %v", err)
			}
		case <-time.After(8 * time.Second):
			t.Fatal("the server hangs")
		}
		checkOutput(t, input, out.String())
	})
}

func checkOutput(t *testing.T, input []byte, output string) {
	t.Helper()
	answered := map[string]int{}
	for line := range strings.Lines(output) {
		var msg struct {
			JSONRPC string          `json:"jsonrpc"`
			ID      json.RawMessage `json:"id"`
			Method  string          `json:"method"`
			Result  json.RawMessage `json:"result"`
			Error   json.RawMessage `json:"error"`
		}
		if err := json.Unmarshal([]byte(line), &msg); err != nil || msg.JSONRPC != "2.0" || !strings.HasSuffix(line, "\n") {
			t.Fatalf("not a message: %q (%v)", line, err)
		}
		if kinds := count(msg.Method != "", msg.Result != nil, msg.Error != nil); kinds != 1 {
			t.Fatalf("request, result or error? %q", line)
		}
		if msg.Method == "" {
			answered[string(msg.ID)]++
		}
	}
	// Escapes can spell a cancel, or one id in two ways; so can -0.
	vague := bytes.Contains(input, []byte(mcpgo.MethodNotificationCancelled)) || bytes.Contains(input, []byte(`\`)) ||
		bytes.Contains(input, []byte("-0"))
	for id, lines := range linesByID(input) {
		if got := answered[id]; len(lines) == 1 && lines[0] && got != 1 && !vague {
			t.Errorf("the request %s had %d answers\ninput:\n%q\noutput:\n%s", id, got, input, output)
		}
	}
	for id, got := range answered {
		if id != "null" && got > bytes.Count(input, []byte(id)) {
			t.Errorf("id %s had %d answers\ninput:\n%q\noutput:\n%s", id, got, input, output)
		}
	}
}

func count(facts ...bool) (n int) {
	for _, fact := range facts {
		if fact {
			n++
		}
	}
	return n
}

// linesByID says of all lines with an id whether they are well-formed requests, found in
// another way than the server does.
func linesByID(input []byte) map[string][]bool {
	found := map[string][]bool{}
	goodID := regexp.MustCompile(`^(".*"|-?[0-9]+)$`)
	for line := range bytes.Lines(bytes.TrimPrefix(input, []byte("\ufeff"))) {
		line = bytes.Trim(line, " \t\r\n")
		fields := topLevel(line)
		var version string
		var method *string
		_ = json.Unmarshal(fields["jsonrpc"], &version)
		_ = json.Unmarshal(fields["method"], &method)
		id := string(fields["id"])
		found[id] = append(found[id], len(line) <= fuzzMaxLine && utf8.Valid(line) && version == "2.0" && method != nil && goodID.MatchString(id))
	}
	return found
}

// topLevel reads an object's members token by token; nil when the line is not one object.
func topLevel(line []byte) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	dec := json.NewDecoder(bytes.NewReader(line))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return nil
		}
		fields[key.(string)] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil
	}
	return fields
}
