package say

import (
	"net/url"
	"regexp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// subjects are what the paths of requests name by an id or a key.
var subjects = []struct {
	path *regexp.Regexp
	noun string
}{
	{regexp.MustCompile(`/worklogs/user/([^/]+)`), "Person"},
	{regexp.MustCompile(`/worklogs/issue/([0-9]+)`), "Issue"},
	{regexp.MustCompile(`/worklogs/([0-9]+)`), "Worklog"},
	{regexp.MustCompile(`/user-schedule/([^/]+)`), "Person"},
	{regexp.MustCompile(`/accounts/([0-9]+)`), "Account"},
	{regexp.MustCompile(`/issue/([^/]*[0-9])(?:/|$)`), "Issue"},
}

// meant names what a request was about, or says otherwise when its path names nothing.
func meant(e *rest.Error, otherwise string) string {
	for _, s := range subjects {
		found := s.path.FindStringSubmatch(e.Path)
		if found == nil {
			continue
		}
		if id, err := url.PathUnescape(found[1]); err == nil {
			return s.noun + " " + Brief(id)
		}
	}
	return otherwise
}
