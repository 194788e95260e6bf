package tempo

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Narrow says which worklogs a list is to hold. What is empty does not narrow it.
type Narrow struct {
	From, To     string    // days, both included: 2026-03-01
	UpdatedSince time.Time // to the second
}

func (n Narrow) query() url.Values {
	query := url.Values{}
	for name, day := range map[string]string{"from": n.From, "to": n.To} {
		if day != "" {
			query.Set(name, day)
		}
	}
	if !n.UpdatedSince.IsZero() {
		query.Set("updatedFrom", n.UpdatedSince.UTC().Format("2006-01-02T15:04:05Z"))
	}
	return query
}

// keeps reports whether a worklog is in the list. Tempo does not say that it heeds
// the time of an update beside other filters.
func (n Narrow) keeps(w Worklog) bool {
	updated, err := time.Parse(time.RFC3339, w.UpdatedAt)
	return n.UpdatedSince.IsZero() || err != nil || !updated.Before(n.UpdatedSince)
}

// WorklogsOf lists a person's worklogs by start time. The list is read while it is
// ranged over, a page at a time; after an error it ends.
func (c *Client) WorklogsOf(ctx context.Context, accountID string, n Narrow) iter.Seq2[Worklog, error] {
	return c.listWorklogs(ctx, rest.Path("worklogs", "user", accountID), n)
}

// WorklogsOn lists the worklogs on an issue, by its Jira id, of everybody whose
// worklogs the owner of the token may see.
func (c *Client) WorklogsOn(ctx context.Context, issueID int64, n Narrow) iter.Seq2[Worklog, error] {
	return c.listWorklogs(ctx, rest.Path("worklogs", "issue", strconv.FormatInt(issueID, 10)), n)
}

func (c *Client) listWorklogs(ctx context.Context, path string, n Narrow) iter.Seq2[Worklog, error] {
	list := all(ctx, c, path, n.query(), func(w Worklog) int64 { return w.ID })
	return func(yield func(Worklog, error) bool) {
		for w, err := range list {
			if err != nil {
				yield(Worklog{}, fmt.Errorf("list worklogs: %w", err))
				return
			}
			if n.keeps(w) && !yield(w, nil) {
				return
			}
		}
	}
}
