package stdio_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// deaf is a tool that waits for an hour and hears of no cancel.
func deaf(context.Context, *mcpserver.MCPServer, mcpgo.CallToolRequest) (string, error) {
	time.Sleep(time.Hour)
	return "late", nil
}

func TestEndOfInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{MaxInFlight: 1})
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

// hang is a tool that waits for the end of its context, as a read of a service that does
// not answer.
func hang(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
	<-ctx.Done()
	return "cut short", nil
}

// TestEndOfInputLingers holds that scripts, which write and close the pipe, get the answers
// to reads that take a while, and that a read that hangs keeps nobody waiting for long.
func TestEndOfInputLingers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
			time.Sleep(4 * time.Second)
			return pause(ctx, s, req)
		}
		c := dial(t, newMCP(map[string]handler{"slow": slow, "hang": hang}), stdio.Options{})
		start := time.Now()
		c.send(call(1, "slow"), call(2, "hang"))
		c.hangUp(result(1, "rested"), result(2, "cut short"))
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("ended after %v, want 5s", took)
		}
	})
}

// TestContextDone holds that reads are canceled at once, and answered so, while a write is
// seen through.
func TestContextDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"hang": hang, "stubborn": stubborn}), stdio.Options{})
		c.send(call(1, "hang"), call(2, "stubborn"), call(3, "stubborn"))
		synctest.Wait()
		start := time.Now()
		c.stop() // the input stays open, so that the reader stays blocked
		c.want(result(1, "cut short"))
		if took := time.Since(start); took != 0 {
			t.Errorf("the read was canceled after %v, want at once", took)
		}
		c.send(call(4, "hang"), cancelNote(3))
		c.over(nil, result(2, "written"))
		if took := time.Since(start); took != time.Second {
			t.Errorf("ended after %v, want as soon as the write is done, 1s", took)
		}
	})
}

// TestContextDoneAfterEndOfInput is a client that closes the input and soon sends a signal.
func TestContextDoneAfterEndOfInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"hang": hang}), stdio.Options{})
		start := time.Now()
		c.send(call(1, "hang"))
		_ = c.in.Close()
		time.Sleep(2 * time.Second)
		c.stop()
		c.over(nil, result(1, "cut short"))
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("ended after %v, want with the signal, 2s", took)
		}
	})
}

// list is a tool that writes an entry a second, ten in all, as long as it is let.
func list(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
	n := 0
	for ; n < 10 && ctx.Err() == nil; n++ {
		stdio.Writing(ctx)
		time.Sleep(time.Second)
	}
	return fmt.Sprint(n, " written"), nil
}

// TestEndDuringWrite has a call in the middle of a list that it writes.
func TestEndDuringWrite(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		grace time.Duration
		end   func(c *conn)
		want  string
		took  time.Duration
	}{
		"the input ends":      {time.Minute, func(*conn) {}, "10 written", 10 * time.Second},
		"no grace is enough":  {3200 * time.Millisecond, func(*conn) {}, "8 written", 8 * time.Second},
		"the program is told": {time.Minute, func(c *conn) { c.stop() }, "1 written", time.Second},
		"both, one by one":    {time.Minute, func(c *conn) { _ = c.in.Close(); time.Sleep(6500 * time.Millisecond); c.stop() }, "7 written", 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"list": list, "hang": hang}), stdio.Options{Grace: tt.grace})
				start := time.Now()
				c.send(call(1, "list"))
				synctest.Wait()
				tt.end(c)
				c.hangUp(result(1, tt.want))
				if took := time.Since(start); took != tt.took {
					t.Errorf("ended after %v, want %v", took, tt.took)
				}
			})
		})
	}
	stdio.Writing(t.Context()) // outside of a call it does nothing
}

