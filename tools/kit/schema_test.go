package kit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// TestSchema shows all that a schema can say, in the order of the fields.
func TestSchema(t *testing.T) {
	t.Parallel()
	type amount struct {
		Hours float64 `json:"hours"`
		Time  string  `json:"time"`
	}
	type result struct {
		Zone    string             `json:"zone" doc:"Said \"as it is\"."`
		IDs     []worklog.ID       `json:"ids" limits:"items=1-500" doc:"Worklogs."`
		Action  string             `json:"action,omitempty" enum:"start,stop" doc:"What to do."`
		Columns []string           `json:"columns,omitempty" enum:"date,hours" limits:"items=-16"`
		Hours   *float64           `json:"hours" limits:"above=0 max=24"`
		Round   int                `json:"round,omitempty" limits:"min=1"`
		Only    []int              `json:"only,omitempty" limits:"min=1 items=2-"`
		Days    map[string]*amount `json:"days" doc:"By date."`
		All     *bool              `json:"all,omitempty"`
		None    struct{}           `json:"none"`
	}
	want := `{
  "type": "object",
  "properties": {
    "zone": {"type": "string", "description": "Said \"as it is\"."},
    "ids": {"type": "array", "description": "Worklogs.", "minItems": 1, "maxItems": 500, "items": {"type": "string"}},
    "action": {"type": "string", "description": "What to do.", "enum": ["start", "stop"]},
    "columns": {"type": "array", "maxItems": 16, "items": {"type": "string", "enum": ["date", "hours"]}},
    "hours": {"type": "number", "minimum": 0, "maximum": 24},
    "round": {"type": "integer", "minimum": 1},
    "only": {"type": "array", "minItems": 2, "items": {"type": "integer", "minimum": 1}},
    "days": {
      "type": "object",
      "description": "By date.",
      "additionalProperties": {
        "type": "object",
        "properties": {"hours": {"type": "number"}, "time": {"type": "string"}},
        "required": ["hours", "time"],
        "additionalProperties": false
      }
    },
    "all": {"type": "boolean"},
    "none": {"type": "object", "properties": {}, "additionalProperties": false}
  },
  "required": ["zone", "ids", "days", "none"],
  "additionalProperties": false
}`
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(want)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if diff := cmp.Diff(compact.String(), string(describe(reflect.TypeFor[result]()).encode())); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestMistakesInTags finds them when a tool is made, not when it is called.
func TestMistakesInTags(t *testing.T) {
	t.Parallel()
	text, number, texts := reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[[]string]()
	tests := []struct {
		of            reflect.Type
		options, tags string
	}{
		{reflect.TypeFor[uint](), ``, ``},
		{reflect.TypeFor[any](), ``, ``},
		{reflect.TypeFor[[]complex128](), ``, ``},
		{reflect.TypeFor[map[int]string](), ``, ``},
		{number, ``, `limits:"most=3"`},
		{number, ``, `limits:"max=many"`},
		{number, ``, `limits:"min=4 max=3"`},
		{number, ``, `limits:"items=1-3"`},
		{number, ``, `enum:"1,2"`},
		{number, `,omitempty`, `blank:"kept"`},
		{number, ``, `join:","`},
		{text, ``, `limits:"min=1"`},
		{text, ``, `enum:""`},
		{text, ``, `enum:"a,,b"`},
		{text, ``, `enum:"a, b"`},
		{text, ``, `enum:"a,b,a"`},
		{text, ``, `blank:"kept"`},
		{text, `,omitempty`, `blank:"lost"`},
		{text, ``, `or:"a"`},
		{text, `,omitempty`, `or:"b"`},
		{texts, ``, `limits:"items=3"`},
		{texts, ``, `limits:"items=3-1"`},
		{texts, ``, `limits:"items=one-3"`},
		{texts, ``, `limits:"max=3"`},
		{texts, ``, `join:","`},
		{reflect.TypeFor[worklog.ID](), ``, `enum:"1"`},
		{reflect.TypeFor[worklog.ID](), ``, `limits:"min=1"`},
	}
	for _, tt := range tests {
		if said := panics(argument(tt.of, tt.options, tt.tags)); !strings.HasPrefix(said, "kit: ") {
			t.Errorf("%v `%s` %s: %q", tt.of, tt.tags, tt.options, said)
		}
	}
	type base struct {
		A string `json:"a"`
	}
	for _, of := range []reflect.Type{
		reflect.TypeFor[struct{ *base }](),
		reflect.TypeFor[struct {
			base
			B string `json:"a"`
		}](),
	} {
		if said := panics(of); !strings.HasPrefix(said, "kit: ") {
			t.Errorf("%v: %q", of, said)
		}
	}
}

// argument declares a struct type with a single argument, a.
func argument(of reflect.Type, options, tags string) reflect.Type {
	tag := fmt.Sprintf(`json:"a%s" doc:"%s" %s`, options, note(of, tags), tags)
	return reflect.StructOf([]reflect.StructField{{Name: "A", Type: of, Tag: reflect.StructTag(tag)}})
}

// note describes what a schema cannot say, for straight to know.
func note(of reflect.Type, tags string) string {
	switch {
	case strings.HasSuffix(of.String(), "worklog.ID"):
		return "An id."
	case strings.Contains(tags, "join"):
		return "A joined text."
	case strings.Contains(tags, "kept"):
		return "A kept text."
	default:
		return "An argument."
	}
}

// panics returns what the schema of a type panics with.
func panics(of reflect.Type) (said string) {
	defer func() { said = fmt.Sprint(recover()) }()
	describe(of)
	return ""
}
