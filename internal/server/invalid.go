package server

import (
	"context"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"

	"tempo-mcp-server/tools"
)

// mcp-go answers every error of a prompt, a resource or a completion as an
// internal one. Those that are about what the client gave are noted on their way,
// and answered as invalid parameters.

type invalidKey struct{}

// markInvalid returns a context in which [noteInvalid] leaves a mark.
func markInvalid(ctx context.Context) (context.Context, *atomic.Bool) {
	invalid := new(atomic.Bool)
	return context.WithValue(ctx, invalidKey{}, invalid), invalid
}

// noteInvalid is a hook of mcp-go's for errors.
func noteInvalid(ctx context.Context, _ any, _ mcp.MCPMethod, _ any, err error) {
	if invalid, ok := ctx.Value(invalidKey{}).(*atomic.Bool); ok && tools.InvalidArguments(err) {
		invalid.Store(true)
	}
}

// withCode gives an error that was marked its code.
func withCode(resp mcp.JSONRPCMessage, invalid *atomic.Bool) mcp.JSONRPCMessage {
	if e, ok := resp.(mcp.JSONRPCError); ok && invalid.Load() {
		e.Error.Code = mcp.INVALID_PARAMS
		return e
	}
	return resp
}