// TestUnfinished holds that whoever waits is told what for, and only when there is
// something to wait for.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	sleep := func(long time.Duration, writes bool) handler {
		return func(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			if writes {
				stdio.Writing(ctx)
			}
			time.Sleep(long)
			return "done", nil
		}
	}
	s := newMCP(map[string]handler{
		"hang": hang, "write": sleep(time.Second, true), "quick": sleep(100*time.Millisecond, true), "deaf": sleep(time.Second, false),
	})
	unfinished := func(calls, writes int, grace time.Duration) []stdio.Unfinished {
		return []stdio.Unfinished{{Calls: calls, Writes: writes, Grace: grace}}
	}
	for name, tt := range map[string]struct {
		tools   []string
		want    []stdio.Unfinished
		cancels []int // of the client, while they run
	}{
		"nothing":          {nil, nil, nil},
		"a read":           {[]string{"hang"}, nil, nil},
		"a write":          {[]string{"write", "hang"}, unfinished(1, 1, time.Minute), nil},
		"who knows":        {[]string{"deaf", "write"}, unfinished(2, 1, time.Minute), nil},
		"a read, alone":    {[]string{"deaf"}, unfinished(1, 0, 2500*time.Millisecond), nil},
		"a quick write":    {[]string{"quick"}, nil, nil},
		"a canceled write": {[]string{"write"}, unfinished(1, 1, time.Minute), []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var got []stdio.Unfinished
				opts := stdio.Options{Grace: time.Minute, OnUnfinished: func(u stdio.Unfinished) { got = append(got, u) }}
				c := dial(t, s, opts)
				for id, tool := range tt.tools {
					c.send(call(id, tool))
				}
				synctest.Wait()
				for _, id := range tt.cancels {
					c.send(cancelNote(id))
				}
				synctest.Wait()
				c.stop()
				if err := <-c.ended; err != nil {
					t.Error(err)
				}
				if d := cmp.Diff(tt.want, got); d != "" {
					t.Errorf("(-want +got)\n%s", d)
				}
			})
		})
	}
}

func TestContextDoneWhileWriteBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, inW := io.Pipe()
		out, outW := io.Pipe() // nobody reads
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- stdio.Serve(ctx, newMCP(nil).handler, in, outW, stdio.Options{}) }()
		_, _ = io.WriteString(inW, ping+"\n")
		synctest.Wait()
		start := time.Now()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
		if took := time.Since(start); took != 2500*time.Millisecond {
			t.Errorf("ended after %v, want 2.5s: nothing was written", took)
		}
		_ = out.Close()
		_ = inW.Close()
	})
}

// TestSignalWhileOutputStandsStill is a client that has closed the input and reads nothing:
// it may be slow, until the program is told to end.
func TestSignalWhileOutputStandsStill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out, outW := io.Pipe() // nobody reads
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- stdio.Serve(ctx, newMCP(map[string]handler{"hang": hang}).handler, strings.NewReader(call(1, "hang")), outW, stdio.Options{})
		}()
		time.Sleep(10 * time.Second)
		start := time.Now()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("ended after %v, want 2s or so", took)
		}
		_ = out.Close()
	})
}

func TestGrace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		tool handler
		want []string
		took time.Duration
	}{
		"a call that ends when canceled": {
			hang,
			[]string{result(1, "cut short"), failure(2, -32000, "the server is ending: this request was not started")},
			2 * time.Second,
		},
		"a call that does not": {
			deaf,
			[]string{failure(2, -32000, "the server is ending: this request was not started")},
			time.Minute + 2*time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"tool": tt.tool}), stdio.Options{Linger: 2 * time.Second, Grace: time.Minute, MaxInFlight: 1})
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

func TestSaysNothingAfterwards(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, inW := io.Pipe()
		out := &writes{left: 10}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- stdio.Serve(ctx, newMCP(map[string]handler{"deaf": deaf}).handler, in, out, stdio.Options{})
		}()
		_, _ = io.WriteString(inW, call(1, "deaf")+"\n")
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v, want nil", err)
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

func TestWritesBroadcastsBeforeItEnds(t *testing.T) {
	t.Parallel()
	said := make(chan struct{})
	s := newMCP(map[string]handler{"tell": func(_ context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		for range 10 {
			s.SendNotificationToAllClients("notifications/tools/list_changed", nil)
		}
		close(said)
		return "told", nil
	}})
	out, outW := io.Pipe()
	go func() {
		err := stdio.Serve(t.Context(), s.handler, strings.NewReader(hello+"\n"+call(1, "tell")), outW, stdio.Options{})
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

func TestServesSeveralConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newMCP(map[string]handler{"pause": pause})
		a, b := dial(t, s, stdio.Options{}), dial(t, s, stdio.Options{})
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
