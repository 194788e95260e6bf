package say

import (
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// choices lists the values that a work attribute takes.
func choices(a change.Attribute) string {
	switch {
	case a.Type == tempo.AttributeAccount && a.ChoicesErr != nil:
		return "Its value is the key of a Tempo account; the token may not list them (scope Accounts), so ask the person."
	case a.ChoicesErr != nil || !a.Known:
		return "Ask the person for its value."
	case a.Type == tempo.AttributeAccount:
		return "Values are keys of accounts: " + some(labels(a.Choices)) + "."
	case len(a.Choices) == 0:
		return fmt.Sprintf("Its type is %s; ask the person for its value.", a.Type)
	default:
		return "Values: " + some(labels(a.Choices)) + "."
	}
}

func labels(choices []change.Choice) []string {
	list := make([]string, len(choices))
	for i, c := range choices {
		list[i] = fmt.Sprintf("%s (%s)", Line(c.Value), Line(c.Label))
	}
	return list
}
