package mcp

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// completions proposes values for the arguments of prompts and for the periods of
// resources. A client asks at every key stroke: what cannot be had is nothing, and
// not an error.
type completions struct {
	prompts   []kit.Prompt
	resources []kit.Resource
	env       kit.Env
}

// completionLimit is how long a proposal is waited for.
const completionLimit = 5 * time.Second

// CompletePromptArgument implements mcp-go's PromptCompletionProvider.
func (c completions) CompletePromptArgument(ctx context.Context, prompt string, argument mcpgo.CompleteArgument, _ mcpgo.CompleteContext) (*mcpgo.Completion, error) {
	i := slices.IndexFunc(c.prompts, func(p kit.Prompt) bool { return p.Name == prompt })
	if i < 0 {
		return nil, say.Problem("there is no prompt %q.", say.Brief(prompt))
	}
	for _, a := range c.prompts[i].Arguments() {
		if a.Name == argument.Name {
			return c.propose(ctx, a, argument.Value), nil
		}
	}
	return nil, say.Problem("%s has no argument %q.", prompt, say.Brief(argument.Name))
}

// CompleteResourceArgument implements mcp-go's ResourceCompletionProvider.
func (c completions) CompleteResourceArgument(_ context.Context, uri string, argument mcpgo.CompleteArgument, _ mcpgo.CompleteContext) (*mcpgo.Completion, error) {
	if !slices.ContainsFunc(c.resources, func(r kit.Resource) bool { return r.URI == uri && r.HasPeriod() }) {
		return nil, say.Problem("there is no resource template %q.", say.Brief(uri))
	}
	if "{"+argument.Name+"}" != kit.PeriodVariable {
		return nil, say.Problem("%s has no argument %q.", uri, say.Brief(argument.Name))
	}
	return proposed(beginning(worklog.Periods(), argument.Value)), nil
}

// propose completes an argument with what its tag complete names.
func (c completions) propose(ctx context.Context, a kit.Argument, begun string) *mcpgo.Completion {
	switch a.Complete {
	case "period", "day":
		return proposed(beginning(a.Words(), begun))
	case "issue":
		return proposed(c.issues(ctx, begun))
	default:
		return proposed(nil)
	}
}

// issues lists the keys of issues that Jira suggests.
func (c completions) issues(ctx context.Context, begun string) []string {
	ctx, cancel := context.WithTimeout(ctx, completionLimit)
	defer cancel()
	p, err := c.env.Resolve(ctx)
	if err != nil {
		return nil // the person hears of it with the first call
	}
	var keys []string
	err = safe.Do(func() error {
		found, err := p.SuggestIssues(ctx, begun)
		for _, issue := range found {
			keys = append(keys, say.Line(issue.Key))
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		c.env.Log.Warn("no issues to complete a key with", slog.Any("error", err))
	}
	return keys
}

// beginning keeps the words that begin with what was typed, in any case.
func beginning(words []string, begun string) []string {
	begun = strings.ToLower(strings.TrimSpace(begun))
	return slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(strings.ToLower(w), begun) })
}

// mostProposed is how many values the protocol allows.
const mostProposed = 100

func proposed(values []string) *mcpgo.Completion {
	c := &mcpgo.Completion{Values: append([]string{}, values...), Total: len(values)}
	if len(values) > mostProposed {
		c.Values, c.HasMore = values[:mostProposed], true
	}
	return c
}
