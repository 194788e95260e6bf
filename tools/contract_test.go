package tools_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/golden"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// What tools/list may cost in tokens, at four bytes a token: as a whole, and
// what clients show a model of it, which is all but titles, annotations and the
// schemas of results.
const (
	listBudget  = 13200
	modelBudget = 2400
)

// all lists the tools, made once because their schemas take a while.
var all = tools.All()

func TestToolsList(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	c := s.Client(t)
	list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(list.Tools)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(raw) / 4; got > listBudget {
		t.Errorf("tools/list costs %d tokens, more than %d", got, listBudget)
	}
	again, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if second, err := json.Marshal(again.Tools); err != nil || !bytes.Equal(raw, second) {
		t.Errorf("a second tools/list differs from the first, %v", err)
	}
	shown := 0
	for _, tool := range list.Tools {
		shown += len(tool.Name) + len(tool.Description) + len(tooltest.JSON(tool.InputSchema))
		var text bytes.Buffer
		one, err := json.Marshal(tool)
		if err == nil {
			err = json.Indent(&text, one, "", "  ")
		}
		if err != nil {
			t.Fatal(err)
		}
		golden.Compare(t, "testdata/contract/"+tool.Name+".json", text.String()+"\n")
	}
	if got := shown / 4; got > modelBudget {
		t.Errorf("a model reads %d tokens, more than %d", got, modelBudget)
	}
}

// TestNames holds the names and the required arguments that users of the former
// server rely on.
func TestNames(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"retrieveWorklogs":      "",
		"createWorklog":         "issueKey date",
		"bulkCreateWorklogs":    "worklogEntries",
		"editWorklog":           "worklogId",
		"deleteWorklog":         "", // one of two
		"undoChange":            "",
		"getMissingWorklogDays": "",
		"getWorklogAnalytics":   "",
	}
	for _, tool := range all {
		required, ok := want[tool.Name]
		delete(want, tool.Name)
		var got []string
		for _, a := range tool.Arguments() {
			if a.Required {
				got = append(got, a.Name)
			}
		}
		if !ok || strings.Join(got, " ") != required {
			t.Errorf("%s requires %v, want %q", tool.Name, got, required)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

func TestEveryTool(t *testing.T) {
	t.Parallel()
	for _, tool := range all {
		t.Run(tool.Name, func(t *testing.T) {
			t.Parallel()
			if tool.Title == "" || tool.Description == "" {
				t.Error("no title or no description")
			}
			s := tooltest.SchemasOf(t, tool.Name)
			checkSchema(t, "input", s.Input)
			checkSchema(t, "output", s.Output)
			if properties, ok := s.Input["properties"].(map[string]any); !ok || len(properties) != len(tool.Arguments()) {
				t.Errorf("%d arguments are documented, %d are in the schema", len(tool.Arguments()), len(properties))
			}
		})
	}
}

// checkSchema walks a schema: objects are closed, everything has a single type,
// and each property is described.
func checkSchema(t *testing.T, path string, schema map[string]any) {
	t.Helper()
	kind, ok := schema["type"].(string)
	if !ok {
		t.Errorf("%s: type is %v, want a single one", path, schema["type"])
	}
	for _, union := range []string{"anyOf", "oneOf", "allOf", "$ref", "not"} {
		if _, ok := schema[union]; ok {
			t.Errorf("%s has %s", path, union)
		}
	}
	if items, ok := schema["items"].(map[string]any); ok {
		checkSchema(t, path+"[]", items)
	} else if kind == "array" {
		t.Errorf("%s: an array of anything", path)
	}
	if kind != "object" {
		return
	}
	if values, ok := schema["additionalProperties"].(map[string]any); ok {
		checkSchema(t, path+"{}", values) // names that are data
	} else if schema["additionalProperties"] != false {
		t.Errorf("%s is not closed", path)
	}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for name, property := range properties {
		p, _ := property.(map[string]any)
		checkSchema(t, path+"."+name, p)
		if p["description"] == nil {
			t.Errorf("%s.%s is not described", path, name)
		}
	}
	for _, name := range required {
		if _, ok := properties[name.(string)]; !ok {
			t.Errorf("%s requires %v, which it does not have", path, name)
		}
	}
}

func TestAnnotations(t *testing.T) {
	t.Parallel()
	list, err := tooltest.NewSite(t).Client(t).ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]bool{ // read-only, destructive, idempotent, open world
		"retrieveWorklogs": {true, false, true, true}, "createWorklog": {false, false, false, true},
		"bulkCreateWorklogs": {false, false, false, true}, "editWorklog": {false, true, true, true},
		"deleteWorklog": {false, true, true, true}, "undoChange": {false, true, true, true}, "getMissingWorklogDays": {true, false, true, true},
		"getWorklogAnalytics": {true, false, true, true},
	}
	for _, tool := range list.Tools {
		a := tool.Annotations
		got := []bool{*a.ReadOnlyHint, *a.DestructiveHint, *a.IdempotentHint, *a.OpenWorldHint}
		if !slices.Equal(got, want[tool.Name]) {
			t.Errorf("%s: %v, want %v", tool.Name, got, want[tool.Name])
		}
		if tool.Title == "" || a.Title != tool.Title {
			t.Errorf("%s: titles %q and %q", tool.Name, tool.Title, a.Title)
		}
	}
}
