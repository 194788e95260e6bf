package jira

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// FindUsers returns the people in whose name or e-mail address a word begins with a
// text, without apps. Jira finds nobody for those who may not browse users
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/#api-rest-api-3-user-search-get).
func (c *Client) FindUsers(ctx context.Context, text string) ([]User, error) {
	var answer []struct {
		User

		Type string `json:"accountType"` // atlassian, app or customer
	}
	query := url.Values{"query": {text}, "maxResults": {"50"}}
	err := c.send(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, "/rest/api/3/user/search", query, &answer)
	}, false) // Jira answers nobody in particular with nobody, so success proves no credential
	if err != nil {
		return nil, fmt.Errorf("search users: %w", err)
	}
	var list []User
	for _, u := range answer {
		if u.Type != "app" {
			u.DisplayName = rest.Line(u.DisplayName)
			list = append(list, u.User)
		}
	}
	return list, nil
}
