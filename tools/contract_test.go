package tools_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/golden"
	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// What tools/list may cost in tokens, at four bytes a token: as a whole, and
// what clients show a model of it, which is all but titles, annotations and the
// schemas of results.
const (
	listBudget  = 5800
	modelBudget = 2050
)

// schemas are a tool's two schemas, as JSON and ready to check with.
type schemas struct {
	input, output     map[string]any
	accepts, describe *jsonschema.Schema
}

// compiled holds the schemas of all tools by name.
var compiled = sync.OnceValues(func() (map[string]schemas, error) {
	found := map[string]schemas{}
	for _, t := range all {
		var c schemas
		var err error
		if c.input, c.accepts, err = compile(t.Name+"/input", t.InputSchema()); err != nil {
			return nil, err
		}
		if c.output, c.describe, err = compile(t.Name+"/output", t.OutputSchema()); err != nil {
			return nil, err
		}
		found[t.Name] = c
	}
	return found, nil
})

func compile(name string, raw json.RawMessage) (map[string]any, *jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(name, doc); err != nil {
		return nil, nil, err
	}
	schema, err := c.Compile(name)
	object, ok := doc.(map[string]any)
	if !ok {
		return nil, nil, fmt.Errorf("schema of %s is no object", name)
	}
	return object, schema, err
}

func schemasOf(tb testing.TB, name string) schemas {
	tb.Helper()
	found, err := compiled()
	if err != nil {
		tb.Fatal(err)
	}
	return found[name]
}

// checkOutput checks a result's structure against the tool's output schema.
func checkOutput(tb testing.TB, name string, result kit.Result) {
	tb.Helper()
	if result.Structured == nil {
		return
	}
	raw, err := json.Marshal(result.Structured)
	if err != nil {
		tb.Errorf("%s: %v", name, err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err == nil {
		err = schemasOf(tb, name).describe.Validate(value)
	}
	if err != nil {
		tb.Errorf("%s: the result is not what its schema says: %v\n%s", name, err, raw)
	}
}

// connected returns an MCP client of a server with tools, prompts and resources.
func connected(t *testing.T, s *site) *client.Client {
	t.Helper()
	env := s.env()
	env.Log = slog.New(slog.DiscardHandler)
	return offered(t, env)
}

// offered returns an MCP client of a server in an environment.
func offered(t *testing.T, env kit.Env) *client.Client {
	t.Helper()
	m := ourmcp.New(ourmcp.Offer{Version: "0", Calls: env, Reading: env})
	c, err := client.NewInProcessClient(m.Bare())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	hello := mcp.InitializeRequest{}
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	if _, err := c.Initialize(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestToolsList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := connected(t, s)
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
		shown += len(tool.Name) + len(tool.Description) + len(arguments(tool.InputSchema))
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
		"deleteWorklog":         "worklogId",
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
			s := schemasOf(t, tool.Name)
			checkSchema(t, "input", s.input)
			checkSchema(t, "output", s.output)
			if properties, ok := s.input["properties"].(map[string]any); !ok || len(properties) != len(tool.Arguments()) {
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
	if schema["additionalProperties"] != false {
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
	list, err := connected(t, newSite(t)).ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]bool{ // read-only, destructive, idempotent, open world
		"retrieveWorklogs": {true, false, true, true}, "createWorklog": {false, false, false, true},
		"bulkCreateWorklogs": {false, false, false, true}, "editWorklog": {false, true, true, true},
		"deleteWorklog": {false, true, true, true}, "getMissingWorklogDays": {true, false, true, true},
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

func TestCallOverMCP(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := connected(t, s)
	request := mcp.CallToolRequest{}
	request.Params.Name = "createWorklog"
	request.Params.Arguments = map[string]any{"issueKey": "atlas-1", "timeSpentHours": 1.5, "date": "2026-03-05"}
	result, err := c.CallTool(t.Context(), request)
	if err != nil || result.IsError {
		t.Fatalf("%v, %+v", err, result)
	}
	text, ok := result.Content[0].(mcp.TextContent)
	if !ok || !strings.Contains(text.Text, "1h 30m ATLAS-1 Search") {
		t.Errorf("text: %+v", result.Content)
	}
	structure, _ := result.StructuredContent.(map[string]any)
	if w, _ := structure["worklog"].(map[string]any); w["worklogId"] != fmt.Sprint(s.Worklogs()[0].ID) {
		t.Errorf("structure: %+v", result.StructuredContent)
	}

	request.Params.Name = "deleteWorklog"
	request.Params.Arguments = nil
	result, err = c.CallTool(t.Context(), request)
	if err != nil || !result.IsError || result.StructuredContent != nil {
		t.Errorf("without arguments: %v, %+v", err, result)
	}
}
