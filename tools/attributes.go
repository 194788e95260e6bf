package tools

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// showChoices is how many values of an attribute an error lists.
const showChoices = 25

// requiredAttribute is how Tempo says that a work attribute is missing. Older
// versions put the name in quotes.
var requiredAttribute = regexp.MustCompile(`^Work attribute '?(.+?)'? \(([^()]+)\) is required$`)

// workAttributes lists the organization's work attributes.
func (s *Session) workAttributes(ctx context.Context) ([]tempo.WorkAttribute, error) {
	return lookUp(ctx, s, s.fields, "attributes", s.tempo.WorkAttributes)
}

// attributesFor lists the work attributes when a draft names any. Without them,
// what the drafts say is sent as it is.
func (s *Session) attributesFor(ctx context.Context, drafts []draft) []tempo.WorkAttribute {
	if !slices.ContainsFunc(drafts, func(d draft) bool { return len(d.worklog.Attributes) > 0 }) {
		return nil
	}
	list, _ := s.workAttributes(ctx) // see above
	return list
}

// stored replaces the name of an attribute by its key, and the label of a list's
// entry by the id that Tempo stores. What is not known stays as it is.
func stored(values []tempo.AttributeValue, known []tempo.WorkAttribute) []tempo.AttributeValue {
	result := slices.Clone(values)
	for i, v := range result {
		at := slices.IndexFunc(known, func(a tempo.WorkAttribute) bool { return a.Key == v.Key })
		if at < 0 {
			at = slices.IndexFunc(known, func(a tempo.WorkAttribute) bool { return strings.EqualFold(a.Name, v.Key) })
		}
		if at < 0 {
			continue
		}
		a := known[at]
		result[i].Key = a.Key
		if slices.Contains(a.Values, v.Value) {
			continue
		}
		for _, id := range a.Values {
			if strings.EqualFold(a.Names[id], strings.TrimSpace(v.Value)) {
				result[i].Value = id
			}
		}
	}
	return result
}

// attributeHelp names each attribute that Tempo misses, with the values to
// choose from.
func (s *Session) attributeHelp(ctx context.Context, e *tempo.Error) string {
	var help []string
	for _, message := range e.Messages {
		m := requiredAttribute.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		name, key := m[1], m[2]
		help = append(help, fmt.Sprintf(`Add to attributes: {"key": %q, "value": …} for %s. %s`, key, name, s.choices(ctx, key)))
	}
	return strings.Join(help, "\n")
}

// choices lists the values that an attribute takes.
func (s *Session) choices(ctx context.Context, key string) string {
	list, err := s.workAttributes(ctx)
	at := slices.IndexFunc(list, func(a tempo.WorkAttribute) bool { return a.Key == key })
	if err != nil || at < 0 {
		return "Ask the person for its value."
	}
	a := list[at]
	switch {
	case a.Type == tempo.AttributeAccount:
		return s.accountChoices(ctx)
	case len(a.Values) == 0:
		return fmt.Sprintf("Its type is %s; ask the person for its value.", a.Type)
	}
	var values []string
	for _, id := range a.Values {
		values = append(values, fmt.Sprintf("%s (%s)", clean(id), clean(a.Names[id])))
	}
	return "Values: " + shortened(values) + "."
}

func (s *Session) accountChoices(ctx context.Context) string {
	var values []string
	for a, err := range s.tempo.Accounts(ctx) {
		if err != nil {
			return "Its value is the key of a Tempo account; the token may not list them (scope Accounts), so ask the person."
		}
		if a.Status == "OPEN" {
			values = append(values, fmt.Sprintf("%s (%s)", clean(a.Key), clean(a.Name)))
		}
	}
	return "Values are keys of accounts: " + shortened(values) +
		". With JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID set, the account of the Jira issue is taken."
}

// shortened joins values and says how many it left out.
func shortened(values []string) string {
	if len(values) <= showChoices {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(values[:showChoices], ", "), len(values)-showChoices)
}
