package tempo_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// elsewhere sends every request to another host, which has an empty page for all.
type elsewhere struct{ asked int }

func (e *elsewhere) RoundTrip(req *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {"https://elsewhere.example/4/x"}}, Body: http.NoBody, Request: req}
	if req.URL.Host == "elsewhere.example" {
		e.asked++
		resp.StatusCode, resp.Body = http.StatusOK, io.NopCloser(strings.NewReader(`{"metadata":{},"results":[]}`))
	}
	return resp, nil
}

// TestRedirectsAreNotBelieved takes another host's empty page for no answer, and not
// for a time sheet without worklogs.
func TestRedirectsAreNotBelieved(t *testing.T) {
	t.Parallel()
	server := &elsewhere{}
	c := connect(t, server, sim.TempoURL)
	failures := map[string]error{}
	for _, err := range c.Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		failures["worklogs"] = err
	}
	_, failures["schedule"] = c.Schedule(t.Context(), "2026-03-01", "2026-03-31")
	_, failures["attributes"] = c.WorkAttributes(t.Context())
	_, failures["configuration"] = c.Configuration(t.Context())
	failures["delete"] = c.DeleteWorklog(t.Context(), 7)
	if len(failures) != 5 {
		t.Errorf("only %v failed", failures)
	}
	for name, err := range failures {
		if e, ok := errors.AsType[*tempo.Error](err); !ok || e.Kind != rest.KindRedirected || e.Location != "https://elsewhere.example" || e.Unknown() {
			t.Errorf("%s: got %v, want where it points to", name, err)
		}
	}
	if server.asked > 0 {
		t.Errorf("the other host was asked %d times", server.asked)
	}
}
