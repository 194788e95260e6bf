package stdio_test

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// filler is an endless run of one letter.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestLongLine(t *testing.T) {
	t.Parallel()
	opts := stdio.Options{MaxLine: 100_000}
	const text = "the message is longer than 100000 bytes"
	for name, tt := range map[string]struct{ head, tail, id string }{
		"id first":          {`{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":"`, `"}}`, "5"},
		"id last":           {`{"method":"ping","params":{"a":"`, `"},"jsonrpc":"2.0","id":"x\"y"}`, `"x\"y"`},
		"id in the middle":  {`{"method":"ping","id":5,"params":{"a":"`, `"},"jsonrpc":"2.0"}`, "null"},
		"id of a parameter": {`{"method":"ping","params":{"a":"`, `","id":5},"jsonrpc":"2.0"}`, "null"},
		"id in a text":      {`{"method":"ping","params":{"a":"`, `,\"id\":5}"}}`, "null"},
		"fraction":          {`{"jsonrpc":"2.0","id":1.5,"method":"`, `"}`, "null"},
		"our own id":        {`{"jsonrpc":"2.0","id":"server-1","result":{"a":"`, `"}}`, "null"},
		"no JSON":           {"", "", "null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, size := range []int64{100_001, 131_072, 1_000_000} {
				in := io.MultiReader(strings.NewReader("\n"+tt.head), io.LimitReader(filler{}, size), strings.NewReader(tt.tail+" \r\n"+ping))
				diff(t, answers(t, newMCP(nil), opts, in), []string{failure(tt.id, -32600, text), pong})
			}
		})
	}
}

func TestLongLineUnderAnIDInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{MaxLine: 1000})
		c.send(call(1, "pause"), `{"jsonrpc":"2.0","id":1,"method":"`+strings.Repeat("x", 1000)+`"}`)
		c.want(failure("null", -32600, "the message is longer than 1000 bytes"), result(1, "rested"))
		c.hangUp()
	})
}

func TestLimitIsExact(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		limit int
		want  string
	}{
		"at the limit": {len(ping), pong},
		"over":         {len(ping) - 1, failure("1", -32600, "the message is longer than 39 bytes")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, answers(t, newMCP(nil), stdio.Options{MaxLine: tt.limit}, strings.NewReader(ping+"\r\n")), []string{tt.want})
		})
	}
}

func TestLongLineAtTheEnd(t *testing.T) {
	t.Parallel()
	got := answers(t, newMCP(nil), stdio.Options{MaxLine: 1000}, io.LimitReader(filler{}, 1_000_000))
	diff(t, got, []string{failure("null", -32600, "the message is longer than 1000 bytes")})
}

//nolint:paralleltest // it counts what the process allocates
func TestLongLineMemory(t *testing.T) {
	in := io.MultiReader(io.LimitReader(filler{}, 200<<20), strings.NewReader("\n"+ping+"\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := answers(t, newMCP(nil), stdio.Options{}, in)
	runtime.ReadMemStats(&after)
	diff(t, got, []string{failure("null", -32600, "the message is longer than 4194304 bytes"), pong})
	if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
		t.Errorf("a line of 200 MB took %d MB of memory, want at most 32", used>>20)
	}
}
