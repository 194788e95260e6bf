package jira

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// User returns somebody's profile by their account id
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/).
func (c *Client) User(ctx context.Context, accountID string) (User, error) {
	var user User
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, "/rest/api/3/user", url.Values{"accountId": {accountID}}, &user)
	})
	if err != nil {
		return User{}, fmt.Errorf("read Jira user: %w", err)
	}
	user.DisplayName = rest.Line(user.DisplayName)
	return user, nil
}
