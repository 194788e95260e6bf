package tools

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// showChoices is how many values of an attribute an error lists.
const showChoices = 25

// attributeHelp names each attribute that Tempo misses, with the values to
// choose from.
func attributeHelp(e *change.AttributeError) string {
	var help []string
	for _, a := range e.Missing {
		help = append(help, fmt.Sprintf(`Add to attributes: {"key": %q, "value": …} for %s. %s`, a.Key, a.Name, choices(a)))
	}
	return strings.Join(help, "\n")
}

// choices lists the values that an attribute takes.
func choices(a change.Attribute) string {
	var values []string
	for _, c := range a.Choices {
		values = append(values, fmt.Sprintf("%s (%s)", clean(c.Value), clean(c.Label)))
	}
	switch {
	case !a.Known:
		return "Ask the person for its value."
	case a.Type == tempo.AttributeAccount && a.ChoicesErr != nil:
		return "Its value is the key of a Tempo account; the token may not list them (scope Accounts), so ask the person."
	case a.Type == tempo.AttributeAccount:
		return "Values are keys of accounts: " + shortened(values) +
			". With JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID set, the account of the Jira issue is taken."
	case len(values) == 0:
		return fmt.Sprintf("Its type is %s; ask the person for its value.", a.Type)
	}
	return "Values: " + shortened(values) + "."
}

// shortened joins values and says how many it left out.
func shortened(values []string) string {
	if len(values) <= showChoices {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(values[:showChoices], ", "), len(values)-showChoices)
}
