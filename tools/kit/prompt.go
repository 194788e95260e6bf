package kit

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Prompt is a piece of work that a person starts by its name, as a slash command
// in many clients. Make it with NewPrompt.
type Prompt struct {
	Name        string
	Title       string
	Description string
	// Effect is that of the tools it asks for.
	Effect Effect

	in   *schema
	text func(json.RawMessage) (string, error)
}

// NewPrompt completes a prompt with arguments, the fields of In, all of them text.
// The struct tags are those of a tool's input, and complete, which names what the
// values are completed with.
func NewPrompt[In any](p Prompt, write func(In) (string, error)) Prompt {
	p.in = describe(reflect.TypeFor[In]())
	p.text = func(raw json.RawMessage) (string, error) {
		var in In
		if err := p.in.bind(raw, &in); err != nil {
			return "", err
		}
		return write(in)
	}
	return p
}

// Arguments lists the prompt's arguments.
func (p Prompt) Arguments() []Argument { return p.in.arguments() }

// Text is what the prompt says to a model, given its arguments.
func (p Prompt) Text(arguments map[string]string) (string, error) {
	raw, err := json.Marshal(arguments)
	if err != nil {
		return "", fmt.Errorf("prompt %s: %w", p.Name, err)
	}
	return p.text(raw)
}
