package server_test

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/server"
)

// deaf is a tool that waits for an hour and hears of no cancel.
func deaf(context.Context, *mcpserver.MCPServer, mcp.CallToolRequest) (string, error) {
	time.Sleep(time.Hour)
	return "late", nil
}

func TestStdioEndOfInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), server.StdioOptions{MaxInFlight: 1})
		start := time.Now()
		c.send(call(1, "pause"))
		synctest.Wait()
		c.send(call(2, "pause"))
		c.hangUp(result(1, "rested"), result(2, "rested"))
		if took := time.Since(start); took != 400*time.Millisecond {
			t.Errorf("ended after %v, want 400ms", took)
		}
	})
}

func TestStdioContextDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), server.StdioOptions{})
		c.send(call(1, "pause"), call(2, "pause"))
		synctest.Wait()
		c.stop() // the input stays open, so that the reader stays blocked
		synctest.Wait()
		c.send(call(3, "pause"), cancelNote(2))
		c.over(nil, result(1, "rested"))
	})
}

func TestStdioContextDoneWhileWriteBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, inW := io.Pipe()
		out, outW := io.Pipe() // nobody reads
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- server.ServeStdio(ctx, newMCP(nil), in, outW, server.StdioOptions{}) }()
		_, _ = io.WriteString(inW, ping+"\n")
		synctest.Wait()
		start := time.Now()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("ServeStdio = %v, want nil", err)
		}
		if took := time.Since(start); took != 41*time.Second {
			t.Errorf("ended after %v, want 41s", took)
		}
		_ = out.Close()
		_ = inW.Close()
	})
}

func TestStdioGrace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		tool handler
		want []string
		took time.Duration
	}{
		"a call that ends when canceled": {
			func(ctx context.Context, _ *mcpserver.MCPServer, _ mcp.CallToolRequest) (string, error) {
				<-ctx.Done()
				return "cut short", nil
			},
			[]string{result(1, "cut short"), failure(2, -32000, "the server is ending: this request was not started")},
			time.Minute,
		},
		"a call that does not": {
			deaf,
			[]string{failure(2, -32000, "the server is ending: this request was not started")},
			time.Minute + time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"tool": tt.tool}), server.StdioOptions{Grace: time.Minute, MaxInFlight: 1})
				c.send(call(1, "tool"))
				synctest.Wait()
				c.send(call(2, "tool"))
				synctest.Wait()
				start := time.Now()
				_ = c.in.Close()
				var got []string
				for range tt.want {
					got = append(got, c.next())
				}
				if len(got) == 2 && got[0] != tt.want[0] {
					got[0], got[1] = got[1], got[0]
				}
				diff(t, got, tt.want)
				c.over(nil)
				if took := time.Since(start); took != tt.took {
					t.Errorf("ended after %v, want %v", took, tt.took)
				}
				time.Sleep(2 * time.Hour) // what the deaf call says at last goes nowhere
			})
		})
	}
}

func TestStdioSaysNothingAfterwards(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, inW := io.Pipe()
		out := &writes{left: 10}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- server.ServeStdio(ctx, newMCP(map[string]handler{"deaf": deaf}), in, out, server.StdioOptions{})
		}()
		_, _ = io.WriteString(inW, call(1, "deaf")+"\n")
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("ServeStdio = %v, want nil", err)
		}
		_, _ = io.WriteString(inW, ping+"\n") // wakes the reader, which goes
		taken := make(chan error, 1)
		go func() {
			_, err := io.WriteString(inW, ping+"\n")
			taken <- err
		}()
		synctest.Wait()
		if len(taken) > 0 {
			t.Error("the input is still being read")
		}
		_ = inW.Close()
		time.Sleep(2 * time.Hour)
		diff(t, out.lines, nil)
	})
}

func TestStdioWritesBroadcastsBeforeItEnds(t *testing.T) {
	t.Parallel()
	said := make(chan struct{})
	s := newMCP(map[string]handler{"tell": func(_ context.Context, s *mcpserver.MCPServer, _ mcp.CallToolRequest) (string, error) {
		for range 10 {
			s.SendNotificationToAllClients("notifications/tools/list_changed", nil)
		}
		close(said)
		return "told", nil
	}})
	out, outW := io.Pipe()
	go func() {
		err := server.ServeStdio(t.Context(), s, strings.NewReader(hello+"\n"+call(1, "tell")), outW, server.StdioOptions{})
		_ = outW.CloseWithError(err)
	}()
	lines := bufio.NewScanner(out)
	lines.Scan() // the answer to hello; then the output stands still until all is said
	<-said
	got := map[string]int{}
	for lines.Scan() {
		got[lines.Text()]++
	}
	want := map[string]int{`{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`: 10, result(1, "told"): 1}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
}

func TestStdioServesSeveralConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newMCP(map[string]handler{"pause": pause})
		a, b := dial(t, s, server.StdioOptions{}), dial(t, s, server.StdioOptions{})
		a.shake()
		a.send(call(1, "pause"))
		b.send(call(1, "pause"))
		synctest.Wait()
		s.SendNotificationToAllClients("notifications/tools/list_changed", nil)
		b.send(cancelNote(1))
		a.want(`{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`, result(1, "rested"))
		b.quiet() // has not said hello
		a.hangUp()
		b.hangUp()
	})
}
