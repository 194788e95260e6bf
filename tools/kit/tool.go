// Package kit is what a tool, a prompt and a resource are: a name, words about it,
// the shape of what it takes and gives, and the function that does it. Binding
// arguments, resolving whose call it is, running and rendering are written here
// once.
//
// It knows nothing of Tempo and Jira, and nothing of the protocol that carries
// calls.
package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync/atomic"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
)

// Effect is what a tool does to the time sheet.
type Effect int

// The effects.
const (
	Reads Effect = iota
	Writes
	Deletes
)

// Tool is one thing that a model can do. Make it with New.
type Tool struct {
	Name        string
	Title       string
	Description string
	Effect      Effect
	// Repeatable says that running a writing tool twice does what running it
	// once does.
	Repeatable bool

	in, out *schema
	bind    func(json.RawMessage) (call, error)
}

// call is a tool with its arguments bound.
type call func(context.Context, *Caller) (fmt.Stringer, error)

// Caller is whose call it is, with the words that fit where it comes from.
type Caller struct {
	*person.Person

	Env Env

	signIn atomic.Pointer[error] // the latest of a part of the call that is about signing in
}

// New completes a tool with the schemas of In and Out, and with the binding of its
// arguments to In. What run returns is JSON for programs and String for readers;
// its method Failed, if it has one, says that nothing of what was asked was done, and
// its method Partly that a part was not.
func New[In any, Out fmt.Stringer](t Tool, run func(context.Context, *Caller, In) (Out, error)) Tool {
	t.in, t.out = describe(reflect.TypeFor[In]()), describe(reflect.TypeFor[Out]())
	t.bind = func(raw json.RawMessage) (call, error) {
		var in In
		if err := t.in.bind(raw, &in); err != nil {
			return nil, err
		}
		return func(ctx context.Context, c *Caller) (fmt.Stringer, error) { return run(ctx, c, in) }, nil
	}
	return t
}

// InputSchema is the JSON Schema of the tool's arguments.
func (t Tool) InputSchema() json.RawMessage { return t.in.encode() }

// OutputSchema is the JSON Schema of the tool's structured result.
func (t Tool) OutputSchema() json.RawMessage { return t.out.encode() }

// Arguments lists the tool's arguments in the order of its schema.
func (t Tool) Arguments() []Argument { return t.in.arguments() }
