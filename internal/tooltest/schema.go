package tooltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// Schemas are a tool's two schemas, as JSON and ready to check with.
type Schemas struct {
	Input, Output     map[string]any
	Accepts, Describe *jsonschema.Schema
}

// compiled holds the schemas of all tools by name.
var compiled = sync.OnceValues(func() (map[string]Schemas, error) {
	found := map[string]Schemas{}
	for _, t := range tools.All() {
		var c Schemas
		var err error
		if c.Input, c.Accepts, err = compile(t.Name+"/input", t.InputSchema()); err != nil {
			return nil, err
		}
		if c.Output, c.Describe, err = compile(t.Name+"/output", t.OutputSchema()); err != nil {
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

// SchemasOf returns the schemas of a tool, compiled once for all tests.
func SchemasOf(tb testing.TB, name string) Schemas {
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
		err = SchemasOf(tb, name).Describe.Validate(value)
	}
	if err != nil {
		tb.Errorf("%s: the result is not what its schema says: %v\n%s", name, err, raw)
	}
}
