package jira_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// stranger answers for another host than the site's, as a site would.
type stranger struct {
	*sim.Sim

	asked []string
}

func (s *stranger) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != "stranger.example.com" {
		return s.Sim.RoundTrip(req)
	}
	s.asked = append(s.asked, req.URL.Path)
	return (&answers{bodies: map[string]string{
		"GET /myself": `{"accountId":"somebody else"}`, "GET /_edge/tenant_info": `{"cloudId":"somebody-elses"}`,
	}}).RoundTrip(req)
}

// TestRedirectsAreNotBelieved follows none to another host: who the user is, and which
// site it is, nobody else may say.
func TestRedirectsAreNotBelieved(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"site": "/rest/api/3/myself", "gateway": "/ex/jira/", "tenant info": "/_edge/tenant_info"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			server := &stranger{Sim: seeded()}
			server.ScopedJiraToken = name != "site"
			server.AddFault(sim.Fault{PathPrefix: path, Status: status, Header: http.Header{"Location": {"https://stranger.example.com/myself"}}})
			user, err := newClient(t, server).Myself(t.Context())
			if _, ok := errors.AsType[*jira.Error](err); !ok || !strings.Contains(err.Error(), "points to https://stranger.example.com, which was not followed") {
				t.Errorf("%s, %d: got %+v, %v; want where it points to", name, status, user, err)
			}
			if diff := cmp.Diff([]string(nil), server.asked); diff != "" {
				t.Errorf("%s, %d: the stranger was asked:\n%s", name, status, diff)
			}
		}
	}
}
