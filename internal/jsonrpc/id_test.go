package jsonrpc_test

import (
	"encoding/json"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"0", "-0", "-17", "9007199254740993", "123456789012345678901234567890", `""`, `"1"`, `"a\u003cb"`, `"\ud800"`} {
		id, ok := jsonrpc.ParseID(json.RawMessage(raw))
		if !ok || string(id.Raw) != raw || id.Key() == "" {
			t.Errorf("ParseID(%s) = %s, %v", raw, id.Raw, ok)
		}
	}
	for _, raw := range []string{"", "null", "true", "{}", "[]", "1.5", "1e2", "-", `"`, "1.0"} {
		if id, ok := jsonrpc.ParseID(json.RawMessage(raw)); ok || id.Key() != "" {
			t.Errorf("ParseID(%s) = %s, want none", raw, id.Raw)
		}
	}
}

func TestIDKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{`"a"`, `"\u0061"`, true},
		{"0", "-0", true},
		{"1", `"1"`, false},
		{"9007199254740992", "9007199254740993", false},
		{`"n1"`, "1", false},
	} {
		a, _ := jsonrpc.ParseID(json.RawMessage(tt.a))
		b, _ := jsonrpc.ParseID(json.RawMessage(tt.b))
		if same := a.Key() == b.Key(); same != tt.same {
			t.Errorf("%s and %s are the same: %v, want %v", tt.a, tt.b, same, tt.same)
		}
	}
}

func TestIDText(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{`"server-1"`: "server-1", `"\u0061"`: "a", "5": ""} {
		id, _ := jsonrpc.ParseID(json.RawMessage(raw))
		if got, ok := id.Text(); got != want || ok != (want != "") {
			t.Errorf("the text of %s is %q, %v, want %q", raw, got, ok, want)
		}
	}
}
