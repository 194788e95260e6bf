package kit

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// schema is the part of JSON Schema that describes our arguments and results.
// Its fields are written in this order, so that schemas are the same each time.
type schema struct {
	Type                 string      `json:"type"`
	Description          string      `json:"description,omitempty"`
	Enum                 []string    `json:"enum,omitempty"`
	ExclusiveMinimum     *float64    `json:"exclusiveMinimum,omitempty"`
	Minimum              *float64    `json:"minimum,omitempty"`
	Maximum              *float64    `json:"maximum,omitempty"`
	MinItems             *float64    `json:"minItems,omitempty"`
	MaxItems             *float64    `json:"maxItems,omitempty"`
	Items                *schema     `json:"items,omitempty"`
	Properties           *properties `json:"properties,omitempty"`
	Required             []string    `json:"required,omitempty"`
	AdditionalProperties *bool       `json:"additionalProperties,omitempty"`
}

// properties keep the order of the struct's fields.
type properties []property

type property struct {
	name string
	schema
}

// MarshalJSON writes the properties as an object.
func (p properties) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, prop := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(prop.schema)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s", prop.name, value)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// schemaOf describes a struct type. The struct tags are json (a field with
// omitempty or omitzero may be left out), doc, enum and limits.
func schemaOf(t reflect.Type) json.RawMessage {
	raw, err := json.Marshal(describe(t))
	if err != nil {
		panic(fmt.Sprintf("tools: schema of %v: %v", t, err)) // a mistake in a struct tag, found by every test
	}
	return raw
}

func describe(t reflect.Type) schema {
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.String:
		return schema{Type: "string"}
	case reflect.Bool:
		return schema{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		if t == reflect.TypeFor[worklog.ID]() {
			return schema{Type: "string"}
		}
		return schema{Type: "integer"}
	case reflect.Float64:
		return schema{Type: "number"}
	case reflect.Slice:
		items := describe(t.Elem())
		return schema{Type: "array", Items: &items}
	case reflect.Struct:
		return describeStruct(t)
	default:
		panic(fmt.Sprintf("tools: no schema for %v", t))
	}
}

func describeStruct(t reflect.Type) schema {
	closed := false
	s := schema{Type: "object", AdditionalProperties: &closed}
	props := properties{}
	for f := range fields(t) {
		d := describe(f.Type)
		d.Description = f.Tag.Get("doc")
		d.Enum = enum(f.Tag)
		limit(&d, f.Tag.Get("limits"))
		props = append(props, property{f.name, d})
		if f.required {
			s.Required = append(s.Required, f.name)
		}
	}
	s.Properties = &props
	return s
}

func enum(tag reflect.StructTag) []string {
	values := tag.Get("enum")
	if values == "" {
		return nil
	}
	return strings.Split(values, ",")
}

// limit reads "above=0 max=24 items=1-500".
func limit(s *schema, tag string) {
	for part := range strings.FieldsSeq(tag) {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "above":
			s.ExclusiveMinimum = number(value)
		case "min":
			s.Minimum = number(value)
		case "max":
			s.Maximum = number(value)
		case "items":
			low, high, _ := strings.Cut(value, "-")
			s.MinItems, s.MaxItems = number(low), number(high)
		default:
			panic("tools: unknown limit " + part)
		}
	}
}

func number(s string) *float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("tools: limit is not a number: " + s)
	}
	return &n
}

// Argument documents one argument of a tool or a prompt.
type Argument struct {
	Name        string
	Type        string // as JSON Schema names it
	Description string
	Required    bool
	Enum        []string // the values it can have; nil: any of the type
	Complete    string   // what its values are completed with: period, day or issue
}

func argumentsOf(in reflect.Type) []Argument {
	var list []Argument
	for f := range fields(in) {
		list = append(list, Argument{f.name, describe(f.Type).Type, f.Tag.Get("doc"), f.required, enum(f.Tag), f.Tag.Get("complete")})
	}
	return list
}
