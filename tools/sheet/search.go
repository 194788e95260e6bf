package sheet

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// projectKey is what a Jira project key looks like.
var projectKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// filter says which worklogs a call is about. Empty means all.
type filter struct {
	issueKey   string
	projectKey string
}

// newFilter reads the arguments of a filter; projectArgument is what the tool
// calls the project's.
func newFilter(issue, projectArgument, project string) (filter, error) {
	f := filter{strings.ToUpper(strings.TrimSpace(issue)), strings.ToUpper(strings.TrimSpace(project))}
	switch {
	case f.issueKey != "" && !jira.ValidKey(f.issueKey):
		return f, say.Problem("issueKey %q is not a Jira issue key such as ABC-123.", issue)
	case f.projectKey != "" && !projectKey.MatchString(f.projectKey):
		return f, say.Problem("%s %q is not a Jira project key such as ABC.", projectArgument, project)
	}
	return f, nil
}

// result is what a search found: worklogs by day, start and id, with the issues
// that Jira shows.
type result struct {
	me       string
	worklogs []tempo.Worklog
	issues   map[int64]jira.Issue
	notes    []string
}

// search reads the person's worklogs of some days, and the issues they are on.
func search(ctx context.Context, c *kit.Caller, days worklog.Range, only filter) (result, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return result{}, err
	}
	found := result{me: me.AccountID}
	fits, err := onIssue(ctx, c, only.issueKey)
	if err != nil {
		return result{}, err
	}
	ids := map[int64]struct{}{}
	for w, err := range c.Tempo.Worklogs(ctx, me.AccountID, days.From.String(), days.To.String()) {
		if err != nil {
			return result{}, err
		}
		if !fits(w) {
			continue
		}
		found.worklogs = append(found.worklogs, w)
		ids[w.Issue.Number()] = struct{}{}
	}
	found.issues, err = c.Issues(ctx, slices.Collect(maps.Keys(ids)))
	if err := tolerate(ctx, c, &found, only, err); err != nil {
		return result{}, err
	}
	found.keep(only)
	slices.SortStableFunc(found.worklogs, func(a, b tempo.Worklog) int { return cursorAfter(a).compare(cursorAfter(b)) })
	return found, nil
}

// onIssue tells the worklogs of the issue with the given key. The key of an
// issue can change; its id does not.
func onIssue(ctx context.Context, c *kit.Caller, key string) (func(tempo.Worklog) bool, error) {
	if key == "" {
		return func(tempo.Worklog) bool { return true }, nil
	}
	found, _, err := c.Jira.Issues(ctx, []string{key})
	if err != nil {
		return nil, fmt.Errorf("look up issue %s: %w", key, err)
	}
	issue, ok := found[key]
	if !ok {
		return nil, &change.HiddenIssueError{Key: key}
	}
	return func(w tempo.Worklog) bool { return w.Issue.Number() == issue.ID }, nil
}

// tolerate turns a failure of Jira to name issues into a note, unless the answer
// depends on the names.
func tolerate(ctx context.Context, c *kit.Caller, found *result, only filter, err error) error {
	if err == nil {
		return nil
	}
	if only.projectKey != "" || ctx.Err() != nil {
		return fmt.Errorf("look up issues: %w", err)
	}
	found.notes = append(found.notes, unnamed(c, err))
	return nil
}

// keep leaves out worklogs on issues of other projects, and says how many of
// them Jira does not show.
func (r *result) keep(only filter) {
	if only.projectKey == "" {
		return
	}
	hidden := 0
	r.worklogs = slices.DeleteFunc(r.worklogs, func(w tempo.Worklog) bool {
		issue, ok := r.issues[w.Issue.Number()]
		if !ok {
			hidden++
		}
		return projectOf(issue.Key) != only.projectKey
	})
	if note := hiddenNote(hidden); note != "" {
		r.notes = append(r.notes, note)
	}
}

// hiddenNote says that a filter by project has left out worklogs whose project
// nobody knows.
func hiddenNote(worklogs int) string {
	if worklogs == 0 {
		return ""
	}
	return fmt.Sprintf("Left out: %s on issues that Jira does not show, because their project is not known.", say.Count(worklogs, "worklog"))
}

// projectOf returns the project in an issue's key, or nothing.
func projectOf(issueKey string) string {
	at := strings.LastIndexByte(issueKey, '-')
	if at < 0 {
		return ""
	}
	return issueKey[:at]
}

// unnamed says why issues are called by their ids.
func unnamed(c *kit.Caller, err error) string {
	if !failed(err) && errors.Is(err, context.DeadlineExceeded) {
		return "Jira did not name the issues in time, so they are called by their ids."
	}
	return "Jira could not name the issues: " + c.Explain(err)
}

// failed reports whether a service has failed, and not only the time run out.
func failed(err error) bool {
	_, ok := errors.AsType[*jira.Error](err)
	return ok
}
