// Package mcp offers tools, prompts, resources and the skill over the Model Context
// Protocol, in both of its eras, on top of mcp-go. What mcp-go leaves open holds
// here for every transport; the transports are rooms of their own.
//
// It does not know what a tool does, and nothing of Tempo and Jira.
package mcp

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Offer is what a server offers, and how its calls get to the services.
type Offer struct {
	Version   string
	Selection tools.Selection
	Calls     kit.Env // for tools; it may have the person sign in first
	Reading   kit.Env // for resources and completions, which start no sign-in
}

// instructions tell a model what it cannot see from the tools themselves.
const instructions = `Log, look up, correct and add up the time of the signed-in person in Tempo Timesheets (Jira Cloud).
Dates: YYYY-MM-DD, today, yesterday, monday (the latest one); periods such as lastWeek where offered. Days are those of the person's time zone; results say which dates were meant.
Time spent: hours (1.5) or text (1h 30m, 9:00-11:30).
Look before you write: use retrieveWorklogs to find ids and to see what is logged already. After an error that says the outcome is unknown, look before trying again.
Log only time that the person names. Never log an agent's running time unasked, and never guess issue keys.`

const readOnlyInstructions = "\nThis server is read-only (TEMPO_MCP_READ_ONLY): logging, editing and deleting are switched off."

// New returns an MCP server with an offer. Tools that are not selected are not
// listed, and a client that calls one all the same is told why it does nothing.
func New(o Offer) *server.MCPServer {
	text := instructions
	if o.Selection.ReadOnly {
		text += readOnlyInstructions
	}
	hooks := &server.Hooks{}
	hooks.AddOnError(noteInvalid)
	hooks.AddAfterListTools(unlist(o.Selection.Refused()))
	proposals := completions{prompts: o.Selection.Prompts(), resources: tools.Resources(), env: o.Reading}
	s := server.NewMCPServer(say.Program, o.Version,
		server.WithTitle("Tempo Timesheets"),
		server.WithInstructions(text),
		server.WithToolCapabilities(false),
		server.WithPromptCapabilities(false),
		server.WithResourceCapabilities(false, false),
		server.WithExtensions(extensions()),
		server.WithCompletions(),
		server.WithPromptCompletionProvider(proposals),
		server.WithResourceCompletionProvider(proposals),
		server.WithHooks(hooks),
	)
	addTools(s, o.Selection.Tools(), o.Calls)
	addRefused(s, o.Selection.Refused(), o.Calls.Help.ReadOnly)
	addPrompts(s, o.Selection.Prompts())
	addResources(s, tools.Resources(), o.Reading)
	addSkill(s)
	return s
}

// unlist leaves tools out of the list.
func unlist(refused []kit.Tool) server.OnAfterListToolsFunc {
	return func(_ context.Context, _ any, _ *mcp.ListToolsRequest, list *mcp.ListToolsResult) {
		list.Tools = slices.DeleteFunc(list.Tools, func(t mcp.Tool) bool {
			return slices.ContainsFunc(refused, func(r kit.Tool) bool { return r.Name == t.Name })
		})
	}
}

// addTools registers tools.
func addTools(s *server.MCPServer, list []kit.Tool, env kit.Env) {
	for _, t := range list {
		s.AddTool(declaration(t), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			result := t.Call(ctx, env, arguments(req))
			if result.SignIn != nil {
				return askToSignIn(ctx, req, env.Help, result, func() kit.Result { return t.Call(ctx, env, arguments(req)) })
			}
			return protocol(result), nil
		})
	}
}

// addRefused registers tools that say why they do nothing.
func addRefused(s *server.MCPServer, list []kit.Tool, why string) {
	for _, t := range list {
		s.AddTool(declaration(t), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return protocol(kit.Result{Text: why, IsError: true}), nil
		})
	}
}

// arguments returns the arguments as they came, so that large numbers keep all
// their digits.
func arguments(req mcp.CallToolRequest) json.RawMessage {
	var raw json.RawMessage
	if req.Params.Arguments == nil && len(req.Params.RawArguments) == 0 {
		return raw
	}
	if err := req.BindArguments(&raw); err != nil {
		return nil
	}
	return raw
}

// protocol is a result as the protocol has it.
func protocol(r kit.Result) *mcp.CallToolResult {
	out := mcp.NewToolResultStructured(r.Structured, r.Text)
	out.IsError = r.IsError
	return out
}

// declaration is a tool as tools/list shows it. All four annotations are set,
// because a client assumes the worst of those left out.
func declaration(t kit.Tool) mcp.Tool {
	reads, deletes := t.Effect == kit.Reads, t.Effect == kit.Deletes
	return mcp.NewTool(t.Name,
		mcp.WithDescription(t.Description),
		mcp.WithTitleAnnotation(t.Title),
		mcp.WithReadOnlyHintAnnotation(reads),
		mcp.WithDestructiveHintAnnotation(deletes || t.Repeatable && !reads),
		mcp.WithIdempotentHintAnnotation(reads || t.Repeatable),
		mcp.WithOpenWorldHintAnnotation(true),
		mcp.WithRawInputSchema(t.InputSchema()),
		mcp.WithRawOutputSchema(t.OutputSchema()),
		func(d *mcp.Tool) {
			d.Title = t.Title
			d.InputSchema = mcp.ToolInputSchema{}
		},
	)
}
