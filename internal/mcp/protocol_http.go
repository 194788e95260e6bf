package mcp

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// Correct returns a handler in front of mcp-go's streamable HTTP server for this server,
// which calls that and corrects what it answers. Answers that may need it are never
// streams: a prompt, a resource or a completion sends no notifications.
//
// It reads the whole body and sets no limit to it: that is for a handler in front of it.
func (s *Server) Correct(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		msg, _ := jsonrpc.Parse(body) // one that is refused stays empty: mcp-go says so in its way
		s.exchange(w, r, next, msg)
	})
}

// failing is a reader that ends with an error, or in peace without one.
type failing struct{ err error }

// Read implements [io.Reader].
func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// exchange has next answer a message, and corrects the answer.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, next http.Handler, msg jsonrpc.Message) {
	ctx, invalid := markInvalid(r.Context())
	held := &heldAnswer{ResponseWriter: w, hold: s.corrects(msg)}
	err := safe.Do(func() error {
		next.ServeHTTP(held.writer(), r.WithContext(ctx))
		if !held.hold || held.status == 0 {
			return nil
		}
		return s.correct(held, msg, invalid, mcpgo.IsModernProtocol(r.Header.Get(mcpgo.HeaderProtocolVersion)))
	})
	if err != nil {
		s.abort(held, msg, err)
	}
}

// corrects reports whether the answer to a message may have to be corrected.
func (s *Server) corrects(msg jsonrpc.Message) bool {
	switch mcpgo.MCPMethod(msg.Method) {
	case mcpgo.MethodPromptsGet, mcpgo.MethodResourcesRead, mcpgo.MethodCompletionComplete:
		return true
	default:
		_, ok := s.methods[msg.Method]
		return ok || strayCursor(msg) != ""
	}
}

// correct lets an answer go that was kept back.
func (s *Server) correct(held *heldAnswer, msg jsonrpc.Message, invalid *atomic.Bool, modern bool) error {
	found := held.failure()
	if stray := strayCursor(msg); stray != "" && (found == nil || strings.Contains(found.Message, "base64")) {
		return sendInvalid(held, msg, &failure{Message: stray}, modern)
	}
	if found == nil {
		held.send(held.status, held.body.Bytes())
		return nil
	}
	if method, ok := s.extension(msg.Method, found.Code); ok {
		result, err := method(msg.Params.Raw)
		if err != nil {
			return sendInvalid(held, msg, &failure{Message: err.Error()}, modern)
		}
		line, err := jsonrpc.ResultLine(msg.ID.Raw, result)
		if err == nil {
			held.send(http.StatusOK, line)
		}
		return err
	}
	if corrected(found.Code, invalid) != found.Code {
		return sendInvalid(held, msg, found, modern)
	}
	held.send(held.status, held.body.Bytes())
	return nil
}

// sendInvalid answers invalid parameters, which are a bad request in the newer era and
// were none before.
func sendInvalid(held *heldAnswer, msg jsonrpc.Message, f *failure, modern bool) error {
	f.Code = mcpgo.INVALID_PARAMS
	line, err := jsonrpc.ErrorLine(msg.ID.Raw, f)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if modern {
		status = http.StatusBadRequest
	}
	held.send(status, line)
	return nil
}

// abort answers what nobody foresaw, or breaks off an answer that has begun to leave.
func (s *Server) abort(held *heldAnswer, msg jsonrpc.Message, err error) {
	if errors.Is(err, http.ErrAbortHandler) {
		panic(http.ErrAbortHandler) // the way to tell net/http
	}
	refusal := s.unforeseen(msg, err)
	if held.left {
		panic(http.ErrAbortHandler)
	}
	status := http.StatusOK
	if msg.Kind != jsonrpc.Request {
		status = http.StatusInternalServerError // nobody waits for an answer
	}
	held.Header().Set("Content-Type", "application/json")
	held.send(status, refusal.Line())
}
