package jira

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

const (
	// bulkSize is how many issues bulkfetch takes at once.
	bulkSize = 100
	// fewKeys is how many unexplained keys are always asked for singly.
	fewKeys = 5
)

// Issue returns one issue by its key or id. A key that the issue had before it
// was moved works too
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/).
func (c *Client) Issue(ctx context.Context, idOrKey string) (Issue, error) {
	if err := checkKey(idOrKey); err != nil {
		return Issue{}, err
	}
	return c.issue(ctx, idOrKey, c.fields())
}

// issue reads one issue, with some fields.
func (c *Client) issue(ctx context.Context, idOrKey string, fields []string) (Issue, error) {
	var wire wireIssue
	query := url.Values{"fields": {strings.Join(fields, ",")}}
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, rest.Path("rest", "api", "3", "issue", idOrKey), query, &wire)
	})
	if err != nil {
		return Issue{}, fmt.Errorf("read issue %s: %w", idOrKey, err)
	}
	return wire.issue(c.accountField)
}

// fields lists the fields that an [Issue] is made from.
func (c *Client) fields() []string {
	if c.accountField == "" {
		return []string{"summary"}
	}
	return []string{"summary", c.accountField}
}

// Issues returns the issues with the given keys or ids, each under the text it
// was asked for with, and lists those that do not exist or are hidden from the
// user, in the order asked. An invalid key is an error that wraps [ErrKey],
// and then nothing is sent; when ctx ends, that alone is the error
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post).
func (c *Client) Issues(ctx context.Context, idsOrKeys []string) (found map[string]Issue, missing []string, err error) {
	return c.issues(ctx, idsOrKeys, c.fields())
}

// issues is [Client.Issues] with the fields to be asked for.
func (c *Client) issues(ctx context.Context, idsOrKeys, fields []string) (found map[string]Issue, missing []string, err error) {
	for _, asked := range idsOrKeys {
		if err := checkKey(asked); err != nil {
			return nil, nil, err
		}
	}
	found = map[string]Issue{}
	if len(idsOrKeys) == 0 {
		return found, nil, nil
	}
	got := &lookup{asked: distinct(idsOrKeys), fields: fields, issues: make(map[string]Issue, len(idsOrKeys))}
	if err := c.complete(ctx, got); err != nil {
		if errors.Is(err, ctx.Err()) {
			err = context.Cause(ctx) // the caller has ended it, not Jira
		}
		return nil, nil, fmt.Errorf("read issues: %w", err)
	}
	for _, asked := range idsOrKeys {
		if issue, ok := got.issues[canonical(asked)]; ok {
			found[asked] = issue
		} else if !slices.Contains(missing, asked) {
			missing = append(missing, asked)
		}
	}
	return found, missing, nil
}

// canonical is the form in which keys and ids are compared.
func canonical(idOrKey string) string {
	if isID(idOrKey) {
		if short := strings.TrimLeft(idOrKey, "0"); short != "" {
			return short
		}
	}
	return strings.ToUpper(idOrKey)
}

// distinct returns the canonical forms of what is asked for, each once.
func distinct(idsOrKeys []string) []string {
	set := make(map[string]struct{}, len(idsOrKeys))
	for _, asked := range idsOrKeys {
		set[canonical(asked)] = struct{}{}
	}
	return slices.Sorted(maps.Keys(set))
}

// lookup is what is known about the issues of one call, under their canonical keys
// and ids. Several goroutines add to it.
type lookup struct {
	asked  []string
	fields []string

	mu     sync.Mutex
	issues map[string]Issue
	failed []string // Jira could not answer for these now
	// strangers says that Jira spoke of issues by names that were not asked for, such
	// as the new keys of moved ones.
	strangers bool
}

// complete asks for the issues in bulk, and then singly for those that Jira could
// not answer for and for keys that may belong to a moved issue.
func (c *Client) complete(ctx context.Context, got *lookup) error {
	if err := c.fetchInBulk(ctx, got, got.asked); err != nil {
		return err
	}
	keys := got.unexplained()
	if len(keys) > fewKeys && !got.strangers && len(got.issues) > 0 {
		// One of the issues that came by its new key or its id may be what an old key
		// means, too. Without the others asked for, it would come as a stranger.
		if err := c.fetchInBulk(ctx, got, keys); err != nil {
			return err
		}
		keys = got.unexplained()
	}
	if len(keys) > fewKeys && !got.strangers {
		keys = nil // they are missing
	}
	return c.fetchSingly(ctx, got, slices.Concat(keys, got.failed))
}

// fetchInBulk asks for issues a chunk at a time, the chunks side by side.
func (c *Client) fetchInBulk(ctx context.Context, got *lookup, names []string) error {
	group, ctx := safe.NewGroup(ctx)
	for chunk := range slices.Chunk(names, bulkSize) {
		group.Go(func() error {
			answer, err := c.bulkFetch(ctx, chunk, got.fields)
			if err != nil {
				return err
			}
			return got.add(answer, c.accountField)
		})
	}
	return group.Wait()
}

// bulkAnswer is what bulkfetch answers.
type bulkAnswer struct {
	asked       map[string]struct{}
	Issues      []wireIssue `json:"issues"`
	IssueErrors []struct {
		ID string `json:"id"`
	} `json:"issueErrors"`
}

func (c *Client) bulkFetch(ctx context.Context, chunk, fields []string) (bulkAnswer, error) {
	body := struct {
		IssueIDsOrKeys []string `json:"issueIdsOrKeys"`
		Fields         []string `json:"fields"`
	}{chunk, fields}
	answer := bulkAnswer{asked: make(map[string]struct{}, len(chunk))}
	for _, name := range chunk {
		answer.asked[name] = struct{}{}
	}
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Search(ctx, "/rest/api/3/issue/bulkfetch", nil, body, &answer)
	})
	return answer, err
}

// add files the issues of an answer under the names they were asked for with.
func (l *lookup) add(answer bulkAnswer, accountField string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, wire := range answer.Issues {
		issue, err := wire.issue(accountField)
		if err != nil {
			return err
		}
		stranger := true
		for _, name := range []string{wire.ID, canonical(wire.Key)} {
			if _, ok := answer.asked[name]; ok {
				l.issues[name], stranger = issue, false
			}
		}
		l.strangers = l.strangers || stranger
	}
	for _, failure := range answer.IssueErrors {
		if name := canonical(failure.ID); slices.Contains(l.asked, name) {
			l.failed = append(l.failed, name)
		} else {
			l.strangers = true // asked for by its key
		}
	}
	return nil
}

// unexplained lists the keys that no answer has spoken of: their issues are
// missing, or came under another name because they were moved. An id does not
// change, so one that did not come is missing.
func (l *lookup) unexplained() []string {
	var keys []string
	for _, name := range l.asked {
		if _, ok := l.issues[name]; !ok && !isID(name) && !slices.Contains(l.failed, name) {
			keys = append(keys, name)
		}
	}
	return keys
}

// fetchSingly asks for issues one by one, side by side. Those that do not exist
// are left out.
func (c *Client) fetchSingly(ctx context.Context, got *lookup, names []string) error {
	group, ctx := safe.NewGroup(ctx)
	for _, name := range names {
		group.Go(func() error {
			issue, err := c.issue(ctx, name, got.fields)
			if failure, ok := errors.AsType[*rest.Error](err); ok && failure.Status == http.StatusNotFound {
				return nil
			}
			if err != nil {
				return err
			}
			got.mu.Lock()
			defer got.mu.Unlock()
			got.issues[name] = issue
			return nil
		})
	}
	return group.Wait()
}
