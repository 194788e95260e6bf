package jsonrpc_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

func TestParseBatch(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`[{"id":1.0}, 5 , "x"]`: `[{"id":1.0} 5 "x"]`,
		` [ null ] `:            `[null]`,
		`[]`:                    `-32600 a batch must hold at least one message`,
		`[1,2,3,4]`:             `-32600 a batch may hold at most 3 messages`,
		`[1,`:                   `-32700 parse error: unexpected end of JSON input`,
		`[1]]`:                  `-32700 parse error: invalid character ']' after top-level value`,
		"[\"\xff\"]":            `-32700 parse error: the line is not valid UTF-8`,
	} {
		if !jsonrpc.IsBatch([]byte(line)) {
			t.Errorf("%s is no batch", line)
		}
		list, refusal := jsonrpc.ParseBatch([]byte(line), 3)
		got := fmt.Sprintf("%s", list)
		if refusal != nil {
			got = fmt.Sprintf("%d %s", refusal.Code, refusal.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

func TestBatchLine(t *testing.T) {
	t.Parallel()
	if got := string(jsonrpc.BatchLine([][]byte{[]byte("1\n"), []byte("2\n")})); got != "[1,2]\n" {
		t.Errorf("got %s", got)
	}
}
