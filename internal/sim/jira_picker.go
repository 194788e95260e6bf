package sim

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

const maxPicked = 20

// pickIssues suggests issues whose key or summary holds the query. Here ids are
// numbers, and summaries come with and without HTML.
func (s *Sim) pickIssues(c *call) answer {
	query := strings.ToLower(strings.TrimSpace(c.query.Get("query")))
	var found []*Issue
	for _, i := range s.site.visibleIssues(c.caller) {
		text := strings.ToLower(i.Key + " " + i.Summary)
		if query != "" && strings.Contains(text, query) && len(found) < maxPicked {
			found = append(found, i)
		}
	}
	section := object{"label": "Current Search", "id": "cs"}
	if len(found) == 0 {
		section["msg"] = "No matching issues found"
		return ok(object{"sections": []object{section}})
	}
	issues := make([]object, len(found))
	for n, i := range found {
		issues[n] = object{
			"id": i.ID, "key": i.Key, "keyHtml": bold(i.Key, query), "img": "/rest/api/2/universal_avatar/view/type/issuetype/avatar/10318",
			"summary": bold(i.Summary, query), "summaryText": i.Summary,
		}
	}
	section["sub"], section["issues"] = fmt.Sprintf("Showing %d of %d matching issues", len(found), len(found)), issues
	return ok(object{"sections": []object{section}})
}

// visibleIssues lists the issues that a person may see, by id.
func (t *site) visibleIssues(caller string) []*Issue {
	var list []*Issue
	for _, i := range t.issues {
		if !i.hiddenFrom(caller) {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b *Issue) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// bold marks the first place where text holds the query, as HTML.
func bold(text, query string) string {
	at := strings.Index(strings.ToLower(text), query)
	if at < 0 || len(strings.ToLower(text)) != len(text) {
		return html.EscapeString(text)
	}
	end := at + len(query)
	return html.EscapeString(text[:at]) + "<b>" + html.EscapeString(text[at:end]) + "</b>" + html.EscapeString(text[end:])
}
