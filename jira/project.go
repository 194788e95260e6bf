package jira

import (
	"context"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Project is a Jira project.
type Project struct {
	Key  string `json:"key"` // the present one, also of a project whose key was changed
	Name string `json:"name"`
}

// Project returns one project by its key. A key that it had before works too; one
// that does not exist or is hidden from the user is an [Error] with the status 404
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-projectidorkey-get).
func (c *Client) Project(ctx context.Context, key string) (Project, error) {
	var p Project
	err := c.send(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, rest.Path("rest", "api", "3", "project", key), nil, &p)
	}, false) // Jira shows what is public to anybody, so success proves no credential
	if err != nil {
		return Project{}, fmt.Errorf("read project %s: %w", key, err)
	}
	p.Name = rest.Line(p.Name)
	return p, nil
}
