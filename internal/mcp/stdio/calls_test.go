package stdio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// pause is a tool that takes 200 ms, or ends when it is canceled.
func pause(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
	select {
	case <-time.After(200 * time.Millisecond):
		return "rested", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// stubborn is a tool that takes a second and cannot be canceled, as a write that has been sent.
func stubborn(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
	time.Sleep(time.Second)
	for range 20 {
		_ = s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
	}
	return "written", nil
}

func TestRunsCallsSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{})
		start := time.Now()
		for id := range 150 {
			c.send(call(id, "pause"))
		}
		for range 150 {
			c.next()
		}
		if took := time.Since(start); took != 600*time.Millisecond {
			t.Errorf("150 calls of 200 ms, 64 at once, took %v, want 600ms", took)
		}
		c.hangUp()
	})
}

func TestPingPassesBusyCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{MaxInFlight: 1, MaxWaiting: 1})
		c.send(call(7, "pause"))
		synctest.Wait()
		c.send(call(8, "pause"))
		synctest.Wait()
		c.send(call(9, "pause"), ping)
		c.want(failure(9, -32000, "too many requests at once: 2 are running or waiting; send this one again when some are answered"), pong)
		c.hangUp(result(7, "rested"), result(8, "rested"))
	})
}

func TestBoundsWaitingBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{MaxLine: 1000})
		long := func(id int) string {
			return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"pause","arguments":{"a":%q}}}`, id, strings.Repeat("x", 880))
		}
		for id := range 17 {
			c.send(long(id))
		}
		if line := c.next(); !strings.HasPrefix(line, `{"jsonrpc":"2.0","id":16,"error":{"code":-32000,`) {
			t.Errorf("17 messages near the limit: %s", line)
		}
		for range 16 {
			c.next()
		}
		c.hangUp()
	})
}

func TestRoomAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		opts := stdio.Options{MaxLine: 1000, MaxInFlight: 1, MaxWaiting: 1}
		c := dial(t, newMCP(map[string]handler{"pause": pause}), opts)
		for id := range 50 {
			c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"pause","arguments":{"a":%q}}}`, id, strings.Repeat("x", 880)))
			c.want(result(id, "rested"))
			synctest.Wait()
		}
		c.hangUp()
	})
}

func TestDuplicateID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{})
		c.send(call(1, "pause"), call(`"1"`, "stranger"), call(1, "pause"), `{"jsonrpc":"2.0","id":1}`)
		got := []string{c.next(), c.next(), c.next(), c.next()}
		slices.Sort(got)
		want := []string{
			failure("null", -32600, "method must be a string"),
			failure("null", -32600, "the request's id is in use by a request in flight"),
			failure(`"1"`, -32602, "tool 'stranger' not found: tool not found"), result(1, "rested"),
		}
		slices.Sort(want)
		diff(t, got, want)
		c.send(call(1, "pause")) // free again
		c.want(result(1, "rested"))
		c.hangUp()
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ tool, id, cancel string }{
		"number":          {"pause", "5", "5"},
		"string":          {"pause", `"a"`, `"a"`},
		"escaped string":  {"pause", `"a"`, `"\u0061"`},
		"zero":            {"pause", "-0", "0"},
		"beyond 2^53":     {"pause", "9007199254740993", "9007199254740993"},
		"cannot be ended": {"stubborn", "5", "5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"pause": pause, "stubborn": stubborn}), stdio.Options{})
				c.shake()
				c.send(call(tt.id, tt.tool))
				synctest.Wait()
				c.send(cancelNote(tt.cancel), ping)
				c.want(pong)
				time.Sleep(2 * time.Second)
				c.quiet()
				c.hangUp()
			})
		})
	}
}

func TestCancelOfAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{})
		c.send(call("9007199254740992", "pause"))
		synctest.Wait()
		c.send(cancelNote("9007199254740993"), cancelNote(`"9007199254740992"`))
		c.want(result("9007199254740992", "rested"))
		c.hangUp()
	})
}

func TestCancelWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ran atomic.Int32
		s := newMCP(map[string]handler{
			"pause": pause,
			"count": func(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) {
				ran.Add(1)
				return "ran", nil
			},
		})
		c := dial(t, s, stdio.Options{MaxInFlight: 1})
		c.send(call(1, "pause"))
		synctest.Wait()
		c.send(call(2, "count"))
		synctest.Wait()
		c.send(cancelNote(2))
		c.hangUp(result(1, "rested"))
		if ran.Load() != 0 {
			t.Error("a call canceled while it waited was run")
		}
	})
}

