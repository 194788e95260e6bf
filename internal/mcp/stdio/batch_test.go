package stdio_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// oldHello agrees on the revision that has batches.
var oldHello = strings.Replace(hello, "2025-11-25", "2025-03-26", 1)

func batch(messages ...string) string { return "[" + strings.Join(messages, ",") + "]" }

func TestBatch(t *testing.T) {
	t.Parallel()
	const note = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
	for name, tt := range map[string]struct {
		line string
		want []string
	}{
		"requests, in their order": {batch(call(7, "pause"), ping, call(`"a"`, "pause")), []string{batch(result(7, "rested"), pong, result(`"a"`, "rested"))}},
		"notifications":            {batch(note, note), nil},
		"some of both":             {batch(note, ping, note), []string{batch(pong)}},
		"an answer to nothing":     {batch(`{"jsonrpc":"2.0","id":"server-9","result":{}}`), nil},
		"none":                     {"[]", []string{failure("null", -32600, "a batch must hold at least one message")}},
		"no messages": {batch("1", "[]", ping), []string{batch(
			failure("null", -32600, "a message must be a JSON object"),
			failure("null", -32600, "batches are not supported: send one message per line"), pong)}},
		"a handshake":   {batch(hello, ping), []string{batch(failure(0, -32600, "initialize must not be in a batch"), pong)}},
		"an id twice":   {batch(call(7, "pause"), call(7, "pause")), []string{batch(result(7, "rested"), failure("null", -32600, "the request's id is in use by a request in flight"))}},
		"half of a one": {"[" + ping, []string{failure("null", -32700, "parse error: unexpected end of JSON input")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newMCP(map[string]handler{"pause": pause})
				got := answers(t, s, stdio.Options{}, strings.NewReader(oldHello+"\n"+tt.line+"\n"))
				diff(t, got[1:], append([]string{}, tt.want...))
			})
		})
	}
}

// TestBatchInOtherVersions is refused, also before a version is agreed on.
func TestBatchInOtherVersions(t *testing.T) {
	t.Parallel()
	want := failure("null", -32600, "batches are not supported: send one message per line")
	s := newMCP(nil)
	diff(t, answers(t, s, stdio.Options{}, strings.NewReader(hello+"\n"+batch(ping)))[1:], []string{want})
	diff(t, answers(t, s, stdio.Options{}, strings.NewReader(batch(ping))), []string{want})
}

// TestBatchCallsLive holds that the calls of a batch can be canceled, also from inside
// of it, and report progress before they are done.
func TestBatchCallsLive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		c := dial(t, newMCP(map[string]handler{"hold": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
			select {
			case <-hold:
			case <-ctx.Done():
			}
			return "held", err
		}, "pause": pause}), stdio.Options{})
		c.send(oldHello)
		c.next()
		c.send(batch(call(1, "hold"), call(2, "hold")))
		c.want(progressed, progressed)
		c.send(batch(cancelNote(1)))
		c.quiet()
		hold <- struct{}{}
		c.want(batch(result(2, "held")))
		c.send(batch(call(3, "pause"), cancelNote(3)))
		c.quiet()
		c.send(batch(call(4, "hold")))
		c.want(progressed)
		close(hold)
		c.hangUp(batch(result(4, "held")))
	})
}

// TestBatchAtTheEnd is answered as its calls are.
func TestBatchAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"pause": pause}), stdio.Options{})
		c.send(oldHello)
		c.next()
		c.send(batch(call(1, "pause"), ping))
		synctest.Wait()
		c.stop()
		if line := c.next(); !strings.HasPrefix(line, `[{"jsonrpc":"2.0","id":1,`) {
			t.Errorf("got %s", line)
		}
		c.hangUp()
	})
}
