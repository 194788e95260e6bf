package mcp

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/skill"
)

// What mcp-go does not do by itself, for every transport: methods of extensions,
// and errors that are the client's.

// HandleMessage has mcp-go handle a request.
func HandleMessage(ctx context.Context, s *mcpserver.MCPServer, method mcp.MCPMethod, message json.RawMessage) mcp.JSONRPCMessage {
	if answer, ok := extensionMethod(method); ok {
		return answerExtension(answer, message)
	}
	ctx, invalid := markInvalid(ctx)
	resp := s.HandleMessage(ctx, message)
	if e, ok := resp.(mcp.JSONRPCError); ok && invalid.Load() {
		e.Error.Code = mcp.INVALID_PARAMS
		return e
	}
	return resp
}

// extensions lists the extensions of the protocol that the server declares.
func extensions() map[string]any { return map[string]any{skill.Extension: struct{}{}} }

// extensionMethod returns what answers a method of an extension.
func extensionMethod(method mcp.MCPMethod) (func(json.RawMessage) (any, error), bool) {
	switch method {
	case "skills/list":
		return skill.List, true
	case "skills/get":
		return skill.Get, true
	default:
		return nil, false
	}
}

func answerExtension(answer func(json.RawMessage) (any, error), message json.RawMessage) mcp.JSONRPCMessage {
	var request struct {
		Params json.RawMessage `json:"params"`
	}
	_ = json.Unmarshal(message, &request) // without parameters the method says what it lacks
	result, err := answer(request.Params)
	if err != nil {
		return mcp.NewJSONRPCError(mcp.NewRequestId(nil), mcp.INVALID_PARAMS, err.Error(), nil)
	}
	return mcp.JSONRPCResponse{Result: result}
}

// mcp-go answers every error of a prompt, a resource or a completion as an
// internal one. Those that are about what the client gave leave a mark on their
// way, and are answered as invalid parameters.

type invalidKey struct{}

// markInvalid returns a context in which noteInvalid leaves a mark.
func markInvalid(ctx context.Context) (context.Context, *atomic.Bool) {
	invalid := new(atomic.Bool)
	return context.WithValue(ctx, invalidKey{}, invalid), invalid
}

// noteInvalid is a hook of mcp-go's for errors.
func noteInvalid(ctx context.Context, _ any, _ mcp.MCPMethod, _ any, err error) {
	if invalid, ok := ctx.Value(invalidKey{}).(*atomic.Bool); ok && kit.Mistaken(err) {
		invalid.Store(true)
	}
}
