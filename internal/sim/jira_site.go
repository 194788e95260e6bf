package sim

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

var fieldRoutes = []route{
	on(http.MethodGet, "serverInfo", (*Sim).serverInfo),
	on(http.MethodGet, "field", (*Sim).listFields),
}

var projectRoutes = []route{
	on(http.MethodGet, "project/search", (*Sim).searchProjects,
		"startAt", "maxResults", "orderBy", "id", "keys", "query", "action", "expand", "status"),
	on(http.MethodGet, "project/{}", (*Sim).getProject, "expand", "properties"),
}

// serverInfo needs no credentials, so it proves nothing about them.
func (s *Sim) serverInfo(c *call) answer {
	return ok(object{
		"baseUrl": c.site.URL, "displayUrl": c.site.URL, "version": "1001.0.0-SNAPSHOT", "versionNumbers": []int{1001, 0, 0},
		"deploymentType": "Cloud", "buildNumber": 100287, "serverTitle": "Jira",
		"serverTime": s.Now().UTC().Format("2006-01-02T15:04:05.000-0700"), "serverTimeZone": "Etc/UTC",
		"buildDate": "2026-10-01T00:00:00.000+0000", "scmInfo": "0000000000000000000000000000000000000000",
	})
}

func (*Sim) listFields(*call) answer {
	system := func(id, name, kind string) object {
		return object{
			"id": id, "key": id, "name": name, "custom": false, "orderable": true, "navigable": true, "searchable": true,
			"clauseNames": []string{id}, "schema": object{"type": kind, "system": id},
		}
	}
	return ok([]object{
		system("summary", "Summary", "string"),
		system("issuetype", "Issue Type", "issuetype"),
		system("status", "Status", "status"),
		system("project", "Project", "project"),
		system("assignee", "Assignee", "user"),
		{
			"id": AccountField, "key": AccountField, "name": "Account", "untranslatedName": "Account", "custom": true,
			"orderable": true, "navigable": true, "searchable": true, "clauseNames": []string{"cf[10234]", "Account"},
			"schema": object{"type": "option2", "custom": "io.tempo.jira:account", "customId": 10234},
		},
	})
}

func (s *Sim) searchProjects(c *call) answer {
	query := strings.ToLower(c.query.Get("query"))
	keys, ids := c.query["keys"], c.query["id"]
	var found []*Project
	for _, p := range slices.SortedFunc(maps.Values(s.site.projects), func(a, b *Project) int { return cmp.Compare(a.Key, b.Key) }) {
		if strings.Contains(strings.ToLower(p.Key+" "+p.Name), query) &&
			(keys == nil || slices.Contains(keys, p.Key)) && (ids == nil || slices.Contains(ids, fmt.Sprint(p.ID))) {
			found = append(found, p)
		}
	}
	page, err := jiraPage(c, found, 50)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	o := page.shown(func(p *Project) object { return shownProject(c, p) })
	o["self"] = c.api() + "/project/search"
	return ok(o)
}

// getProject takes a project's id, or its key in any case. It follows the keys that
// projects had before.
func (s *Sim) getProject(c *call) answer {
	asked := c.args[0]
	for _, p := range s.site.projects {
		if strings.EqualFold(asked, p.Key) || asked == fmt.Sprint(p.ID) || slices.Contains(p.OldKeys, strings.ToUpper(asked)) {
			return ok(shownProject(c, p))
		}
	}
	return jiraFailure(http.StatusNotFound, "No project could be found with key '"+asked+"'.")
}

func shownProject(c *call, p *Project) object {
	id := fmt.Sprint(p.ID)
	return object{
		"self": c.api() + "/project/" + id, "id": id, "key": p.Key, "name": p.Name,
		"projectTypeKey": "software", "simplified": false,
	}
}
