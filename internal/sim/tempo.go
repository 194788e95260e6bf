package sim

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// tempoRoutes are Tempo's operations; see https://apidocs.tempo.io.
var tempoRoutes = slices.Concat(
	worklogRoutes, attributeValueRoutes, idMapRoutes, attributeRoutes, scheduleRoutes, periodRoutes, accountRoutes,
	configurationRoutes, approvalRoutes,
)

// tempo answers a request to Tempo.
func (s *Sim) tempo(c *call) answer {
	caller := s.tempoCaller(c)
	if !s.holdsData(c.host) || caller == nil {
		return htmlPage(http.StatusUnauthorized)
	}
	c.caller = caller.AccountID
	if c.path[0] != "4" {
		return htmlPage(http.StatusNotFound)
	}
	r, args, status := find(tempoRoutes, c.req.Method, c.path[1:])
	if status != http.StatusOK {
		return s.refuse(status, "HTTP "+fmt.Sprint(status)+" "+http.StatusText(status))
	}
	if !s.permits(c, s.scopes(caller)) {
		return htmlPage(http.StatusForbidden)
	}
	if name, found := r.unknownParam(c.query); found {
		return s.refuse(http.StatusBadRequest, "Unknown query parameter: "+name)
	}
	if r.method == http.MethodPost || r.method == http.MethodPut {
		if kind, _, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type")); kind != jsonType {
			return s.refuse(http.StatusUnsupportedMediaType, "HTTP 415 Unsupported Media Type")
		}
	}
	c.args = args
	return r.run(s, c)
}

// holdsData reports whether a Tempo host serves the tenant. Hosts that only a
// local server can have do.
func (s *Sim) holdsData(host string) bool {
	switch host {
	case tempoHost:
		return s.Region == ""
	case tempoEUHost:
		return s.Region == "" || s.Region == "eu"
	case tempoUSHost:
		return s.Region == "" || s.Region == "us"
	default:
		return true
	}
}

// permits reports whether scopes cover a request.
func (s *Sim) permits(c *call, scopes []string) bool {
	if scopes == nil {
		return true
	}
	scope := scopeOf(c.path[1])
	if c.path[1] == "globalconfiguration" {
		scope = s.ConfigurationScope
	}
	if scope == "" || slices.Contains(scopes, scope+":manage") {
		return true
	}
	reads := c.req.Method == http.MethodGet || !s.SearchNeedsManage && isSearch(c.path)
	return reads && slices.Contains(scopes, scope+":view")
}

func scopeOf(area string) string {
	switch area {
	case "worklogs", "work-attributes":
		return "worklogs"
	case "user-schedule":
		return "schemes"
	case "periods":
		return "periods"
	case "timesheet-approvals":
		return "approvals"
	case "accounts", "account-links":
		return "accounts"
	default:
		return ""
	}
}

// isSearch reports whether a POST only reads.
func isSearch(path []string) bool {
	last := path[len(path)-1]
	return last == "search" || strings.HasSuffix(last, "-to-jira") || strings.HasSuffix(last, "-to-tempo")
}

// refuse answers with error messages in the shape that is set.
func (s *Sim) refuse(status int, messages ...string) answer {
	return tempoFailure(s.ErrorShape, status, messages...)
}

func tempoFailure(shape ErrorShape, status int, messages ...string) answer {
	switch shape {
	case ErrorObject:
		return jsonAnswer(status, object{"errors": object{"message": strings.Join(messages, "; ")}})
	case ErrorMap:
		fields := object{}
		for i, message := range messages {
			fields[fmt.Sprintf("field%d", i+1)] = message
		}
		return jsonAnswer(status, object{"errors": fields})
	case ErrorText:
		return answer{status: status, contentType: textType, body: []byte(strings.Join(messages, "\n"))}
	case ErrorArray:
		fallthrough
	default:
		list := make([]object, len(messages))
		for i, message := range messages {
			list[i] = object{"message": message}
		}
		return jsonAnswer(status, object{"errors": list})
	}
}

// tempoUser is how Tempo shows a person.
func tempoUser(accountID string) object {
	return object{"self": SiteURL + "/rest/api/2/user?accountId=" + accountID, "accountId": accountID}
}
