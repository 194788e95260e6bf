package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"strconv"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
)

// stdioCall is a request in flight.
type stdioCall struct {
	id      stdioID
	serial  int64
	method  mcp.MCPMethod
	message json.RawMessage
	cancel  context.CancelFunc
	hushed  bool // under the server's mu: the client has canceled it, and nothing more may be said about it
}

func (c *stdioCall) listens() bool { return c.method == mcp.MethodSubscriptionsListen }

// handshake reports whether the request is about the connection and answered from memory. Such requests are handled by the
// reading goroutine, so that what comes after them finds them done and nothing keeps them waiting.
func (c *stdioCall) handshake() bool {
	switch c.method {
	case mcp.MethodInitialize, mcp.MethodPing, mcp.MethodServerDiscover, mcp.MethodSetLogLevel:
		return true
	default:
		return false
	}
}

// start takes a request in and gets it going.
func (s *stdioServer) start(ctx context.Context, msg stdioMessage) {
	if !s.greeted {
		s.greeted = true
		s.opts.OnHello()
	}
	s.serial++
	ctx, cancel := context.WithCancel(ctx)
	call := &stdioCall{
		id: msg.id, serial: s.serial, method: mcp.MCPMethod(msg.method), message: msg.forward(s.serial), cancel: cancel,
	}
	if taken, refusal := s.admit(call); !taken {
		cancel()
		if refusal != nil {
			s.refuse(refusal)
		}
		return
	}
	if call.handshake() {
		s.run(ctx, call)
		return
	}
	s.crew.do(func() { s.run(ctx, call) })
}

// admit enters a call into the books. At the end of serving it is neither taken nor refused.
func (s *stdioServer) admit(call *stdioCall) (bool, *stdioRefusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false, nil
	}
	if _, used := s.calls[call.id.key]; used {
		return false, &stdioRefusal{id: call.id.raw, code: stdioInvalidRequest, text: "the request's id is in use by a request in flight"}
	}
	full := s.admitted >= s.opts.MaxInFlight+s.opts.MaxWaiting || s.held+len(call.message) > stdioHeldLines*s.opts.MaxLine
	if full && !call.handshake() {
		return false, &stdioRefusal{id: call.id.raw, code: stdioBusy, text: fmt.Sprintf(
			"too many requests at once: %d are running or waiting; send this one again when some are answered", s.admitted)}
	}
	s.calls[call.id.key] = call
	s.admitted++
	s.held += len(call.message)
	s.running.Add(1)
	return true, nil
}

// release strikes a call out of the books.
func (s *stdioServer) release(call *stdioCall) {
	call.cancel()
	s.retire(call)
	s.mu.Lock()
	s.admitted--
	s.held -= len(call.message)
	s.mu.Unlock()
	s.running.Done()
}

// retire frees a call's id and reports whether the call may be answered.
func (s *stdioServer) retire(call *stdioCall) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls[call.id.key] == call {
		delete(s.calls, call.id.key)
	}
	return !call.hushed
}

// live reports whether the client still wants to hear of a call.
func (s *stdioServer) live(call *stdioCall) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !call.hushed
}

func (s *stdioServer) inFlight(id stdioID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, used := s.calls[id.key]
	return used
}

// run waits for a slot, handles a call and answers it.
func (s *stdioServer) run(ctx context.Context, call *stdioCall) {
	defer s.release(call)
	// The id is free from the moment the answer starts to leave, for the client may use it again once it has it.
	answer := func(line []byte) { s.out.write(line, func() bool { return s.retire(call) }) }
	if !call.handshake() && !call.listens() {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		answer(encodeStdioError(call.id.raw, stdioBusy, "the server is ending: this request was not started"))
		return
	}
	session, end := s.open(ctx, call)
	line := s.handle(s.mcp.WithContext(ctx, session), call)
	end()
	answer(line)
}

