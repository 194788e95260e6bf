// The stdio transport: newline-delimited JSON-RPC over a pair of streams, on top of mcp-go's MCPServer.HandleMessage.
//
// One goroutine reads and never waits for a call, so that cancels, answers to our own questions and pings are dealt with
// at once. Every other request has a goroutine and waits there for a slot. A call's notifications leave before its
// response, and nothing leaves once its client has canceled it. This file knows how serving starts and ends;
// stdio_lines.go reads, stdio_message.go says what a line is, stdio_call.go runs requests on the goroutines of
// stdio_crew.go, stdio_session.go, stdio_notify.go and stdio_ask.go are what a handler sees of the client, stdio_writer.go
// writes. What the requests mean is not known here.

package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"
)

// StdioOptions shape [ServeStdio]. The zero value is ready to use.
type StdioOptions struct {
	// MaxLine is the longest message accepted, in bytes without the line end. The default is 4 MB (4 << 20).
	MaxLine int
	// MaxInFlight is how many requests run at once; 64 by default. Requests that only look things up in memory
	// (initialize, ping, server/discover) and subscriptions do not count.
	MaxInFlight int
	// MaxWaiting is how many requests may wait beyond MaxInFlight before more are refused; 1000 by default.
	MaxWaiting int
	// Grace is how long requests in flight may go on once the input has ended or the context is done; 40 s by
	// default, enough for a write that was sent to be answered.
	Grace time.Duration
	// Logger receives what the client is not told. Nothing is logged by default.
	Logger *slog.Logger
	// OnHello is called once, when the first valid request has come in and before it is handled. It runs on the
	// reading goroutine and so must return at once.
	OnHello func()
}

const (
	defaultStdioMaxLine     = 4 << 20
	defaultStdioMaxInFlight = 64
	defaultStdioMaxWaiting  = 1000
	defaultStdioGrace       = 40 * time.Second

	// stdioHeldLines bounds what waiting requests hold in memory, in longest lines.
	stdioHeldLines = 16
	// stdioFarewell is how long requests canceled at the end of the grace time have to notice.
	stdioFarewell = time.Second
)

func (o StdioOptions) withDefaults() StdioOptions {
	if o.MaxLine <= 0 {
		o.MaxLine = defaultStdioMaxLine
	}
	if o.MaxInFlight <= 0 {
		o.MaxInFlight = defaultStdioMaxInFlight
	}
	if o.MaxWaiting <= 0 {
		o.MaxWaiting = defaultStdioMaxWaiting
	}
	if o.Grace <= 0 {
		o.Grace = defaultStdioGrace
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.OnHello == nil {
		o.OnHello = func() {}
	}
	return o
}

// ServeStdio speaks MCP on in and out, one JSON-RPC message a line, until the input ends or ctx is done. Either way it
// then takes no new requests, lets those it has accepted finish and answer for up to opts.Grace, and returns nil. It
// returns an error when reading or writing fails; requests in flight are then canceled, and awaited as long.
//
// When it returns because ctx is done, the goroutine that reads may still be blocked in a Read: the standard input of a
// terminal cannot be interrupted. It touches nothing any more and ends with the next line, or when in is closed. The same
// holds for handlers that ignore their canceled context for longer than a second. Nothing is written to out afterwards,
// except by a Write that was blocked already.
func ServeStdio(ctx context.Context, s *mcpserver.MCPServer, in io.Reader, out io.Writer, opts StdioOptions) error {
	srv := newStdioServer(s, out, opts.withDefaults())
	if err := s.RegisterSession(ctx, srv.client); err != nil {
		return fmt.Errorf("register session: %w", err)
	}
	defer s.UnregisterSession(ctx, srv.client.SessionID())

	// Calls outlive ctx: its end starts the grace time instead of cutting them off.
	calls, cancelCalls := context.WithCancel(context.WithoutCancel(ctx))
	defer cancelCalls()

	ended := make(chan error, 1)
	go func() { ended <- srv.read(calls, in) }()

	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	case <-srv.out.broken:
	}
	srv.drain(cancelCalls)
	return errors.Join(err, srv.out.failure())
}

