package jira

import (
	"context"
	"fmt"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Permissions that logging time needs.
const (
	WorkOnIssues      = "WORK_ON_ISSUES"
	EditOwnWorklogs   = "EDIT_OWN_WORKLOGS"
	DeleteOwnWorklogs = "DELETE_OWN_WORKLOGS"
)

// permissionsSize is how many issues can be checked at once.
const permissionsSize = 1000

// Grants tells for each permission which of the issues asked about grant it to the
// user, by their ids.
type Grants map[string]map[int64]bool

// Allow reports whether an issue grants a permission.
func (g Grants) Allow(permission string, issueID int64) bool { return g[permission][issueID] }

// Permissions asks which issues grant which permissions to the user, with one
// request for a thousand issues. An issue that does not exist or is hidden grants
// none. Jira answers anybody, and may do so with nothing granted where it does not
// know the credential
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-permissions-check-post).
func (c *Client) Permissions(ctx context.Context, issueIDs []int64, permissions ...string) (Grants, error) {
	granted := make(Grants, len(permissions))
	for _, permission := range permissions {
		granted[permission] = map[int64]bool{}
	}
	if len(permissions) == 0 {
		return granted, nil
	}
	ids := slices.Compact(slices.Sorted(slices.Values(issueIDs)))
	for chunk := range slices.Chunk(ids, permissionsSize) {
		if err := c.checkPermissions(ctx, chunk, permissions, granted); err != nil {
			return nil, fmt.Errorf("check permissions: %w", err)
		}
	}
	return granted, nil
}

// permissionsCheck is a question of the permissions on issues.
type permissionsCheck struct {
	Project []permissionsOn `json:"projectPermissions"`
}

type permissionsOn struct {
	Permissions []string `json:"permissions"`
	Issues      []int64  `json:"issues"`
}

// checkPermissions asks about some issues and adds what they grant.
func (c *Client) checkPermissions(ctx context.Context, ids []int64, permissions []string, granted Grants) error {
	unique := slices.Compact(slices.Sorted(slices.Values(permissions)))
	body := permissionsCheck{Project: []permissionsOn{{Permissions: unique, Issues: ids}}}
	var answer struct {
		Project []struct {
			Permission string  `json:"permission"`
			Issues     []int64 `json:"issues"`
		} `json:"projectPermissions"`
	}
	err := c.send(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Search(ctx, "/rest/api/3/permissions/check", nil, body, &answer)
	}, false) // success proves no credential
	if err != nil {
		return err
	}
	for _, grant := range answer.Project {
		for _, id := range grant.Issues {
			if of := granted[grant.Permission]; of != nil {
				of[id] = true
			}
		}
	}
	return nil
}
