// Package tools is what a model sees of the server: the worklog tools, their
// arguments and results, and the words in which a failure is explained.
//
// A tool is a value in a file of its own: what it is called and does, the shape
// of its input and output, and the function that runs it. The handler around it
// is written once. The package knows the Tempo and Jira clients and the worklog
// domain; it knows nothing of HTTP, sign-in, settings or transports.
package tools

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	protocol "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
)

// Effect is what a tool does to the time sheet.
type Effect int

// The effects.
const (
	Reads Effect = iota
	Writes
	Deletes
)

// Tool is one thing that a model can do. Make it with define.
type Tool struct {
	Name        string
	Title       string
	Description string
	Effect      Effect
	// Repeatable says that running a writing tool twice does what running it
	// once does.
	Repeatable bool

	in     reflect.Type
	input  json.RawMessage
	output json.RawMessage
	bind   func(json.RawMessage) (call, error)
}

// All lists the tools. Clients see them in the order of their names.
func All() []Tool {
	return []Tool{
		retrieveWorklogs(),
		createWorklog(),
		bulkCreateWorklogs(),
		editWorklog(),
		deleteWorklog(),
		getMissingWorklogDays(),
		getWorklogAnalytics(),
	}
}

// call is a tool with its arguments bound.
type call func(context.Context, *Session) (answer, error)

// answer is what a tool's run function returns: JSON for programs, String for
// readers.
type answer interface{ fmt.Stringer }

// failed is an answer that may say that nothing of what was asked was done.
type failed interface{ Failed() bool }

// Result is what a tool says. Structured is nil when there is nothing but the
// text, as for most errors.
type Result struct {
	Structured any
	Text       string
	IsError    bool

	signIn *SignInError // when that is why there is no more than an error
}

// define completes a tool with the schemas of In and Out and with the binding of
// its arguments to In.
func define[In any, Out answer](t Tool, run func(context.Context, *Session, In) (Out, error)) Tool {
	t.in = reflect.TypeFor[In]()
	t.input, t.output = marshalSchema(t.in), marshalSchema(reflect.TypeFor[Out]())
	t.bind = func(raw json.RawMessage) (call, error) {
		var in In
		if err := bind(raw, &in); err != nil {
			return nil, err
		}
		return func(ctx context.Context, s *Session) (answer, error) { return run(ctx, s, in) }, nil
	}
	return t
}

// Resolve returns the session that a call works with, or the reason why there is
// none, in words for the model.
type Resolve func(context.Context) (*Session, error)

// Register adds tools to an MCP server. Unforeseen errors are logged under the
// reference that the model is shown.
func Register(s *server.MCPServer, list []Tool, resolve Resolve, log *slog.Logger) {
	for _, t := range list {
		s.AddTool(t.declaration(), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			raw := protocol.Arguments(ctx, req)
			result := t.Call(ctx, resolve, raw, log)
			if result.signIn != nil {
				return askToSignIn(ctx, req, result, func() Result { return t.Call(ctx, resolve, raw, log) })
			}
			return result.protocol(), nil
		})
	}
}

// Call checks the arguments, a JSON object, then resolves the session and runs
// the tool. It never panics and never returns without words.
func (t Tool) Call(ctx context.Context, resolve Resolve, raw json.RawMessage, log *slog.Logger) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = unforeseen(log, t.Name, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	run, err := t.bind(raw)
	if err != nil {
		return Result{Text: err.Error(), IsError: true}
	}
	session, err := resolve(ctx)
	if err != nil {
		needed, _ := errors.AsType[*SignInError](err)
		return Result{Text: err.Error(), IsError: true, signIn: needed}
	}
	out, err := run(ctx, session)
	if err != nil {
		return t.failure(ctx, session, err, log)
	}
	bad, ok := out.(failed)
	return Result{Structured: out, Text: out.String(), IsError: ok && bad.Failed()}
}

func (t Tool) failure(ctx context.Context, s *Session, err error, log *slog.Logger) Result {
	text, ok := s.explain(ctx, err)
	if !ok {
		return unforeseen(log, t.Name, err)
	}
	return Result{Text: text, IsError: true}
}

// unforeseen hides an error that no one has words for behind a reference.
func unforeseen(log *slog.Logger, tool string, err error) Result {
	reference := strings.ToLower(rand.Text()[:6])
	log.Error("tool failed", slog.String("tool", tool), slog.String("reference", reference), slog.Any("error", err))
	return Result{
		Text:    fmt.Sprintf("Internal error, reference %s. The server's log says more under this reference.", reference),
		IsError: true,
	}
}

func (r Result) protocol() *mcp.CallToolResult {
	out := mcp.NewToolResultStructured(r.Structured, r.Text)
	out.IsError = r.IsError
	return out
}

// declaration is the tool as tools/list shows it. All four annotations are set,
// because a client assumes the worst of those left out.
func (t Tool) declaration() mcp.Tool {
	reads, deletes := t.Effect == Reads, t.Effect == Deletes
	return mcp.NewTool(t.Name,
		mcp.WithDescription(t.Description),
		mcp.WithTitleAnnotation(t.Title),
		mcp.WithReadOnlyHintAnnotation(reads),
		mcp.WithDestructiveHintAnnotation(deletes || t.Repeatable && !reads),
		mcp.WithIdempotentHintAnnotation(reads || t.Repeatable),
		mcp.WithOpenWorldHintAnnotation(true),
		mcp.WithRawInputSchema(t.input),
		mcp.WithRawOutputSchema(t.output),
		func(d *mcp.Tool) {
			d.Title = t.Title
			d.InputSchema = mcp.ToolInputSchema{}
		},
	)
}
