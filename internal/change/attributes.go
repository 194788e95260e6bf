package change

import (
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// valuesOf returns the attributes that a change names, by their keys and with the
// values that Tempo keeps. What is not known stays as it is. A value that a list does
// not have, and an attribute that is named twice with different values, are errors.
func (a *Around) valuesOf(c *Change) ([]tempo.AttributeValue, error) {
	var result []tempo.AttributeValue
	named := map[string]tempo.AttributeValue{} // by key: as the caller wrote it
	var wrong []Attribute
	for _, given := range c.Want.Attributes {
		v := given
		known, ok := attributeOf(given.Key, a.attributes)
		if ok {
			v.Key = known.Key
		}
		if v.Value, ok = a.valueOf(known, given); !ok {
			wrong = append(wrong, choicesOf(known, given.Value))
		}
		if first, twice := named[v.Key]; twice {
			if at := slices.Index(result, v); at < 0 {
				return nil, &TwiceError{First: first, Second: given}
			}
			continue
		}
		named[v.Key] = given
		result = append(result, v)
	}
	if wrong != nil {
		return nil, &AttributeError{Attributes: wrong}
	}
	return result, nil
}

// valueOf returns the value of an attribute as Tempo keeps it. It is not ok when the
// attribute is a list that has no such entry.
func (a *Around) valueOf(known tempo.WorkAttribute, given tempo.AttributeValue) (value string, ok bool) {
	if account, ok := a.named[given.Value]; ok && isAccount(known, given.Key) {
		return account, true
	}
	if given.Value == "" || slices.Contains(known.Values, given.Value) {
		return given.Value, true
	}
	for _, id := range known.Values {
		if strings.EqualFold(known.Names[id], strings.TrimSpace(given.Value)) {
			return id, true
		}
	}
	return given.Value, known.Type != tempo.AttributeStaticList || len(known.Values) == 0
}

// isAccount reports whether an attribute holds an account.
func isAccount(known tempo.WorkAttribute, key string) bool {
	return known.Type == tempo.AttributeAccount || key == tempo.AccountKey
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

func hasKey(values []tempo.AttributeValue, key string) bool {
	return slices.ContainsFunc(values, func(v tempo.AttributeValue) bool { return v.Key == key })
}
