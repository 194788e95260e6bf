package stdio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// TestCancelFreesTheID has an id used again while the canceled call that had it still runs.
func TestCancelFreesTheID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wait := func(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}
		c := dial(t, newMCP(map[string]handler{"stubborn": stubborn, "wait": wait}), stdio.Options{})
		c.send(call(1, "stubborn"))
		synctest.Wait()
		c.send(cancelNote(1), call(1, "wait"))
		time.Sleep(2 * time.Second)
		c.send(cancelNote(1))
		c.quiet()
		start := time.Now()
		c.hangUp()
		if took := time.Since(start); took != 0 {
			t.Errorf("the second call was canceled after %v, want at once", took)
		}
	})
}

func TestCancelHushesQuestions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"late": func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
			time.Sleep(time.Second)
			return ask(ctx, s, req)
		}}), stdio.Options{})
		c.shake()
		c.send(call(1, "late"))
		synctest.Wait()
		c.send(cancelNote(1))
		time.Sleep(2 * time.Second)
		c.quiet()
		c.hangUp()
	})
}

// TestCancelFreesTheSender has a call that says more than the client reads.
func TestCancelFreesTheSender(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var finished atomic.Bool
		s := newMCP(map[string]handler{"chatty": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			for range 1000 {
				_ = s.SendNotificationToClient(ctx, "notifications/progress", nil)
			}
			finished.Store(true)
			return "done", nil
		}})
		in, inW := io.Pipe()
		out, outW := io.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- stdio.Serve(t.Context(), s.handler, in, outW, stdio.Options{}) }()
		_, _ = io.WriteString(inW, modern(1, "tools/call", `"name":"chatty"`, "")+"\n")
		synctest.Wait()
		if finished.Load() {
			t.Error("the call did not wait for its notifications to be read")
		}
		_, _ = io.WriteString(inW, cancelNote(1)+"\n")
		synctest.Wait()
		if !finished.Load() {
			t.Error("the call still waits for room although it was canceled")
		}
		_ = out.Close()
		_ = inW.Close()
		if err := <-ended; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Serve = %v, want %v", err, io.ErrClosedPipe)
		}
	})
}

func TestQuestionComesAfterNotifications(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newMCP(map[string]handler{"ask": func(ctx context.Context, s *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
			for i := range 16 {
				_ = s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": i})
			}
			return ask(ctx, s, req)
		}})
		c := dial(t, s, stdio.Options{})
		c.shake()
		for id := range 30 {
			c.send(call(id, "ask"))
			for i := range 16 {
				c.want(fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":%d}}`, i))
			}
			c.want(progressed, strings.Replace(asked, "server-1", fmt.Sprint("server-", id+1), 1))
			c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"server-%d","result":{"action":"accept"}}`, id+1))
			c.want(result(id, "accept []"))
		}
		c.hangUp()
	})
}

func TestNotificationThatDoesNotEncode(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"odd": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		return "done", s.SendNotificationToClient(ctx, "notifications/odd", map[string]any{"a": panicky{}})
	}})
	got := answers(t, s, stdio.Options{}, strings.NewReader(hello+"\n"+call(1, "odd")))
	diff(t, got[1:], []string{result(1, "done")})
}

func TestUnregistersItsSessions(t *testing.T) {
	t.Parallel()
	var open, most atomic.Int32
	hooks := &mcpserver.Hooks{}
	hooks.AddOnRegisterSession(func(context.Context, mcpserver.ClientSession) { most.Store(open.Add(1)) })
	hooks.AddOnUnregisterSession(func(context.Context, mcpserver.ClientSession) { open.Add(-1) })
	s := mcpserver.NewMCPServer("test", "1", mcpserver.WithToolCapabilities(true), mcpserver.WithHooks(hooks))
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, correct(s, nil), stdio.Options{})
		c.send(modern(1, "subscriptions/listen", `"notifications":{"toolsListChanged":true}`, ""))
		c.next() // the acknowledgment
		c.send(cancelNote(1))
		c.hangUp()
	})
	if open.Load() != 0 || most.Load() != 2 {
		t.Errorf("%d sessions stay registered, of %d, want 0 of 2", open.Load(), most.Load())
	}
}
