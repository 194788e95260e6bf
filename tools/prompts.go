package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// Prompt is a piece of work that a person starts by its name, as a slash command
// in many clients. Make it with definePrompt.
type Prompt struct {
	Name        string
	Title       string
	Description string
	// Effect is that of the tools it asks for.
	Effect Effect

	in   reflect.Type
	text func(json.RawMessage) (string, error)
}

// Prompts lists the prompts. Clients see them in the order of their names.
func Prompts() []Prompt {
	return []Prompt{logMyDay(), fillMissingDays(), weeklyReport(), monthEnd()}
}

// definePrompt completes a prompt with arguments, the fields of In, all of them
// text. The struct tags are those of a tool's input, and complete, which names
// what the values are completed with.
func definePrompt[In any](p Prompt, write func(In) (string, error)) Prompt {
	p.in = reflect.TypeFor[In]()
	p.text = func(raw json.RawMessage) (string, error) {
		var in In
		if err := bind(raw, &in); err != nil {
			return "", err
		}
		return write(in)
	}
	return p
}

// Arguments lists the prompt's arguments.
func (p Prompt) Arguments() []Argument { return argumentsOf(p.in) }

// Text is what the prompt says to a model, given its arguments.
func (p Prompt) Text(arguments map[string]string) (string, error) {
	raw, err := json.Marshal(arguments)
	if err != nil {
		return "", fmt.Errorf("prompt %s: %w", p.Name, err)
	}
	return p.text(raw)
}

// RegisterPrompts adds prompts to an MCP server. They need no session: what they
// say is the same for everyone.
func RegisterPrompts(s *server.MCPServer, list []Prompt) {
	for _, p := range list {
		s.AddPrompt(p.declaration(), func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			text, err := p.Text(req.Params.Arguments)
			if err != nil {
				return nil, err
			}
			return mcp.NewGetPromptResult(p.Description, []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text))}), nil
		})
	}
}

func (p Prompt) declaration() mcp.Prompt {
	d := mcp.Prompt{Name: p.Name, Title: p.Title, Description: p.Description}
	for _, a := range p.Arguments() {
		d.Arguments = append(d.Arguments, mcp.PromptArgument{Name: a.Name, Description: a.Description, Required: a.Required})
	}
	return d
}

// The sentences that several prompts share.
const (
	neverGuess = "Never guess issues or times, and never log the time that you or another program ran: log only what I name."
	askFirst   = "Show me the list with its total, and wait for my yes before you write anything."
	tellAfter  = "Then tell me entry by entry what was created and what failed, with the reasons. Send again only what failed, and when an outcome is unknown, look with retrieveWorklogs first."
)

// steps numbers what is to be done, leaving out what is empty.
func steps(list ...string) string {
	var b strings.Builder
	n := 0
	for _, step := range list {
		if step == "" {
			continue
		}
		n++
		fmt.Fprintf(&b, "\n%d. %s", n, step)
	}
	return b.String()
}

// dayWord checks a date or a word for one; which day it is, only the person's
// time zone tells.
func dayWord(name, text, otherwise string) (string, error) {
	if text = strings.ToLower(strings.TrimSpace(text)); text == "" {
		return otherwise, nil
	}
	if _, err := anyCalendar().Day(text); err != nil {
		return "", argument(name, err)
	}
	return text, nil
}

// anyCalendar reads words for days where it does not matter which days they are.
func anyCalendar() worklog.Calendar {
	return worklog.Calendar{Today: worklog.NewDay(2026, time.January, 1), WeekStart: time.Monday}
}

// issueWord checks an issue key.
func issueWord(key string) (string, error) {
	key = strings.ToUpper(strings.TrimSpace(key))
	if key != "" && !jira.ValidKey(key) {
		return "", problem("issueKey %q is not a Jira issue key such as ABC-123.", key)
	}
	return key, nil
}

// quoteText sets a text of the person apart from what is asked.
func quoteText(s string) string {
	return "\n\n> " + strings.ReplaceAll(strings.TrimSpace(cleanText(s)), "\n", "\n> ") + "\n"
}
