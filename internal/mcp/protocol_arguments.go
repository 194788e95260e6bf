package mcp

import (
	"context"
	"encoding/json"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// mcp-go reads a message four times, and the arguments of a call once more, into a map
// with numbers as float64. So it gets tool calls without their arguments, which go to the
// tool beside it, in the context. Hooks of mcp-go's see such a call without arguments.

type argumentsKey struct{}

// WithArguments returns a context that carries the arguments of a tool call to its
// handler, as they came.
func WithArguments(ctx context.Context, raw json.RawMessage) context.Context {
	return context.WithValue(ctx, argumentsKey{}, raw)
}

// Arguments returns the arguments of a tool call as they came, so that large numbers keep
// all their digits: those of the request, or else those that [WithArguments] has put
// aside. They are nil where there are none, and may be anything but an object.
func Arguments(ctx context.Context, req mcpgo.CallToolRequest) json.RawMessage {
	if len(req.Params.RawArguments) > 0 {
		return req.Params.RawArguments
	}
	if req.Params.Arguments == nil {
		raw, _ := ctx.Value(argumentsKey{}).(json.RawMessage)
		return raw
	}
	var raw json.RawMessage // a client in this process gives a Go value
	if err := req.BindArguments(&raw); err != nil {
		return nil
	}
	return raw
}

// takeArguments puts the arguments of a tool call aside, and returns the parameters that
// are left. A task keeps its own, because mcp-go keeps its request for later.
func takeArguments(ctx context.Context, msg jsonrpc.Message) (context.Context, json.RawMessage) {
	if msg.Method != string(mcpgo.MethodToolsCall) {
		return ctx, msg.Params.Raw
	}
	raw, ok := msg.Params.Lookup("arguments")
	if _, task := msg.Params.Lookup("task"); !ok || task {
		return ctx, msg.Params.Raw
	}
	return WithArguments(ctx, raw), msg.Params.Without("arguments")
}

// restoreArguments is a middleware of mcp-go's that gives a handler a request with its
// arguments, whichever way they came.
func restoreArguments(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, req mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		req.Params.RawArguments = Arguments(ctx, req)
		return next(ctx, req)
	}
}