// stdioServer is one connection.
type stdioServer struct {
	mcp    *mcpserver.MCPServer
	opts   StdioOptions
	out    *stdioWriter
	client *stdioSession // the connection's session; every request has its own on top
	asks   *stdioQuestions
	slots  chan struct{}
	crew   *stdioCrew

	greeted bool  // reading goroutine only
	serial  int64 // reading goroutine only: ids under which requests are handed to mcp-go

	finished atomic.Bool // ServeStdio returns
	running  sync.WaitGroup

	mu       sync.Mutex
	calls    map[string]*stdioCall // in flight and not canceled by the client, by id
	admitted int
	held     int // bytes of the admitted requests
	stopping bool
}

func newStdioServer(s *mcpserver.MCPServer, out io.Writer, opts StdioOptions) *stdioServer {
	srv := &stdioServer{
		mcp:   s,
		opts:  opts,
		out:   newStdioWriter(out),
		asks:  newStdioQuestions(),
		slots: make(chan struct{}, opts.MaxInFlight),
		crew:  newStdioCrew(),
		calls: make(map[string]*stdioCall),
	}
	srv.client = &stdioSession{id: "stdio-" + rand.Text(), asks: srv.asks, out: srv.out}
	srv.client.notes = newStdioNotifier(srv.notificationSender(nil), nil)
	return srv
}

// read takes lines from in until it ends.
func (s *stdioServer) read(ctx context.Context, in io.Reader) error {
	lines := newStdioLines(in, s.opts.MaxLine)
	for {
		line, err := lines.next()
		if s.finished.Load() {
			return nil
		}
		var long *stdioLongLineError
		switch {
		case errors.As(err, &long):
			s.refuseLongLine(long)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read input: %w", err)
		case len(line) > 0:
			s.receive(ctx, line)
		}
	}
}

// receive deals with one message. Only what takes no time is done before it returns.
func (s *stdioServer) receive(ctx context.Context, line []byte) {
	msg, refusal := parseStdioMessage(line)
	if refusal != nil {
		s.refuse(refusal)
		return
	}
	switch msg.kind {
	case stdioResponse:
		s.asks.settle(msg)
	case stdioNotification:
		s.notified(ctx, msg)
	default:
		s.start(ctx, msg)
	}
}

// refuse answers an error. Under the id of a request in flight it would be taken for that one's outcome, so it goes under
// null then.
func (s *stdioServer) refuse(r *stdioRefusal) {
	if id, ok := parseStdioID(r.id); ok && s.inFlight(id) {
		r.id = nil
	}
	s.out.write(encodeStdioError(r.id, r.code, r.text), nil)
}

// refuseLongLine answers under the request's own id where that can be told from the line's ends without a mistake.
func (s *stdioServer) refuseLongLine(long *stdioLongLineError) {
	r := &stdioRefusal{code: stdioInvalidRequest, text: long.Error()}
	if id, ok := long.id(); ok && !s.asks.mine(id) {
		r.id = id.raw
	}
	s.refuse(r)
}

// stop takes no more requests, and ends what would wait for the client: subscriptions are closed, questions fail.
func (s *stdioServer) stop() {
	s.asks.shut()
	s.crew.dismiss()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	for _, call := range s.calls {
		if call.listens() {
			call.cancel()
		}
	}
}

// drain waits for the calls in flight, at most for the grace time and a moment.
func (s *stdioServer) drain(cancelCalls context.CancelFunc) {
	s.stop()
	defer func() {
		s.finished.Store(true)
		s.out.close()
		s.client.notes.abandon()
	}()
	idle := make(chan struct{})
	go func() {
		s.running.Wait()
		s.crew.members.Wait()
		s.client.notes.finish()
		close(idle)
	}()
	grace := time.NewTimer(s.opts.Grace)
	defer grace.Stop()
	broken := s.out.broken
	for {
		select {
		case <-idle:
			return
		case <-broken: // nobody is left to read the answers, but a write to the service may still be on its way
			cancelCalls()
			broken = nil
		case <-grace.C:
			s.opts.Logger.Warn("requests canceled at the end of the grace time", slog.Duration("grace", s.opts.Grace))
			cancelCalls()
			grace.Reset(stdioFarewell)
			select {
			case <-idle:
			case <-grace.C:
			}
			return
		}
	}
}
