package tools_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// FuzzArguments calls tools with any arguments. They never panic, and they take
// nothing that their schema refuses, apart from what TestLenientArguments shows.
func FuzzArguments(f *testing.F) {
	for _, w := range wrongs {
		if len(w.args) < 1000 {
			f.Add(w.tool, w.args)
		}
	}
	f.Add("createWorklog", `{`+entry+`,"timeSpentHours":" 1.5 ","attributes":"[]"}`)
	f.Add("bulkCreateWorklogs", `{"worklogEntries":["{}",{`+entry+`,"timeSpent":"9:00-11:30","billableHours":"1"}]}`)
	f.Add("editWorklog", `{"worklogId":500,"description":null,"date":null,"attributes":[{"key":"_Account_","value":""}]}`)
	f.Add("retrieveWorklogs", `{"period":" THISweek","limit":"5","cursor":""}`)
	f.Fuzz(func(t *testing.T, name, args string) {
		known := false
		for _, tool := range all {
			known = known || tool.Name == name
		}
		if !known || !json.Valid([]byte(args)) {
			t.Skip("no tool of ours, or no JSON: the protocol answers such a call, and no tool ever sees it")
		}
		s := tooltest.NewSite(t, tooltest.Unchecked)
		tooltest.PrepareEdit(s)
		result := s.Run(t.Context(), t, name, args)
		if result.IsError && result.Structured == nil {
			return
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(args)))
		if err != nil {
			t.Fatalf("%s is JSON: %v", args, err)
		}
		schema := tooltest.SchemasOf(t, name)
		if err := schema.Accepts.Validate(straighten(value, schema.Input, name == "editWorklog")); err != nil {
			t.Errorf("%s took %s: %v\n%s", name, args, err, result.Text)
		}
	})
}

// straighten undoes the documented leniencies: numbers and arrays as text, ids as
// numbers, names in another case, blanks for what is left out, and on edits null
// for what is not to change.
func straighten(value any, schema map[string]any, nulls bool) any {
	text, isText := value.(string)
	kind := schema["type"]
	if isText && (kind == "object" || kind == "array") {
		if v, err := jsonschema.UnmarshalJSON(strings.NewReader(text)); err == nil {
			value = v
		}
	}
	switch value := value.(type) {
	case map[string]any:
		return straightObject(value, schema, nulls)
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i := range value {
			value[i] = straighten(value[i], items, false)
		}
		return value
	case string:
		if number := json.Number(strings.TrimPrefix(strings.TrimSpace(value), "+")); kind == "number" || kind == "integer" {
			if n, err := strconv.ParseFloat(number.String(), 64); err == nil {
				return n
			}
		}
		choices, _ := schema["enum"].([]any)
		for _, c := range choices {
			if choice, _ := c.(string); strings.EqualFold(choice, strings.TrimSpace(value)) {
				return choice
			}
		}
	}
	return value
}

func straightObject(value, schema map[string]any, nulls bool) any {
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for name, v := range value {
		property, _ := properties[name].(map[string]any)
		number, isNumber := v.(json.Number)
		switch {
		case nulls && v == nil && (name == "description" || name == "date"):
			delete(value, name)
		case blank(v) && property["type"] == "string" && name != "description" && !slices.Contains(required, any(name)):
			delete(value, name)
		case isNumber && name == "worklogId":
			value[name] = number.String()
		default:
			value[name] = straighten(v, property, false)
		}
	}
	return value
}

func blank(v any) bool {
	text, ok := v.(string)
	return ok && strings.TrimSpace(text) == ""
}
