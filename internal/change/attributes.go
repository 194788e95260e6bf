package change

import (
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// byKeys replaces the name of an attribute by its key, and the label of a list's
// entry by the id that Tempo keeps. What is not known stays as it is.
func byKeys(values []tempo.AttributeValue, known []tempo.WorkAttribute) []tempo.AttributeValue {
	result := slices.Clone(values)
	for i, v := range result {
		a, ok := attributeOf(v.Key, known)
		if !ok {
			continue
		}
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

// attributeOf finds the attribute that has a key, or else that name.
func attributeOf(keyOrName string, known []tempo.WorkAttribute) (tempo.WorkAttribute, bool) {
	at := slices.IndexFunc(known, func(a tempo.WorkAttribute) bool { return a.Key == keyOrName })
	if at < 0 {
		at = slices.IndexFunc(known, func(a tempo.WorkAttribute) bool { return strings.EqualFold(a.Name, keyOrName) })
	}
	if at < 0 {
		return tempo.WorkAttribute{}, false
	}
	return known[at], true
}
