package mcp

import (
	"context"
	"slices"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/skill"
)

// Offer is what a server offers, and how its calls get to the services.
type Offer struct {
	Version   string
	Selection tools.Selection
	Calls     kit.Env // for tools; it may have the person sign in first
	Reading   kit.Env // for resources and completions, which start no sign-in
	// Today tells which day it is, and in which zone, without asking anybody.
	Today func(context.Context) (worklog.Day, *time.Location)
}

// New returns an MCP server with an offer. Tools that are not selected are not
// listed, and a client that calls one all the same is told why it does nothing.
func New(o Offer) *Server {
	hooks := &mcpserver.Hooks{}
	hooks.AddAfterInitialize(func(ctx context.Context, _ any, _ *mcpgo.InitializeRequest, hello *mcpgo.InitializeResult) {
		hello.Instructions = o.instructions(ctx)
	})
	hooks.AddAfterDiscover(func(ctx context.Context, _ any, _ *mcpgo.DiscoverRequest, hello *mcpgo.DiscoverResult) {
		hello.Instructions = o.instructions(ctx)
	})
	hooks.AddAfterListTools(unlist(o.Selection.Refused()))
	proposals := completions{prompts: o.Selection.Prompts(), resources: tools.Resources(), env: o.Reading}
	s := mcpserver.NewMCPServer(say.Program, o.Version,
		mcpserver.WithTitle("Tempo Timesheets"),
		mcpserver.WithToolCapabilities(false),
		mcpserver.WithPromptCapabilities(false),
		mcpserver.WithResourceCapabilities(false, false),
		mcpserver.WithExtensions(map[string]any{skill.Extension: struct{}{}}),
		mcpserver.WithCompletions(),
		mcpserver.WithPromptCompletionProvider(proposals),
		mcpserver.WithResourceCompletionProvider(proposals),
		mcpserver.WithHooks(hooks),
	)
	addTools(s, o.Selection.Tools(), o.Calls)
	addRefused(s, o.Selection.Refused(), o.Calls.Help.ReadOnly)
	addPrompts(s, o.Selection.Prompts())
	addResources(s, tools.Resources(), o.Reading)
	addSkill(s)
	return NewServer(s, Options{
		Methods: map[string]Method{"skills/list": skill.List, "skills/get": skill.Get},
		Invalid: kit.Mistaken,
		Logger:  o.Calls.Log,
	})
}

// unlist leaves tools out of the list.
func unlist(refused []kit.Tool) mcpserver.OnAfterListToolsFunc {
	return func(_ context.Context, _ any, _ *mcpgo.ListToolsRequest, list *mcpgo.ListToolsResult) {
		list.Tools = slices.DeleteFunc(list.Tools, func(t mcpgo.Tool) bool {
			return slices.ContainsFunc(refused, func(r kit.Tool) bool { return r.Name == t.Name })
		})
	}
}

// addTools registers tools.
func addTools(s *mcpserver.MCPServer, list []kit.Tool, env kit.Env) {
	for _, t := range list {
		s.AddTool(declaration(t), func(ctx context.Context, req mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			result := t.Call(ctx, env, Arguments(ctx, req))
			if result.SignIn != nil {
				return askToSignIn(ctx, req, env.Help, result, func() kit.Result { return t.Call(ctx, env, Arguments(ctx, req)) })
			}
			return protocol(result), nil
		})
	}
}

// addRefused registers tools that say why they do nothing.
func addRefused(s *mcpserver.MCPServer, list []kit.Tool, why string) {
	for _, t := range list {
		s.AddTool(declaration(t), func(context.Context, mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			return protocol(kit.Result{Text: why, IsError: true}), nil
		})
	}
}

// protocol is a result as the protocol has it.
func protocol(r kit.Result) *mcpgo.CallToolResult {
	out := mcpgo.NewToolResultStructured(r.Structured, r.Text)
	out.IsError = r.IsError
	return out
}

// declaration is a tool as tools/list shows it. All four annotations are set,
// because a client assumes the worst of those left out.
func declaration(t kit.Tool) mcpgo.Tool {
	reads, deletes := t.Effect == kit.Reads, t.Effect == kit.Deletes
	return mcpgo.NewTool(t.Name,
		mcpgo.WithDescription(t.Description),
		mcpgo.WithTitleAnnotation(t.Title),
		mcpgo.WithReadOnlyHintAnnotation(reads),
		mcpgo.WithDestructiveHintAnnotation(deletes || t.Repeatable && !reads),
		mcpgo.WithIdempotentHintAnnotation(reads || t.Repeatable),
		mcpgo.WithOpenWorldHintAnnotation(true),
		mcpgo.WithRawInputSchema(t.InputSchema()),
		mcpgo.WithRawOutputSchema(t.OutputSchema()),
		func(d *mcpgo.Tool) {
			d.Title = t.Title
			d.InputSchema = mcpgo.ToolInputSchema{}
		},
	)
}
