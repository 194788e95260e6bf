package tooltest

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// Client returns an MCP client of a server in an environment, with tools, prompts
// and resources.
func Client(tb testing.TB, env kit.Env) *client.Client {
	tb.Helper()
	c, err := client.NewInProcessClient(mcp.New(mcp.Offer{Version: "0", Calls: env, Reading: env}).Bare())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	hello := mcpgo.InitializeRequest{}
	hello.Params.ProtocolVersion = mcpgo.LATEST_PROTOCOL_VERSION
	if _, err := c.Initialize(tb.Context(), hello); err != nil {
		tb.Fatal(err)
	}
	return c
}

// Client returns an MCP client of the site's person.
func (s *Site) Client(tb testing.TB) *client.Client {
	tb.Helper()
	env := s.Env()
	env.Log = slog.New(slog.DiscardHandler)
	return Client(tb, env)
}

// Read reads a resource over MCP.
func (s *Site) Read(tb testing.TB, uri string) (string, error) {
	tb.Helper()
	request := mcpgo.ReadResourceRequest{}
	request.Params.URI = uri
	result, err := s.Client(tb).ReadResource(tb.Context(), request)
	if err != nil {
		return "", err
	}
	content, ok := result.Contents[0].(mcpgo.TextResourceContents)
	if !ok || len(result.Contents) != 1 || content.URI != uri || content.MIMEType != "application/json" {
		tb.Fatalf("%+v", result.Contents)
	}
	return content.Text, nil
}

// ReadInto reads a resource that is there.
func (s *Site) ReadInto(tb testing.TB, uri string, out any) {
	tb.Helper()
	text, err := s.Read(tb, uri)
	if err == nil {
		err = json.Unmarshal([]byte(text), out)
	}
	if err != nil {
		tb.Fatalf("%s: %v", uri, err)
	}
}
