// Package mcp offers tools, prompts, resources and the skill over the Model Context
// Protocol, in both of its eras, on top of mcp-go. What the protocol asks for and
// mcp-go does not do by itself holds here for every transport: the methods of
// extensions, errors that are the client's, arguments that are read once, and panics
// that end as an answer.
//
// It does not know what a tool does, no transport of ours, and no service.
package mcp

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"sync/atomic"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// Options shape a [Server]. The zero value is ready to use.
type Options struct {
	// Methods are those of extensions, by name. The extensions themselves are declared
	// with [mcpserver.WithExtensions].
	Methods map[string]Method
	// Invalid reports whether the error of a prompt, a resource or a completion is about
	// what the client gave. It is answered as invalid parameters then (-32602), where
	// mcp-go has an internal error (-32603).
	Invalid func(error) bool
	// Logger receives what the client is not told. Nothing is logged by default.
	Logger *slog.Logger
}

// Method answers a method of an extension. Its error is about the parameters, and its
// text is for whoever sent them.
type Method func(params json.RawMessage) (result any, err error)

// Server is mcp-go's server, corrected.
//
// A transport of ours gives each message to [Server.Handle]. A transport of mcp-go's
// calls HandleMessage of mcp-go's server itself and cannot be told otherwise; of these,
// [Server.Correct] corrects the streamable HTTP server from outside. In both ways it is
// mcp-go that tells the eras apart: by its rules initialize and ping are gone from revision
// 2026-07-28 on, server/discover needs that revision, and every request has to say what
// its revision wants it to say, those of extensions included.
type Server struct {
	mcp     *mcpserver.MCPServer
	methods map[string]Method
	invalid func(error) bool
	log     *slog.Logger
	serial  atomic.Int64 // of the last request handed to mcp-go
}

// NewServer corrects a server that has all its options. It adds a hook and a tool
// middleware to it, so a server can be corrected only once.
func NewServer(s *mcpserver.MCPServer, o Options) *Server {
	server := &Server{mcp: s, methods: o.Methods, invalid: o.Invalid, log: o.Logger}
	if server.invalid == nil {
		server.invalid = func(error) bool { return false }
	}
	if server.log == nil {
		server.log = slog.New(slog.DiscardHandler)
	}
	if s.GetHooks() == nil {
		mcpserver.WithHooks(&mcpserver.Hooks{})(s)
	}
	s.GetHooks().AddOnError(server.noteInvalid)
	mcpserver.WithToolHandlerMiddleware(restoreArguments)(s)
	return server
}

// Bare is mcp-go's server, for transports of mcp-go's.
func (s *Server) Bare() *mcpserver.MCPServer { return s.mcp }

// RegisterSession has the server send its broadcasts to a session.
func (s *Server) RegisterSession(ctx context.Context, session mcpserver.ClientSession) error {
	return s.mcp.RegisterSession(ctx, session)
}

// UnregisterSession ends what [Server.RegisterSession] began.
func (s *Server) UnregisterSession(ctx context.Context, sessionID string) {
	s.mcp.UnregisterSession(ctx, sessionID)
}

// Handle handles a request or a notification of a session. The answer to a notification
// is nil. The id in an answer is not the request's: mcp-go would read that as a float64,
// which loses digits, and would make 1 and "1" the same in canceling, so each request
// goes there under a number of its own. A panic is answered as an internal error.
func (s *Server) Handle(ctx context.Context, session mcpserver.ClientSession, msg jsonrpc.Message) (answer mcpgo.JSONRPCMessage) {
	err := safe.Do(func() error {
		answer = s.handle(s.mcp.WithContext(ctx, session), msg)
		return nil
	})
	if err == nil {
		return answer
	}
	refusal := s.unforeseen(msg, err)
	if msg.Kind != jsonrpc.Request {
		return nil
	}
	return mcpgo.NewJSONRPCError(mcpgo.NewRequestId(nil), refusal.Code, refusal.Text, nil)
}

func (s *Server) handle(ctx context.Context, msg jsonrpc.Message) mcpgo.JSONRPCMessage {
	ctx, invalid := markInvalid(ctx)
	ctx, params := takeArguments(ctx, msg)
	stray := strayCursor(msg)
	if stray != "" {
		params = msg.Params.Without("cursor")
	}
	id := strconv.AppendInt(nil, s.serial.Add(1), 10)
	answer := s.mcp.HandleMessage(ctx, msg.Forward(id, params))
	failure, ok := answer.(mcpgo.JSONRPCError)
	if !ok && stray != "" {
		return mcpgo.NewJSONRPCError(mcpgo.NewRequestId(nil), mcpgo.INVALID_PARAMS, stray, nil)
	}
	if !ok {
		return answer
	}
	if method, ok := s.extension(msg.Method, failure.Error.Code); ok {
		return answerExtension(method, msg.Params.Raw)
	}
	failure.Error.Code = corrected(failure.Error.Code, invalid)
	return failure
}

// extension returns what answers a method that mcp-go has found nothing wrong with but
// that it does not know.
func (s *Server) extension(method string, code int) (Method, bool) {
	if code != mcpgo.METHOD_NOT_FOUND {
		return nil, false
	}
	answer, ok := s.methods[method]
	return answer, ok
}

func answerExtension(answer Method, params json.RawMessage) mcpgo.JSONRPCMessage {
	result, err := answer(params)
	if err != nil {
		return mcpgo.NewJSONRPCError(mcpgo.NewRequestId(nil), mcpgo.INVALID_PARAMS, err.Error(), nil)
	}
	return mcpgo.JSONRPCResponse{JSONRPC: mcpgo.JSONRPC_VERSION, Result: result}
}

// unforeseen logs what nobody foresaw and returns what the client is told.
func (s *Server) unforeseen(msg jsonrpc.Message, err error) *jsonrpc.Refusal {
	reference := safe.Reference()
	s.log.Error("internal error",
		slog.String("reference", reference), slog.String("method", msg.Method), slog.Any("error", err))
	return jsonrpc.Unforeseen(msg.ID.Raw, reference)
}

// Modern reports whether a message is of the era without handshakes, which began with
// revision 2026-07-28.
func Modern(msg jsonrpc.Message) bool {
	raw, _ := msg.Params.Lookup("_meta")
	var meta mcpgo.Meta
	return json.Unmarshal(raw, &meta) == nil && mcpgo.IsModernProtocol(meta.ProtocolVersion())
}
