package app_test

import (
	"bytes"
	"fmt"
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

// modern returns a request of the stateless era.
func modern(id any, method, params string) string {
	if params != "" {
		params += ","
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"method":%q,"params":{%s"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",`+
		`"io.modelcontextprotocol/clientInfo":{"name":"client %v","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`, id, method, params, id)
}

// answers serves a whole input and returns the lines of output.
func answers(t *testing.T, s *ourmcp.Server, input io.Reader) []string {
	t.Helper()
	var out bytes.Buffer
	if err := stdio.Serve(t.Context(), s, input, &out, stdio.Options{}); err != nil {
		t.Fatalf("Serve: %v", err)
	}
	return slices.Collect(strings.Lines(out.String()))
}
