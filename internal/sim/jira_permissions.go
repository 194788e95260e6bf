package sim

import (
	"net/http"
	"slices"
)

var permissionRoutes = []route{on(http.MethodPost, "permissions/check", (*Sim).checkPermissions)}

// Jira's permissions to log time, which [Issue.Denied] takes away.
const (
	WorkOnIssues      = "WORK_ON_ISSUES"
	EditOwnWorklogs   = "EDIT_OWN_WORKLOGS"
	DeleteOwnWorklogs = "DELETE_OWN_WORKLOGS"
)

// knownPermissions are those that may be asked for. All but those to log time are
// everybody's.
var knownPermissions = []string{
	WorkOnIssues, EditOwnWorklogs, DeleteOwnWorklogs, "EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS",
	"BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_ISSUES",
}

const maxChecked = 1000

type permissionQuestion struct {
	Permissions []string `json:"permissions"`
	Issues      []int64  `json:"issues"`
	Projects    []int64  `json:"projects"`
}

// checkPermissions answers which of some issues and projects grant which
// permissions. It ignores ids that mean nothing to the caller.
func (s *Sim) checkPermissions(c *call) answer {
	var in struct {
		AccountID string               `json:"accountId"`
		Global    []string             `json:"globalPermissions"`
		Project   []permissionQuestion `json:"projectPermissions"`
	}
	if err := decode(c.body, &in); err != nil {
		return jiraFailure(http.StatusBadRequest, "Invalid request payload. Refer to the REST API documentation and try again.")
	}
	if in.AccountID != "" && in.AccountID != c.caller {
		return jiraFailure(http.StatusForbidden, "Only Jira administrators can perform this operation.")
	}
	granted := []object{}
	for _, q := range in.Project {
		if refusal := q.check(); refusal != nil {
			return *refusal
		}
		for _, permission := range q.Permissions {
			if permission != "" {
				granted = append(granted, s.grants(c, permission, q))
			}
		}
	}
	return ok(object{"globalPermissions": []string{}, "projectPermissions": granted})
}

// check refuses questions that Jira refuses.
func (q permissionQuestion) check() *answer {
	refuse := func(a answer) *answer { return &a }
	if len(q.Permissions) == 0 {
		return refuse(jiraFailure(http.StatusBadRequest, "At least one project permission has to be provided"))
	}
	if len(q.Issues) > maxChecked || len(q.Projects) > maxChecked {
		return refuse(jiraFailure(http.StatusBadRequest, "At most 1000 projects and 1000 issues can be checked"))
	}
	unknown := object{}
	for _, permission := range q.Permissions {
		if permission != "" && !slices.Contains(knownPermissions, permission) {
			unknown[permission] = "Unrecognized permission"
		}
	}
	if len(unknown) > 0 {
		return refuse(jsonAnswer(http.StatusBadRequest, object{"errorMessages": []string{}, "errors": unknown}))
	}
	return nil
}

func (s *Sim) grants(c *call, permission string, q permissionQuestion) object {
	issues, projects := []int64{}, []int64{}
	for _, id := range q.Issues {
		if i := s.site.issueByID(c.caller, id); i != nil && i.grants(permission) && !slices.Contains(issues, id) {
			issues = append(issues, id)
		}
	}
	for _, id := range q.Projects {
		if s.hasProject(id) && !slices.Contains(projects, id) {
			projects = append(projects, id)
		}
	}
	return object{"permission": permission, "issues": issues, "projects": projects}
}

// grants reports whether an issue gives a permission to those who see it.
func (i *Issue) grants(permission string) bool { return !slices.Contains(i.Denied, permission) }

// checkGrant checks whether the issue of a worklog lets the write happen. An issue
// that is gone has nothing against it.
func (s *Sim) checkGrant(d *draft, issueID int64, permission string) {
	if i, known := s.site.issues[issueID]; known && !i.grants(permission) {
		d.forbid("You do not have the permission " + permission + " on issue " + i.Key)
	}
}
