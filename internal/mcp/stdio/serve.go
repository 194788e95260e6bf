// Package stdio is the Model Context Protocol over a pair of streams, one JSON-RPC message
// a line, or a batch of them in the one revision that has batches.
//
// One goroutine reads and never waits for a call, so that cancels, answers to our own
// questions and pings are dealt with at once. Every other request has a goroutine and
// waits there for a slot. A call's notifications leave before its response, and nothing
// leaves once its client has canceled it. It knows how calls come, run and end; what a
// line is, is in jsonrpc, and what a request means is for whoever handles it.
package stdio

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// Handler handles what comes from clients. Package mcp has one.
type Handler interface {
	// Handle handles a request or a notification of a session, whose answer is nil. The
	// id in an answer does not matter.
	Handle(ctx context.Context, session mcpserver.ClientSession, msg jsonrpc.Message) mcpgo.JSONRPCMessage
	// RegisterSession has broadcasts sent to a session.
	RegisterSession(ctx context.Context, session mcpserver.ClientSession) error
	// UnregisterSession ends what RegisterSession began.
	UnregisterSession(ctx context.Context, sessionID string)
}

// Serve speaks MCP on in and out until the input ends or ctx is done. Then it takes no new
// requests, and those that it has accepted are answered before it returns nil.
//
// At the end of the input they may go on for opts.Linger. Then those that read are canceled,
// and those that have begun to write, see [Writing], may go on for opts.Grace. When ctx is
// done all are canceled at once, and those that do not end by that are waited for: for
// opts.Grace where one is in a write that was sent and must not be cut off, and otherwise for
// a moment. The same holds when writing to out fails; that, or a failure of reading, is the
// error returned.
//
// When it returns because ctx is done, the goroutine that reads may still be blocked in a
// Read: the standard input of a terminal cannot be interrupted. It touches nothing any more
// and ends with the next line, or when in is closed. The same holds for handlers that
// ignore their canceled context beyond the grace time. Nothing is written to out
// afterwards, except by a Write that was blocked already.
func Serve(ctx context.Context, handler Handler, in io.Reader, out io.Writer, opts Options) error {
	c := newConnection(handler, out, opts.withDefaults())
	if err := handler.RegisterSession(ctx, c.client); err != nil {
		return fmt.Errorf("register session: %w", err)
	}
	defer handler.UnregisterSession(ctx, c.client.SessionID())

	// Calls do not end with ctx, but in the order that the end of serving has for them.
	calls, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()

	ended := make(chan error, 1)
	var reading sync.WaitGroup // never waited for
	safe.Go(&reading, func() { ended <- c.read(calls, in) }, func(err error) { ended <- err })

	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	case <-c.out.Broken():
	}
	c.end(ctx, cancel)
	return errors.Join(err, c.out.Err())
}

// connection is one client.
type connection struct {
	handler Handler
	opts    Options
	out     *jsonrpc.Writer
	client  *session // the connection's; every request has its own on top
	asks    *questions
	slots   chan struct{}
	crew    *crew

	greeted bool  // reading goroutine only
	serial  int64 // reading goroutine only: of the last request

	finished atomic.Bool // Serve returns
	running  sync.WaitGroup

	mu       sync.Mutex
	calls    map[string]*call // in flight and not canceled by the client, by id
	admitted int
	writing  int // admitted requests that have begun to write
	held     int // bytes of the admitted requests
	stopping bool
}

func newConnection(handler Handler, out io.Writer, opts Options) *connection {
	c := &connection{
		handler: handler,
		opts:    opts,
		out:     jsonrpc.NewWriter(out),
		asks:    newQuestions(),
		slots:   make(chan struct{}, opts.MaxInFlight),
		calls:   make(map[string]*call),
	}
	c.crew = newCrew(c.panicked)
	c.client = &session{id: "stdio-" + rand.Text(), asks: c.asks, out: c.out}
	c.client.notes = newNotifier(c.notificationSender(nil), nil, c.panicked)
	return c
}

// read takes lines from in until it ends.
func (c *connection) read(ctx context.Context, in io.Reader) error {
	lines := jsonrpc.NewReader(in, c.opts.MaxLine)
	for {
		line, err := lines.Next()
		if c.finished.Load() {
			return nil
		}
		var long *jsonrpc.LongLineError
		switch {
		case errors.As(err, &long):
			c.refuseLongLine(long)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read input: %w", err)
		case len(line) > 0:
			c.receive(ctx, line)
		}
	}
}

// receive deals with one message. Only what takes no time is done before it returns.
func (c *connection) receive(ctx context.Context, line []byte) {
	if jsonrpc.IsBatch(line) && c.client.ProtocolVersion() == batchVersion {
		c.receiveBatch(ctx, line)
		return
	}
	msg, refusal := jsonrpc.Parse(line)
	if refusal != nil {
		c.refuse(refusal)
		return
	}
	switch msg.Kind {
	case jsonrpc.Response:
		c.asks.answered(msg)
	case jsonrpc.Notification:
		c.notified(ctx, msg)
	default:
		c.start(ctx, msg, len(line), slot{})
	}
}

// refuse answers an error.
func (c *connection) refuse(r *jsonrpc.Refusal) { c.out.Send(c.underFreeID(r).Line(), nil) }

// underFreeID returns a refusal that is taken for nothing else: under the id of a request
// in flight it would be that one's outcome, so it goes under null then.
func (c *connection) underFreeID(r *jsonrpc.Refusal) *jsonrpc.Refusal {
	if id, ok := jsonrpc.ParseID(r.ID); ok && c.inFlight(id) {
		r.ID = nil
	}
	return r
}

// refuseLongLine answers under the request's own id where that can be told from the line's
// ends without a mistake.
func (c *connection) refuseLongLine(long *jsonrpc.LongLineError) {
	r := &jsonrpc.Refusal{Code: jsonrpc.InvalidRequest, Text: long.Error()}
	if id, ok := long.ID(); ok && !c.asks.mine(id) {
		r.ID = id.Raw
	}
	c.refuse(r)
}
