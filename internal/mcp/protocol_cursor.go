package mcp

import (
	"encoding/json"
	"fmt"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// strayCursor says what is wrong with the cursor of a list, or nothing. Every list has
// one page, so no cursor was ever given to a client. mcp-go takes one for the name of
// what came last and leaves out what comes before, or complains about base64.
func strayCursor(msg jsonrpc.Message) string {
	if !lists(msg.Method) {
		return ""
	}
	raw, ok := msg.Params.Lookup("cursor")
	if !ok || string(raw) == "null" || string(raw) == `""` {
		return ""
	}
	shown := string(raw)
	var text string
	if json.Unmarshal(raw, &text) == nil {
		shown = text
	}
	return fmt.Sprintf("cursor %q is not one that this server has given: %s has one page; leave cursor out", say.Brief(shown), msg.Method)
}

// lists reports whether a method answers a list that could have pages.
func lists(method string) bool {
	switch mcpgo.MCPMethod(method) {
	case mcpgo.MethodToolsList, mcpgo.MethodPromptsList, mcpgo.MethodResourcesList, mcpgo.MethodResourcesTemplatesList:
		return true
	default:
		return false
	}
}
