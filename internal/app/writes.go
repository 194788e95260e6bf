package app

import (
	"net/http"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// announcing tells the stdio transport when a call begins to write to Tempo, whose
// requests other than GET all write.
type announcing struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t announcing) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet {
		stdio.Writing(req.Context())
	}
	return t.next.RoundTrip(req)
}
