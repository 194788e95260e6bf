package sim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var issueRoutes = []route{
	on(http.MethodGet, "issue/picker", (*Sim).pickIssues,
		"query", "currentJQL", "currentIssueKey", "currentProjectId", "showSubTasks", "showSubTaskParent"),
	on(http.MethodPost, "issue/bulkfetch", (*Sim).bulkFetchIssues),
	on(http.MethodGet, "issue/{}", (*Sim).getIssue,
		"fields", "fieldsByKeys", "expand", "properties", "updateHistory", "failFast"),
}

const maxBulkFetch = 100

// getIssue follows issues that have been moved: the key in the answer can be
// another than the one asked for.
func (s *Sim) getIssue(c *call) answer {
	i := s.site.issue(c.caller, c.args[0])
	if i == nil {
		return jiraFailure(http.StatusNotFound, "Issue does not exist or you do not have permission to see it.")
	}
	return ok(s.shownIssue(c, i, commaList(c.query["fields"]), "*all"))
}

// bulkFetchIssues leaves missing and hidden issues out in silence, and sorts by
// id.
func (s *Sim) bulkFetchIssues(c *call) answer {
	var in struct {
		IDsOrKeys    []string `json:"issueIdsOrKeys"`
		Fields       []string `json:"fields"`
		FieldsByKeys bool     `json:"fieldsByKeys"`
		Expand       []string `json:"expand"`
		Properties   []string `json:"properties"`
	}
	if err := decode(c.body, &in); err != nil {
		return jiraFailure(http.StatusBadRequest, "Invalid request payload. Refer to the REST API documentation and try again.")
	}
	if len(in.IDsOrKeys) == 0 || len(in.IDsOrKeys) > maxBulkFetch {
		return jiraFailure(http.StatusBadRequest, "issueIdsOrKeys must hold 1 to 100 ids or keys")
	}
	var found []*Issue
	for _, idOrKey := range in.IDsOrKeys {
		if i := s.site.issue(c.caller, idOrKey); i != nil && !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	slices.SortFunc(found, func(a, b *Issue) int { return cmp.Compare(a.ID, b.ID) })
	issues := make([]object, len(found))
	for n, i := range found {
		issues[n] = s.shownIssue(c, i, in.Fields, "*navigable")
	}
	return ok(object{"expand": "schema,names", "issues": issues, "issueErrors": []object{}})
}

// shownIssue is how Jira shows an issue with the fields that are asked for.
// When the answer is to hold the id alone, it does. What the time is made of is no
// navigable field, and takes looking through all worklogs.
func (s *Sim) shownIssue(c *call, i *Issue, fields []string, otherwise string) object {
	id := strconv.FormatInt(i.ID, 10)
	o := object{"id": id, "self": c.api() + "/issue/" + id, "key": i.Key, "expand": "renderedFields,names,schema,operations"}
	if len(fields) == 0 {
		fields = []string{otherwise}
	}
	if slices.Equal(fields, []string{"id"}) {
		return object{"id": id}
	}
	shown := object{}
	all := s.issueFields(c, i)
	everything := slices.Contains(fields, "*all") || slices.Contains(fields, "*navigable")
	for name, value := range all {
		if (everything || slices.Contains(fields, name)) && !slices.Contains(fields, "-"+name) {
			shown[name] = value
		}
	}
	wanted := slices.Contains(fields, "*all") || slices.Contains(fields, timeTracking)
	if wanted && !slices.Contains(fields, "-"+timeTracking) {
		shown[timeTracking] = s.timeTracking(i)
	}
	o["fields"] = shown
	return o
}

func (s *Sim) issueFields(c *call, i *Issue) object {
	p := s.site.projectOf(i)
	category, categoryName := statusCategory(i.Status)
	fields := object{
		"summary":   i.Summary,
		"issuetype": object{"name": i.Type, "subtask": false},
		"status":    object{"name": i.Status, "statusCategory": object{"key": category, "name": categoryName}},
		"project":   shownProject(c, p),
		"assignee":  nil, "parent": nil, AccountField: nil,
	}
	if u := s.site.user(i.Assignee); u != nil {
		fields["assignee"] = s.shown(c, u)
	}
	if a := s.site.account(func(a *Account) bool { return a.ID == i.AccountID }); a != nil {
		fields[AccountField] = object{"id": a.ID, "value": a.Name}
	}
	if parent := s.site.issues[s.site.keys[strings.ToUpper(i.Parent)]]; i.Parent != "" && parent != nil {
		fields["parent"] = object{
			"id": strconv.FormatInt(parent.ID, 10), "key": parent.Key, "fields": object{"summary": parent.Summary},
		}
	}
	return fields
}

// statusCategory is the key and the name of the kind of a status.
func statusCategory(status string) (key, name string) {
	switch status {
	case "To Do", "Open", "Backlog":
		return "new", "To Do"
	case "Done", "Closed", "Resolved":
		return "done", "Done"
	default:
		return "indeterminate", "In Progress"
	}
}
