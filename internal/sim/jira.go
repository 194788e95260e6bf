package sim

import (
	"net/http"
	"slices"
	"strings"
)

// jiraRoutes are the operations below /rest/api/3; see
// https://developer.atlassian.com/cloud/jira/platform/rest/v3.
var jiraRoutes = slices.Concat(userRoutes, issueRoutes, searchRoutes, fieldRoutes, projectRoutes, permissionRoutes)

// gateway answers a request to what stands in front of all sites.
func (s *Sim) gateway(c *call) answer {
	if strings.Join(c.path, "/") == "oauth/token/accessible-resources" {
		return s.resources(c)
	}
	if len(c.path) < 3 || c.path[0] != "ex" || c.path[1] != "jira" {
		return gatewayFailure(http.StatusNotFound, "Not Found")
	}
	site, found := s.siteBehind(c.path[2])
	if !found {
		return gatewayFailure(http.StatusNotFound, "No site with this cloud id")
	}
	c.site = site
	return s.jira(c, c.path[3:])
}

// ownHost answers a request to the host of a site.
func (s *Sim) ownHost(c *call) answer {
	c.site = s.siteCalled(c)
	if strings.Join(c.path, "/") == "_edge/tenant_info" {
		return ok(object{"cloudId": c.site.CloudID})
	}
	return s.jira(c, c.path)
}

// jira answers a request to a site's Jira.
func (s *Sim) jira(c *call, path []string) answer {
	if len(path) < 4 || !slices.Equal(path[:3], []string{"rest", "api", "3"}) {
		return jiraFailure(http.StatusNotFound, "null for uri: "+c.req.URL.Path)
	}
	path = path[3:]
	c.caller = s.jiraCaller(c)
	if c.caller == "" && !c.anonymous(path) {
		return unauthenticated(c)
	}
	if s.lacksScope(c, path) {
		return gatewayFailure(http.StatusUnauthorized, "Unauthorized; scope does not match")
	}
	return s.jiraOperation(c, path)
}

func (s *Sim) jiraOperation(c *call, path []string) answer {
	r, args, status := find(jiraRoutes, c.req.Method, path)
	if status != http.StatusOK {
		return jiraFailure(status, http.StatusText(status))
	}
	if name, found := r.unknownParam(c.query); found {
		return jiraFailure(http.StatusBadRequest, "Unknown query parameter: "+name)
	}
	if r.method == http.MethodPost && !strings.HasPrefix(c.req.Header.Get("Content-Type"), jsonType) {
		return jiraFailure(http.StatusUnsupportedMediaType, "Unsupported Media Type")
	}
	c.args = args
	return r.run(s, c)
}

func (s *Sim) bearsJiraBearer(c *call) bool {
	return s.JiraBearer != "" && c.req.Header.Get("Authorization") == "Bearer "+s.JiraBearer
}

// anonymous reports whether a request may do without credentials that work. The
// gateway looks at a bearer token before it lets anything through.
func (c *call) anonymous(path []string) bool {
	bears := strings.HasPrefix(c.req.Header.Get("Authorization"), "Bearer ")
	return path[0] == "serverInfo" && (c.service != gatewayService || !bears)
}

func unauthenticated(c *call) answer {
	if c.service == gatewayService {
		return gatewayFailure(http.StatusUnauthorized, "Unauthorized")
	}
	a := jsonAnswer(http.StatusUnauthorized, object{
		"message": "Client must be authenticated to access this resource.", "status-code": http.StatusUnauthorized,
	})
	a.header = http.Header{"Www-Authenticate": {`OAuth realm="` + c.site.URL + `"`}}
	return a
}

// jiraFailure is Jira's own error body.
func jiraFailure(status int, messages ...string) answer {
	return jsonAnswer(status, object{"errorMessages": messages, "errors": object{}})
}

// gatewayFailure is the error body of what stands in front of Jira.
func gatewayFailure(status int, message string) answer {
	return jsonAnswer(status, object{"code": status, "message": message})
}

// api is the address below which Jira was called.
func (c *call) api() string {
	if c.service == gatewayService {
		return c.base + "/ex/jira/" + c.site.CloudID + "/rest/api/3"
	}
	return c.site.URL + "/rest/api/3"
}
