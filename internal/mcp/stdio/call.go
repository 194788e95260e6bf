package stdio

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"strconv"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// call is a request in flight.
type call struct {
	msg    jsonrpc.Message
	serial int64
	size   int // bytes of its line
	in     slot
	cancel context.CancelFunc

	// Under the connection's mu.
	hushed bool // the client has canceled it, and nothing more may be said about it
	writes bool // it has begun to write
}

func (c *call) method() mcpgo.MCPMethod { return mcpgo.MCPMethod(c.msg.Method) }

// listens reports whether the request is one that lasts as long as its client likes.
func (c *call) listens() bool { return c.method() == mcpgo.MethodSubscriptionsListen }

// immediate reports whether the request is about the connection and answered from memory.
// Such requests are handled by the reading goroutine, so that what comes after them finds
// them done and nothing keeps them waiting.
func (c *call) immediate() bool {
	switch c.method() {
	case mcpgo.MethodInitialize, mcpgo.MethodPing, mcpgo.MethodServerDiscover, mcpgo.MethodSetLogLevel:
		return true
	default:
		return false
	}
}

// shapesConnection reports whether the request says something about the client that holds
// for all requests after it. In the newer era none does.
func (c *call) shapesConnection() bool {
	switch c.method() {
	case mcpgo.MethodInitialize, mcpgo.MethodSetLogLevel:
		return !mcp.Modern(c.msg)
	default:
		return false
	}
}

// start takes a request in and gets it going.
func (c *connection) start(ctx context.Context, msg jsonrpc.Message, size int, in slot) {
	if !c.greeted {
		c.greeted = true
		c.opts.OnHello()
	}
	c.serial++
	ctx, cancel := context.WithCancel(ctx)
	call := &call{msg: msg, serial: c.serial, size: size, in: in, cancel: cancel}
	if taken, refusal := c.admit(call); !taken {
		cancel()
		c.turnAway(refusal, in)
		return
	}
	if call.immediate() {
		c.run(ctx, call)
		return
	}
	c.crew.do(func() { c.run(ctx, call) })
}

// turnAway answers a call that was not taken in. At the end of serving there is no
// answer.
func (c *connection) turnAway(refusal *jsonrpc.Refusal, in slot) {
	switch {
	case in.batch == nil && refusal != nil:
		c.refuse(refusal)
	case in.batch != nil && refusal != nil:
		in.settle(c.underFreeID(refusal).Line())
	case in.batch != nil:
		in.settle(nil)
	}
}

// run waits for a slot, handles a call and answers it.
func (c *connection) run(ctx context.Context, call *call) {
	defer c.release(call)
	if !call.immediate() && !call.listens() {
		select {
		case c.slots <- struct{}{}:
			defer func() { <-c.slots }()
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		unstarted := jsonrpc.Refusal{ID: call.msg.ID.Raw, Code: jsonrpc.ServerBusy, Text: "the server is ending: this request was not started"}
		c.answer(call, unstarted.Line())
		return
	}
	c.answer(call, c.handle(ctx, call))
}

// handle returns the line to answer, whatever happens.
func (c *connection) handle(ctx context.Context, call *call) (line []byte) {
	err := safe.Do(func() (err error) {
		session, finish := c.sessionFor(ctx, call)
		defer finish()
		line, err = render(call, c.handler.Handle(c.withMark(ctx, call), session, call.msg))
		return err
	})
	if err == nil {
		return line
	}
	reference := safe.Reference()
	c.opts.Logger.Error("internal error",
		slog.String("reference", reference), slog.String("method", call.msg.Method), slog.Any("error", err))
	return jsonrpc.Unforeseen(call.msg.ID.Raw, reference).Line()
}

// render returns the line of an answer, under the request's own id.
func render(call *call, answer mcpgo.JSONRPCMessage) ([]byte, error) {
	switch answer := answer.(type) {
	case mcpgo.JSONRPCResponse:
		if result, ok := answer.Result.(mcpgo.SubscriptionsListenResult); ok {
			result.EnsureResultMeta().SetSubscriptionID(call.msg.ID.Raw)
			return jsonrpc.ResultLine(call.msg.ID.Raw, result)
		}
		return jsonrpc.ResultLine(call.msg.ID.Raw, answer.Result)
	case mcpgo.JSONRPCError:
		return jsonrpc.ErrorLine(call.msg.ID.Raw, answer.Error)
	default:
		return nil, fmt.Errorf("unexpected answer of type %T", answer)
	}
}

// sessionFor returns the session a call runs with, and what to do when it has run.
func (c *connection) sessionFor(ctx context.Context, call *call) (mcpserver.ClientSession, func()) {
	if call.shapesConnection() {
		return c.client, func() {}
	}
	own := &session{
		id: c.client.id, base: c.client, asks: c.asks, out: c.out,
		notes: newNotifier(c.notificationSender(call), ctx.Done(), c.panicked),
		live:  func() bool { return c.live(call) },
	}
	if !call.listens() {
		return own, own.notes.finish
	}
	own.id += "-" + strconv.FormatInt(call.serial, 10)
	listener := &listener{own}
	if err := c.handler.RegisterSession(ctx, listener); err != nil {
		c.opts.Logger.Error("a subscription hears no broadcasts", slog.Any("error", err))
	}
	return listener, func() {
		c.handler.UnregisterSession(ctx, own.id)
		own.notes.finish()
	}
}

// notified handles a notification of the client, in order with the requests around it.
func (c *connection) notified(ctx context.Context, msg jsonrpc.Message) {
	if msg.Method == string(mcpgo.MethodNotificationCancelled) {
		requestID, _ := msg.Params.Lookup("requestId")
		if id, ok := jsonrpc.ParseID(requestID); ok {
			c.hush(id)
		}
		return
	}
	err := safe.Do(func() error {
		c.handler.Handle(ctx, c.client, msg)
		return nil
	})
	if err != nil {
		c.panicked(err)
	}
}

// notificationSender returns what writes the notifications of a call, or of the connection
// when call is nil.
func (c *connection) notificationSender(call *call) func(mcpgo.JSONRPCNotification) {
	var allowed func() bool
	if call != nil {
		allowed = func() bool { return c.live(call) }
	}
	return func(n mcpgo.JSONRPCNotification) {
		if call != nil && call.listens() {
			// Shared with other listeners, hence a copy. mcp-go leaves the tag out, or puts the
			// id in under which it has the request.
			n.Params.Meta = maps.Clone(n.Params.Meta)
			if n.Params.Meta == nil {
				n.Params.Meta = make(map[string]any)
			}
			n.Params.Meta[mcpgo.MetaKeySubscriptionID] = call.msg.ID.Raw
		}
		line, err := jsonrpc.Line(n)
		if err != nil {
			c.opts.Logger.Error("notification left out", slog.String("method", n.Method), slog.Any("error", err))
			return
		}
		c.out.Send(line, allowed)
	}
}
