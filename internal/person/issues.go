package person

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// namesLimit is how long an answer waits for the names of issues. Clients give up
// after a minute, and ids are better than nothing.
const namesLimit = 20 * time.Second

// Issues returns what Jira tells of issues, by their ids. Those that it does not
// show are not in the map; an error leaves the others usable.
func (p *Person) Issues(ctx context.Context, ids []int64) (map[int64]jira.Issue, error) {
	ctx, cancel := context.WithTimeout(ctx, namesLimit)
	defer cancel()
	issues := make(map[int64]jira.Issue, len(ids))
	var ask []string
	for _, id := range ids {
		if issue, ok := p.issues.get(id); ok {
			issues[id] = issue
			continue
		}
		ask = append(ask, strconv.FormatInt(id, 10))
	}
	if len(ask) == 0 {
		return issues, nil
	}
	found, _, err := p.Jira.Issues(ctx, ask)
	for _, issue := range found {
		p.issues.put(issue.ID, issue)
		issues[issue.ID] = issue
	}
	return issues, err
}

// Known returns what is remembered of issues, by their ids. It asks nobody.
func (p *Person) Known(ids []int64) map[int64]jira.Issue {
	known := map[int64]jira.Issue{}
	for _, id := range ids {
		if issue, ok := p.issues.get(id); ok {
			known[id] = issue
		}
	}
	return known
}

// IssuesNow looks issues up anew, by their keys. Those that Jira does not show are
// not in the map. It is for writing: time on a moved issue or a changed account
// would be time in the wrong place.
func (p *Person) IssuesNow(ctx context.Context, keys []string) (map[string]jira.Issue, error) {
	found, _, err := p.Jira.Issues(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("look up issues: %w", err)
	}
	for _, issue := range found {
		p.issues.put(issue.ID, issue)
	}
	return found, nil
}
