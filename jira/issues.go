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
	var wire wireIssue
	query := url.Values{"fields": {strings.Join(c.fields(), ",")}}
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
// and then nothing is sent
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post).
func (c *Client) Issues(ctx context.Context, idsOrKeys []string) (found map[string]Issue, missing []string, err error) {
	for _, asked := range idsOrKeys {
		if err := checkKey(asked); err != nil {
			return nil, nil, err
		}
	}
	found = map[string]Issue{}
	if len(idsOrKeys) == 0 {
		return found, nil, nil
	}
	got, err := c.fetch(ctx, distinct(idsOrKeys))
	if err != nil {
		return nil, nil, fmt.Errorf("read issues: %w", err)
	}
	if err := c.fetchRest(ctx, got); err != nil {
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

// batch is what is known about the issues asked for, under their canonical
// keys and ids.
type batch struct {
	asked     []string
	issues    map[string]Issue
	failed    []string // Jira could not answer for these now
	unclaimed bool     // Jira spoke of issues by names that nobody asked for, such as those of moved ones
}

// fetch asks for the issues a chunk at a time, the chunks side by side.
func (c *Client) fetch(ctx context.Context, asked []string) (*batch, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	got := &batch{asked: asked, issues: make(map[string]Issue, len(asked))}
	var mu sync.Mutex
	var group sync.WaitGroup
	for chunk := range slices.Chunk(asked, bulkSize) {
		group.Go(func() {
			answer, err := c.bulkFetch(ctx, chunk)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				err = got.add(answer, c.accountField)
			}
			if err != nil {
				cancel(err) // the first error counts, and ends the others
			}
		})
	}
	group.Wait()
	return got, context.Cause(ctx)
}

// bulkAnswer is what bulkfetch answers.
type bulkAnswer struct {
	asked       map[string]struct{}
	Issues      []wireIssue `json:"issues"`
	IssueErrors []struct {
		ID string `json:"id"`
	} `json:"issueErrors"`
}

func (c *Client) bulkFetch(ctx context.Context, chunk []string) (bulkAnswer, error) {
	body := struct {
		IssueIDsOrKeys []string `json:"issueIdsOrKeys"`
		Fields         []string `json:"fields"`
	}{chunk, c.fields()}
	answer := bulkAnswer{asked: make(map[string]struct{}, len(chunk))}
	for _, asked := range chunk {
		answer.asked[asked] = struct{}{}
	}
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Search(ctx, "/rest/api/3/issue/bulkfetch", nil, body, &answer)
	})
	return answer, err
}

// add files the issues of an answer under the names they were asked for with.
func (b *batch) add(answer bulkAnswer, accountField string) error {
	for _, wire := range answer.Issues {
		issue, err := wire.issue(accountField)
		if err != nil {
			return err
		}
		claimed := false
		for _, name := range []string{wire.ID, canonical(wire.Key)} {
			if _, ok := answer.asked[name]; ok {
				b.issues[name], claimed = issue, true
			}
		}
		b.unclaimed = b.unclaimed || !claimed
	}
	for _, failure := range answer.IssueErrors {
		if name := canonical(failure.ID); slices.Contains(b.asked, name) {
			b.failed = append(b.failed, name)
		} else {
			b.unclaimed = true // asked for by its key
		}
	}
	return nil
}

// open lists what has to be asked for singly: what Jira could not answer for,
// and keys that may have come under another name because the issue was moved.
// An id does not change, so one that did not come is missing.
func (b *batch) open() []string {
	var keys []string
	for _, name := range b.asked {
		if _, ok := b.issues[name]; !ok && !isID(name) && !slices.Contains(b.failed, name) {
			keys = append(keys, name)
		}
	}
	if len(keys) > fewKeys && !b.unclaimed {
		keys = nil
	}
	return append(keys, b.failed...)
}

// fetchRest asks singly for what is still open.
func (c *Client) fetchRest(ctx context.Context, got *batch) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, name := range got.open() {
		group.Go(func() {
			issue, err := c.Issue(ctx, name)
			failure, ok := errors.AsType[*rest.Error](err)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				got.issues[name] = issue
			case ok && failure.Status == http.StatusNotFound:
			default:
				cancel(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}