func TestNotificationsLeaveFirst(t *testing.T) {
	t.Parallel()
	const many = 500
	s := newMCP(map[string]handler{"chatty": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		for i := range many {
			if err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": i}); err != nil {
				return "", err
			}
		}
		return "done", nil
	}})
	got := answers(t, s, stdio.Options{}, strings.NewReader(hello+"\n"+call(1, "chatty")))
	want := make([]string, 0, many+1)
	for i := range many {
		want = append(want, fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":%d}}`, i))
	}
	diff(t, got[1:], append(want, result(1, "done")))
}

func TestNotificationsOfManyGoroutines(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"chatty": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		var all sync.WaitGroup
		var lost atomic.Int32
		for range 100 {
			all.Go(func() {
				if s.SendNotificationToClient(ctx, "notifications/progress", nil) != nil {
					lost.Add(1)
				}
			})
		}
		all.Wait()
		return fmt.Sprint(lost.Load(), " lost"), nil
	}})
	got := answers(t, s, stdio.Options{}, strings.NewReader(hello+"\n"+call(1, "chatty")))
	if len(got) != 102 || got[101] != result(1, "0 lost") {
		t.Errorf("got %d lines, the last %s, want 102 and none lost", len(got), got[len(got)-1])
	}
}

func TestNotificationsLeaveAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"slow": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
			time.Sleep(time.Minute)
			return "done", err
		}}), stdio.Options{})
		c.shake()
		start := time.Now()
		c.send(call(1, "slow"))
		c.want(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}`)
		if took := time.Since(start); took != 0 {
			t.Errorf("the notification left after %v, want at once", took)
		}
		c.want(result(1, "done"))
		c.hangUp()
	})
}

// writes notes each Write, and fails once it has had enough.
type writes struct {
	mu    sync.Mutex
	busy  atomic.Int32
	lines []string
	left  int
	err   error
}

func (w *writes) Write(p []byte) (int, error) {
	if w.busy.Add(1) > 1 {
		return 0, errors.New("two writes at once")
	}
	defer w.busy.Add(-1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left--; w.left < 0 {
		return 0, w.err
	}
	w.lines = append(w.lines, string(p))
	return len(p), nil
}

func TestWritesWholeLines(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"big": func(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) {
		return strings.Repeat("<line>\n", 10_000), nil
	}})
	var in strings.Builder
	for id := range 200 {
		in.WriteString(call(id, "big") + "\n")
	}
	out := &writes{left: 1000}
	if err := stdio.Serve(t.Context(), s.handler, strings.NewReader(in.String()), out, stdio.Options{}); err != nil {
		t.Fatalf("Serve: %v", err)
	}
	if len(out.lines) != 200 {
		t.Errorf("got %d writes, want 200", len(out.lines))
	}
	for _, line := range out.lines {
		if strings.Index(line, "\n") != len(line)-1 {
			t.Fatalf("a write is not one line: %.100q", line)
		}
	}
}

func TestWriteError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var finished, canceled atomic.Bool
		s := newMCP(map[string]handler{
			"write": func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
				text, err := stubborn(ctx, s, req)
				finished.Store(true)
				return text, err
			},
			"read": func(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
				<-ctx.Done()
				canceled.Store(true)
				return "", ctx.Err()
			},
		})
		in, inW := io.Pipe()
		defer func() { _ = inW.Close() }()
		ended := make(chan error, 1)
		out := &writes{left: 1, err: io.ErrClosedPipe}
		start := time.Now()
		go func() { ended <- stdio.Serve(t.Context(), s.handler, in, out, stdio.Options{}) }()
		_, _ = io.WriteString(inW, ping+"\n"+call(1, "write")+"\n"+call(3, "read")+"\n")
		synctest.Wait()
		_, _ = io.WriteString(inW, strings.Replace(ping, "1", "2", 1)+"\n")
		if err := <-ended; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Serve = %v, want %v", err, io.ErrClosedPipe)
		}
		if !finished.Load() || !canceled.Load() {
			t.Errorf("write finished: %v, read canceled: %v, want both", finished.Load(), canceled.Load())
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("ended after %v, want as soon as the write has finished, 1s", took)
		}
		diff(t, out.lines, []string{pong + "\n"})
	})
}
