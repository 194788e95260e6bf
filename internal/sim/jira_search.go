package sim

import (
	"net/http"
	"strconv"
)

var searchRoutes = []route{
	on(http.MethodGet, "search", (*Sim).removedSearch, "jql", "startAt", "maxResults", "fields", "expand", "validateQuery"),
	on(http.MethodPost, "search", (*Sim).removedSearch),
	on(http.MethodGet, "search/jql", (*Sim).searchByQuery,
		"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "failFast", "reconcileIssues"),
	on(http.MethodPost, "search/jql", (*Sim).searchByBody),
	on(http.MethodPost, "search/approximate-count", (*Sim).countIssues),
}

type jqlInput struct {
	JQL           string   `json:"jql"`
	NextPageToken string   `json:"nextPageToken"`
	MaxResults    *int     `json:"maxResults"`
	Fields        []string `json:"fields"`
	Expand        string   `json:"expand"`
	Properties    []string `json:"properties"`
	FieldsByKeys  bool     `json:"fieldsByKeys"`
	Reconcile     []int64  `json:"reconcileIssues"`
}

func (*Sim) removedSearch(*call) answer {
	return jiraFailure(http.StatusGone, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "+
		"A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046")
}

func (s *Sim) searchByQuery(c *call) answer {
	in := jqlInput{JQL: c.query.Get("jql"), NextPageToken: c.query.Get("nextPageToken"), Fields: commaList(c.query["fields"])}
	limit, err := paramNumber(c.query, "maxResults", defaultLimit, 0)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	in.MaxResults = &limit
	if in.Reconcile, err = numbers(c.query, "reconcileIssues"); err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	return s.searchIssues(c, in)
}

func (s *Sim) searchByBody(c *call) answer {
	var in jqlInput
	if err := decode(c.body, &in); err != nil {
		return jiraFailure(http.StatusBadRequest, "Invalid request payload. Refer to the REST API documentation and try again.")
	}
	return s.searchIssues(c, in)
}

// searchIssues has no total; a page says how to get the next one.
func (s *Sim) searchIssues(c *call, in jqlInput) answer {
	found, err := s.findIssues(c, in.JQL)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	limit := defaultLimit
	if in.MaxResults != nil {
		limit = min(*in.MaxResults, maxLimit)
	}
	if len(in.Reconcile) > 50 || limit < 0 {
		return jiraFailure(http.StatusBadRequest, "maxResults or reconcileIssues is out of bounds")
	}
	offset, valid := 0, true
	if in.NextPageToken != "" {
		offset, valid = offsetOf(in.NextPageToken)
	}
	if !valid {
		return jiraFailure(http.StatusBadRequest, "The nextPageToken is not valid")
	}
	page := found[min(offset, len(found)):]
	page = page[:min(limit, len(page))]
	issues := make([]object, len(page))
	for n, i := range page {
		issues[n] = s.shownIssue(c, i, in.Fields, "id")
	}
	o := object{"issues": issues, "isLast": offset+len(page) >= len(found)}
	if offset+len(page) < len(found) {
		o["nextPageToken"] = tokenPrefix + strconv.Itoa(offset+len(page))
	}
	return ok(o)
}

const tokenPrefix = "page-"

func offsetOf(token string) (offset int, valid bool) {
	if len(token) <= len(tokenPrefix) || token[:len(tokenPrefix)] != tokenPrefix {
		return 0, false
	}
	offset, err := strconv.Atoi(token[len(tokenPrefix):])
	return offset, err == nil && offset > 0
}

func (s *Sim) countIssues(c *call) answer {
	var in struct {
		JQL string `json:"jql"`
	}
	if err := decode(c.body, &in); err != nil {
		return jiraFailure(http.StatusBadRequest, "Invalid request payload. Refer to the REST API documentation and try again.")
	}
	found, err := s.findIssues(c, in.JQL)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	return ok(object{"count": len(found)})
}
