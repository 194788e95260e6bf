package jira

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// everyIssue is a search that all issues fit; a picker without one looks only
// among issues that the user has had to do with.
const everyIssue = "created is not EMPTY ORDER BY updated DESC"

// SuggestIssues returns issues whose key or text fits what somebody has begun to
// type, those first that the user has had to do with. Without a query they are
// the latest ones. Their accounts are not told
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-issue-picker-get).
func (c *Client) SuggestIssues(ctx context.Context, query string) ([]Issue, error) {
	var answer struct {
		Sections []struct {
			Issues []struct {
				ID      int64  `json:"id"`
				Key     string `json:"key"`
				Summary string `json:"summaryText"` // without HTML
			} `json:"issues"`
		} `json:"sections"`
	}
	values := url.Values{"query": {query}, "currentJQL": {everyIssue}, "showSubTasks": {"true"}, "showSubTaskParent": {"true"}}
	err := c.send(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, "/rest/api/3/issue/picker", values, &answer)
	}, false) // Jira suggests what is public to anybody, so success proves no credential
	if err != nil {
		return nil, fmt.Errorf("suggest issues: %w", err)
	}
	var list []Issue
	seen := map[string]bool{}
	for _, section := range answer.Sections {
		for _, i := range section.Issues {
			if !seen[i.Key] && ValidKey(i.Key) {
				seen[i.Key] = true
				list = append(list, Issue{ID: i.ID, Key: i.Key, Summary: rest.Line(i.Summary)})
			}
		}
	}
	return list, nil
}
