package sim

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// jiraRoutes are the operations below /rest/api/3; see
// https://developer.atlassian.com/cloud/jira/platform/rest/v3.
var jiraRoutes = slices.Concat(userRoutes, issueRoutes, searchRoutes, fieldRoutes, projectRoutes)

// jira answers a request to the Jira site or to the gateway in front of it.
func (s *Sim) jira(c *call) answer {
	path := c.path
	if c.service == gatewayService {
		if strings.Join(path, "/") == "oauth/token/accessible-resources" {
			return s.resources(c)
		}
		if len(path) < 3 || path[0] != "ex" || path[1] != "jira" {
			return gatewayFailure(http.StatusNotFound, "Not Found")
		}
		if path[2] != CloudID {
			return gatewayFailure(http.StatusNotFound, "No site with this cloud id")
		}
		path = path[3:]
	} else if strings.Join(path, "/") == "_edge/tenant_info" {
		return ok(object{"cloudId": CloudID})
	}
	if len(path) < 4 || !slices.Equal(path[:3], []string{"rest", "api", "3"}) {
		return jiraFailure(http.StatusNotFound, "null for uri: "+c.req.URL.Path)
	}
	path = path[3:]
	if !s.signedIn(c) && path[0] != "serverInfo" {
		return unauthenticated(c)
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

// signedIn checks the credentials: an API token with the owner's address, or
// the bearer token that is set.
func (s *Sim) signedIn(c *call) bool {
	kind, credentials, _ := strings.Cut(c.req.Header.Get("Authorization"), " ")
	switch kind {
	case "Bearer":
		return s.JiraBearer != "" && credentials == s.JiraBearer
	case "Basic":
		decoded, err := base64.StdEncoding.DecodeString(credentials)
		scopedHere := s.ScopedJiraToken && c.service == siteService
		return err == nil && !scopedHere && string(decoded) == Email+":"+JiraToken
	default:
		return false
	}
}

func unauthenticated(c *call) answer {
	if c.service == gatewayService {
		return gatewayFailure(http.StatusUnauthorized, "Unauthorized")
	}
	a := jsonAnswer(http.StatusUnauthorized, object{
		"message": "Client must be authenticated to access this resource.", "status-code": http.StatusUnauthorized,
	})
	a.header = http.Header{"Www-Authenticate": {`OAuth realm="` + SiteURL + `"`}}
	return a
}

// resources lists the sites that a bearer token is for.
func (s *Sim) resources(c *call) answer {
	if s.JiraBearer == "" || c.req.Header.Get("Authorization") != "Bearer "+s.JiraBearer {
		return gatewayFailure(http.StatusUnauthorized, "Unauthorized")
	}
	return ok([]object{{
		"id": CloudID, "name": "example", "url": SiteURL,
		"scopes":    []string{"read:jira-work", "read:jira-user"},
		"avatarUrl": "https://site-admin-avatar-cdn.prod.public.atl-paas.net/avatars/240/flag.png",
	}})
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
		return c.base + "/ex/jira/" + CloudID + "/rest/api/3"
	}
	return SiteURL + "/rest/api/3"
}
