package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"tempo-mcp-server/jira"
	"tempo-mcp-server/tempo"
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
	made := creation{me: me.AccountID, results: make([]tempo.Created, len(drafts)), issues: make([]jira.Issue, len(drafts))}
	var found map[string]jira.Issue
	var known []tempo.WorkAttribute
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		found, err = s.issuesByKey(gctx, drafts)
		return err
	})
	g.Go(func() error {
		// Without it, writing is still possible; only a lost answer is harder to settle.
		made.before, _ = s.snapshot(gctx, me.AccountID, drafts) // see above
		return nil
	})
	g.Go(func() error {
		known = s.attributesFor(gctx, drafts)
		return nil
	})
	if err := g.Wait(); err != nil {
		return creation{}, err
	}
	if err := ctx.Err(); err != nil {
		return creation{}, err
	}

	var ready []tempo.NewWorklog
	var places []int
	for i, d := range drafts {
		issue, ok := found[d.issueKey]
		if !ok {
			made.results[i].Err = &hiddenIssueError{d.issueKey}
			continue
		}
		made.issues[i] = issue
		w := d.worklog
		w.IssueID, w.AuthorAccountID = issue.ID, me.AccountID
		if w.Attributes, err = s.complete(ctx, w.Attributes, issue, known); err != nil {
			made.results[i].Err = err
			continue
		}
		ready, places = append(ready, w), append(places, i)
	}
	for i, result := range s.tempo.CreateWorklogs(ctx, ready, made.before) {
		made.results[places[i]] = result
	}
	return made, nil
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
	from, to := drafts[0].worklog.StartDate, drafts[0].worklog.StartDate
	for _, d := range drafts {
		from, to = min(from, d.worklog.StartDate), max(to, d.worklog.StartDate)
	}
	return s.tempo.Snapshot(ctx, me, from, to)
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