// open returns the session a call runs with, and what to do when it has run.
func (s *stdioServer) open(ctx context.Context, call *stdioCall) (mcpserver.ClientSession, func()) {
	if call.method == mcp.MethodInitialize || call.method == mcp.MethodSetLogLevel {
		return s.client, func() {}
	}
	session := &stdioSession{
		id: s.client.id, base: s.client, asks: s.asks, out: s.out,
		notes: newStdioNotifier(s.notificationSender(call), ctx.Done()),
		live:  func() bool { return s.live(call) },
	}
	if !call.listens() {
		return session, session.notes.finish
	}
	session.id += "-" + strconv.FormatInt(call.serial, 10)
	listener := &stdioListener{session}
	if err := s.mcp.RegisterSession(ctx, listener); err != nil {
		s.opts.Logger.Error("a subscription hears no broadcasts", slog.Any("error", err))
	}
	return listener, func() {
		s.mcp.UnregisterSession(ctx, session.id)
		session.notes.finish()
	}
}

// handle has mcp-go handle a call and returns the line to answer, whatever happens.
func (s *stdioServer) handle(ctx context.Context, call *stdioCall) (line []byte) {
	defer func() {
		if r := recover(); r != nil {
			line = s.internalError(call, slog.Any("panic", r), slog.String("stack", string(debug.Stack())))
		}
	}()
	resp := ourmcp.HandleMessage(ctx, s.mcp, call.method, call.message)
	if answered, ok := resp.(mcp.JSONRPCResponse); ok && call.listens() {
		if result, ok := answered.Result.(mcp.SubscriptionsListenResult); ok {
			result.EnsureResultMeta().SetSubscriptionID(call.id.raw)
			answered.Result = result
			resp = answered
		}
	}
	line, err := encodeStdioResponse(call.id.raw, resp)
	if err != nil {
		return s.internalError(call, slog.Any("error", err))
	}
	return line
}

// internalError answers what was not foreseen with a reference under which the log has the cause.
func (s *stdioServer) internalError(call *stdioCall, cause ...any) []byte {
	var random [2]byte
	_, _ = rand.Read(random[:]) // never fails
	reference := fmt.Sprintf("%x", random)
	s.opts.Logger.With(cause...).Error("internal error",
		slog.String("reference", reference), slog.String("method", string(call.method)))
	return encodeStdioError(call.id.raw, stdioInternalError, "internal error, reference "+reference)
}

// notified handles a notification of the client, in order with the requests around it.
func (s *stdioServer) notified(ctx context.Context, msg stdioMessage) {
	if msg.method == string(mcp.MethodNotificationCancelled) {
		s.canceled(msg.params)
		return
	}
	defer func() {
		if r := recover(); r != nil {
			s.opts.Logger.Error("notification handler panicked", slog.String("method", msg.method),
				slog.Any("panic", r), slog.String("stack", string(debug.Stack())))
		}
	}()
	s.mcp.HandleMessage(s.mcp.WithContext(ctx, s.client), msg.forwardNotification())
}

// canceled ends a call on the client's wish, running or waiting, and hushes it. The id is free at once.
func (s *stdioServer) canceled(params json.RawMessage) {
	var target struct {
		RequestID json.RawMessage `json:"requestId"`
	}
	if json.Unmarshal(params, &target) != nil {
		return
	}
	id, ok := parseStdioID(target.RequestID)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if call, found := s.calls[id.key]; found {
		call.hushed = true
		delete(s.calls, id.key)
		call.cancel()
	}
}

// notificationSender returns what writes the notifications of a call, or of the connection when call is nil.
func (s *stdioServer) notificationSender(call *stdioCall) func(mcp.JSONRPCNotification) {
	var allowed func() bool
	if call != nil {
		allowed = func() bool { return s.live(call) }
	}
	return func(n mcp.JSONRPCNotification) {
		if call != nil && call.listens() {
			// Shared with other listeners, hence a copy. mcp-go leaves the tag out, or puts our serial in.
			n.Params.Meta = maps.Clone(n.Params.Meta)
			if n.Params.Meta == nil {
				n.Params.Meta = make(map[string]any)
			}
			n.Params.Meta[mcp.MetaKeySubscriptionID] = call.id.raw
		}
		line, err := encodeStdioLine(nil, n, "")
		if err != nil {
			s.opts.Logger.Error("notification left out", slog.String("method", n.Method), slog.Any("error", err))
			return
		}
		s.out.write(line, allowed)
	}
}
