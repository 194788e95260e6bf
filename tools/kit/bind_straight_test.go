package kit

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// straight undoes the leniencies of the binding, so that what is left can be
// checked with the schema: everything as text, choices in another case, ids as
// numbers, arrays of texts to be joined, null and blanks for what is left out, and
// numbers that float64 rounds.
func straight(v any, schema map[string]any) any {
	text, isText := v.(string)
	switch schema["type"] {
	case "object":
		return straightObject(unpacked(v, "{"), schema)
	case "array":
		return straightArray(unpacked(v, "["), schema)
	case "integer", "number":
		return straightNumber(v, schema["type"] == "integer")
	case "boolean":
		if word := strings.ToLower(strings.TrimSpace(text)); isText && (word == "true" || word == "false") {
			return word == "true"
		}
	case "string":
		return straightText(v, schema)
	}
	return v
}

func straightObject(v any, schema map[string]any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	values, isMap := schema["additionalProperties"].(map[string]any)
	for name, member := range object {
		property, _ := properties[name].(map[string]any)
		text, isText := member.(string)
		blank := isText && strings.TrimSpace(text) == "" && property["type"] == "string" && property["description"] != "A kept text."
		switch {
		case isMap:
			object[name] = straight(member, values)
		case (blank || member == nil) && property != nil && !slices.Contains(required, any(name)):
			delete(object, name)
		default:
			object[name] = straight(member, property)
		}
	}
	return object
}

func straightArray(v any, schema map[string]any) any {
	list, ok := v.([]any)
	items, _ := schema["items"].(map[string]any)
	for i := range list {
		if number, isNumber := list[i].(json.Number); isNumber && schema["description"] == "An id." {
			list[i] = number.String()
		}
		list[i] = straight(list[i], items)
	}
	if !ok {
		return v
	}
	return list
}

// straightNumber makes a number of text, and whole numbers exact.
func straightNumber(v any, whole bool) any {
	text, ok := v.(string)
	if number, isNumber := v.(json.Number); isNumber {
		text, ok = number.String(), true
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if !ok || err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strings.ContainsAny(text, "xX_") {
		return v
	}
	exact, isExact := new(big.Rat).SetString(strings.TrimSpace(text))
	if whole && isExact && exact.IsInt() {
		return json.Number(exact.Num().String())
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
}

func straightText(v any, schema map[string]any) any {
	number, isNumber := v.(json.Number)
	if isNumber && schema["description"] == "An id." {
		return number.String()
	}
	if schema["description"] == "A joined text." {
		v = joined(v, ",")
	}
	text, isText := v.(string)
	choices, _ := schema["enum"].([]any)
	for _, c := range choices {
		if choice, _ := c.(string); isText && strings.EqualFold(choice, strings.TrimSpace(text)) {
			return choice
		}
	}
	return v
}
