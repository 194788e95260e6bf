package tools

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// Completions proposes values for the arguments of prompts and for the periods of
// resources. A client asks at every key stroke: what cannot be had is nothing, and
// not an error.
type Completions struct {
	Prompts   []Prompt
	Resources []Resource
	Resolve   Resolve
	Logger    *slog.Logger
}

// completionLimit is how long a proposal is waited for; longestBegun is more than
// anybody types of a key or a summary.
const (
	completionLimit = 5 * time.Second
	longestBegun    = 255
)

// CompletePromptArgument implements mcp-go's PromptCompletionProvider.
func (c Completions) CompletePromptArgument(ctx context.Context, prompt string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	i := slices.IndexFunc(c.Prompts, func(p Prompt) bool { return p.Name == prompt })
	if i < 0 {
		return nil, problem("there is no prompt %q.", brief(prompt))
	}
	for f := range fields(c.Prompts[i].in) {
		if f.name == argument.Name {
			return c.propose(ctx, f, argument.Value), nil
		}
	}
	return nil, problem("%s has no argument %q.", prompt, brief(argument.Name))
}

// CompleteResourceArgument implements mcp-go's ResourceCompletionProvider.
func (c Completions) CompleteResourceArgument(_ context.Context, uri string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	if !slices.ContainsFunc(c.Resources, func(r Resource) bool { return r.URI == uri && r.HasPeriod() }) {
		return nil, problem("there is no resource template %q.", brief(uri))
	}
	if "{"+argument.Name+"}" != periodVariable {
		return nil, problem("%s has no argument %q.", uri, brief(argument.Name))
	}
	return proposed(beginning(worklog.Periods(), argument.Value)), nil
}

// propose completes an argument with what its tag complete names.
func (c Completions) propose(ctx context.Context, f field, begun string) *mcp.Completion {
	switch f.Tag.Get("complete") {
	case "period":
		return proposed(beginning(strings.Split(f.Tag.Get("enum"), ","), begun))
	case "day":
		return proposed(beginning(worklog.DayWords(), begun))
	case "issue":
		return proposed(c.issues(ctx, begun))
	default:
		return proposed(nil)
	}
}

// issues lists the keys of issues that Jira suggests.
func (c Completions) issues(ctx context.Context, begun string) []string {
	if len(begun) > longestBegun {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, completionLimit)
	defer cancel()
	s, err := c.Resolve(ctx)
	if err != nil {
		return nil // the person hears of it with the first call
	}
	var found []jira.Issue
	if _, err = s.Me(ctx); err == nil { // which proves the credential: to strangers Jira suggests what is public
		found, err = s.jira.SuggestIssues(ctx, strings.TrimSpace(begun))
	}
	if err != nil && ctx.Err() == nil {
		c.Logger.Warn("no issues to complete a key with", slog.Any("error", err))
	}
	keys := make([]string, len(found))
	for i, issue := range found {
		keys[i] = clean(issue.Key)
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

func proposed(values []string) *mcp.Completion {
	c := &mcp.Completion{Values: values, Total: len(values)}
	if len(values) > mostProposed {
		c.Values, c.HasMore = values[:mostProposed], true
	}
	return c
}
