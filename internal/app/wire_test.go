package app_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// hello begins the handshake of the older era.
const hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",` +
	`"capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"}}}`

// answers serves a whole input and returns the lines of output.
func answers(t *testing.T, s *ourmcp.Server, input io.Reader) []string {
	t.Helper()
	var out bytes.Buffer
	if err := stdio.Serve(t.Context(), s, input, &out, stdio.Options{}); err != nil {
		t.Fatalf("Serve: %v", err)
	}
	return slices.Collect(strings.Lines(out.String()))
}
