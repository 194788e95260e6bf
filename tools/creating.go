package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// creation is what became of some drafts, place by place.
type creation struct {
	me      string
	results []tempo.Created
	issues  []jira.Issue
	before  *tempo.Snapshot // nil when it could not be read
}

// hiddenIssueError says that Jira does not show an issue.
type hiddenIssueError struct{ key string }

func (e *hiddenIssueError) Error() string { return "jira does not show issue " + e.key }

// create logs drafts. Its error means that nothing was sent to Tempo; what became
// of each draft is in the results.
func (s *Session) create(ctx context.Context, drafts []draft) (creation, error) {
	me, err := s.Me(ctx)
	if err != nil {
		return creation{}, err
	}
	seen, err := s.lookAround(ctx, me.AccountID, drafts)
	if err != nil {
		return creation{}, err
	}
	made := creation{
		me: me.AccountID, results: make([]tempo.Created, len(drafts)), issues: make([]jira.Issue, len(drafts)), before: seen.before,
	}
	var ready []tempo.NewWorklog
	var places []int
	for i, d := range drafts {
		w, issue, err := s.finish(ctx, d, seen)
		if err != nil {
			made.results[i].Err = err
			continue
		}
		w.AuthorAccountID = me.AccountID
		made.issues[i] = issue
		ready, places = append(ready, w), append(places, i)
	}
	for i, result := range s.tempo.CreateWorklogs(ctx, ready, made.before) {
		made.results[places[i]] = result
	}
	return made, nil
}

// surroundings are what has to be known before drafts are logged.
type surroundings struct {
	issues     map[string]jira.Issue
	before     *tempo.Snapshot
	attributes []tempo.WorkAttribute
}

// lookAround asks both services at the same time.
func (s *Session) lookAround(ctx context.Context, me string, drafts []draft) (surroundings, error) {
	var seen surroundings
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		seen.issues, err = s.issuesByKey(gctx, drafts)
		return err
	})
	g.Go(func() error {
		// Without it, writing is still possible; only a lost answer is harder to settle.
		seen.before, _ = s.snapshot(gctx, me, drafts)
		return nil
	})
	g.Go(func() error {
		seen.attributes = s.attributesFor(gctx, drafts)
		return nil
	})
	if err := g.Wait(); err != nil {
		return seen, err
	}
	return seen, ctx.Err()
}

// finish makes a worklog out of a draft and what is known of its issue.
func (s *Session) finish(ctx context.Context, d draft, seen surroundings) (tempo.NewWorklog, jira.Issue, error) {
	issue, ok := seen.issues[d.issueKey]
	if !ok {
		return tempo.NewWorklog{}, issue, &hiddenIssueError{d.issueKey}
	}
	w := d.worklog
	w.IssueID = issue.ID
	var err error
	w.Attributes, err = s.complete(ctx, w.Attributes, issue, seen.attributes)
	return w, issue, err
}

// issuesByKey looks the drafts' issues up anew, because time on a moved issue or
// a changed account is time in the wrong place.
func (s *Session) issuesByKey(ctx context.Context, drafts []draft) (map[string]jira.Issue, error) {
	var keys []string
	for _, d := range drafts {
		if !slices.Contains(keys, d.issueKey) {
			keys = append(keys, d.issueKey)
		}
	}
	found, _, err := s.jira.Issues(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("look up issues: %w", err)
	}
	for _, issue := range found {
		s.issues.put(issue.ID, issue)
	}
	return found, nil
}

func (s *Session) snapshot(ctx context.Context, me string, drafts []draft) (*tempo.Snapshot, error) {
	entries := make([]tempo.NewWorklog, len(drafts))
	for i, d := range drafts {
		entries[i] = d.worklog
	}
	return s.tempo.Snapshot(ctx, me, entries)
}

// complete adds the account of the issue, unless the caller names one, and
// replaces names of attributes and labels of list entries by what Tempo stores.
func (s *Session) complete(ctx context.Context, values []tempo.AttributeValue, issue jira.Issue, known []tempo.WorkAttribute) ([]tempo.AttributeValue, error) {
	values = stored(values, known)
	if issue.AccountID == 0 || accountOf(values) != "" {
		return values, nil
	}
	account, err := lookUp(ctx, s, s.accounts, issue.AccountID, func(ctx context.Context) (tempo.Account, error) {
		return s.tempo.Account(ctx, issue.AccountID)
	})
	if err != nil {
		return nil, &accountError{issue.Key, err}
	}
	return append(slices.Clone(values), tempo.AttributeValue{Key: accountAttribute, Value: account.Key}), nil
}

// accountError says that the account of an issue could not be looked up.
type accountError struct {
	issueKey string
	cause    error
}

func (e *accountError) Error() string {
	return fmt.Sprintf("account of %s: %v", e.issueKey, e.cause)
}

func (e *accountError) Unwrap() error { return e.cause }

// asTempo returns the service's error in err, or nil.
func asTempo(err error) *tempo.Error {
	e, _ := errors.AsType[*tempo.Error](err)
	return e
}
