package jira_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// bomb is a transport that panics once on each path with its prefix.
type bomb struct {
	next   http.RoundTripper
	prefix string

	mu   sync.Mutex
	gone map[string]bool
}

func (b *bomb) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, b.prefix) && b.first(req.URL.Path) {
		panic("boom")
	}
	return b.next.RoundTrip(req)
}

func (b *bomb) first(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone == nil {
		b.gone = map[string]bool{}
	}
	defer func() { b.gone[path] = true }()
	return !b.gone[path]
}

// TestPanics ends the call and nothing else, wherever a request panics.
func TestPanics(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, prefix string }{
		{"bulk request", "/rest/api/3/issue/bulkfetch"},
		{"single requests", "/rest/api/3/issue/NO-"},
		{"look-up of the gateway", "/_edge/tenant_info"},
		{"gateway", "/ex/jira"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := seeded()
			server.ScopedJiraToken = !strings.HasPrefix(test.prefix, "/rest")
			client := newClient(t, &bomb{next: server, prefix: test.prefix}, func(o *jira.Options) { o.MaxConcurrency = 1 })
			_, _, err := client.Issues(t.Context(), []string{"ABC-1", "NO-1", "NO-2"})
			isPanic(t, err)
			for range 3 { // other paths panic for the first time
				_, _, err = client.Issues(t.Context(), []string{"ABC-1", "NO-1", "NO-2"})
			}
			if err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func isPanic(t *testing.T, err error) {
	t.Helper()
	if p, ok := errors.AsType[*safe.PanicError](err); !ok || p.Value != "boom" {
		t.Errorf("got %v, want the panic", err)
	}
}

// TestPanicOutsideARequest is one of the goroutines that look issues up.
func TestPanicOutsideARequest(t *testing.T) {
	t.Parallel()
	client := newClient(t, seeded(), func(o *jira.Options) {
		o.Base = func(context.Context) (string, error) { panic("boom") }
	})
	_, _, err := client.Issues(t.Context(), []string{"ABC-1"})
	isPanic(t, err)
}
