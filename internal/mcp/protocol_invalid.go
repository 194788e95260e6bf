package mcp

import (
	"context"
	"sync/atomic"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
)

// mcp-go answers every error of a prompt, a resource or a completion as an internal one.
// Those that are about what the client gave leave a mark on their way.

type invalidKey struct{}

// markInvalid returns a context in which noteInvalid leaves a mark.
func markInvalid(ctx context.Context) (context.Context, *atomic.Bool) {
	invalid := new(atomic.Bool)
	return context.WithValue(ctx, invalidKey{}, invalid), invalid
}

// noteInvalid is a hook of mcp-go's for errors.
func (s *Server) noteInvalid(ctx context.Context, _ any, _ mcpgo.MCPMethod, _ any, err error) {
	if invalid, ok := ctx.Value(invalidKey{}).(*atomic.Bool); ok && s.invalid(err) {
		invalid.Store(true)
	}
}

// corrected returns the code of an error in place of mcp-go's.
func corrected(code int, invalid *atomic.Bool) int {
	if code == mcpgo.INTERNAL_ERROR && invalid.Load() {
		return mcpgo.INVALID_PARAMS
	}
	return code
}
