package jsonrpc_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// FuzzParse holds that a line is taken apart as encoding/json does it, into a map, and that
// a parameter is found where a struct of mcp-go's would have it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"b":1}}}`, `{"id":1,"id":2,"result":null}`,
		`{"params":{"ARGUMENTS":null,"argumentſ":2}}`, `{"params":[],"error":{}}`, `{"\ud800":"\ud800\udc00","é":1e400}`, " {} ", "\t[]", "{}{}", `{"a":}`, "nul",
		strings.Repeat(`{"params":`, 20), `{"method":"a\u0000\/","params":{"a":[[],{}]} , "x":-0.0E-7}`, `{"id":01}`, "{\"a\":\"\x7f\"}", `{"a":"` + "\t" + `"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var want map[string]json.RawMessage
		err := json.Unmarshal(line, &want)
		msg, refusal := jsonrpc.Parse(line)
		if refusal != nil && !json.Valid(refusal.Line()) {
			t.Fatalf("the answer is not JSON: %q", refusal.Line())
		}
		if broken := refusal != nil && refusal.Code == jsonrpc.ParseError; broken != (!json.Valid(line) || !utf8.Valid(line)) {
			t.Fatalf("parse error: %v; encoding/json: %v", refusal, err)
		}
		if refusal == nil {
			compare(t, msg, want)
		}
	})
}

// compare holds a message against its members.
func compare(t *testing.T, msg jsonrpc.Message, want map[string]json.RawMessage) {
	t.Helper()
	for part, got := range map[string]json.RawMessage{"id": msg.ID.Raw, "params": msg.Params.Raw, "result": msg.Result, "error": msg.Error} {
		if got != nil && string(got) != string(want[part]) {
			t.Errorf("%s = %s, want %s", part, got, want[part])
		}
	}
	var method string
	if msg.Kind != jsonrpc.Response && (json.Unmarshal(want["method"], &method) != nil || msg.Method != method) {
		t.Errorf("method = %q, want %s", msg.Method, want["method"])
	}
	if msg.Params.Raw == nil {
		return
	}
	type call struct {
		Name      json.RawMessage `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	}
	var whole, rest call
	if err := json.Unmarshal(msg.Params.Raw, &whole); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(msg.Params.Without("arguments"), &rest); err != nil {
		t.Fatalf("%v in %s", err, msg.Params.Without("arguments"))
	}
	arguments, _ := msg.Params.Lookup("arguments")
	if diff := cmp.Diff(whole, call{rest.Name, arguments}); diff != "" || rest.Arguments != nil {
		t.Errorf("parameters (-want +got)\n%s", diff)
	}
}
