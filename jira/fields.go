package jira

import (
	"context"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Field is a field of issues.
type Field struct {
	ID   string `json:"id"` // such as "customfield_10234"
	Name string `json:"name"`
}

// Fields lists the fields of issues that the user may see
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/#api-rest-api-3-field-get).
func (c *Client) Fields(ctx context.Context) ([]Field, error) {
	var list []Field
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, "/rest/api/3/field", nil, &list)
	})
	if err != nil {
		return nil, fmt.Errorf("list fields: %w", err)
	}
	for i := range list {
		list[i].Name = rest.Line(list[i].Name)
	}
	return list, nil
}
