package kit

import (
	"fmt"
	"reflect"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// schema is the part of JSON Schema that describes our arguments and results, and what else
// the binding goes by, so that what is published and what is enforced come from one place.
// Its fields are written in this order, so that schemas are the same each time. There are no
// alternatives, references, formats, exclusive limits or lists of types, which Gemini,
// Vertex and OpenAI's strict mode refuse.
type schema struct {
	Type                 string
	Description          string
	Enum                 []string
	Minimum              *float64
	Maximum              *float64
	MinItems             *int
	MaxItems             *int
	Items                *schema
	Properties           []property // in the order of the struct's fields; nil unless it is an object of those
	Required             []string
	AdditionalProperties any // false, or the *schema of a map's values

	doc   string // the description, which the entries of a list have from it
	above bool   // the minimum itself is too little
	id    bool   // the id of a worklog, and no other text
	kept  bool   // an empty text is a value
	or    string // the argument that can be given instead
	join  string // what the texts of an array are joined with; "": no array is taken
}

// property is a member of an object and what it is.
type property struct {
	field
	is *schema
}

// describe returns what a value of a type looks like as JSON. Whatever it describes can be
// bound; it panics on other types and on mistakes in the tags of a struct's fields, which
// are:
//
//	json    the name; with omitempty or omitzero, and for a pointer, it may be left out
//	doc     the description, which errors show as well
//	limits  of a number min=1 max=24, or above=0, which publishes minimum 0 and takes only
//	        more; of a list items=1-500, items=1- or items=-500; those of the numbers in a
//	        list or map are written there, too
//	enum    the values of a text, or of the texts in a list or map, between commas
//	usual   values to propose, between commas, where others are taken, too
//	or      the argument that can be given instead: one of the two must be
//	blank   "kept": an empty text is a value; otherwise an optional text that is empty or
//	        white space counts as left out
//	join    a text that may come as an array of texts, too: what they are joined with
func describe(t reflect.Type) *schema {
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.String:
		return &schema{Type: "string"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		if t == reflect.TypeFor[worklog.ID]() {
			return &schema{Type: "string", id: true}
		}
		return &schema{Type: "integer"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Slice:
		return &schema{Type: "array", Items: describe(t.Elem())}
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			panic(fmt.Sprintf("kit: the keys of %v are no text", t))
		}
		return &schema{Type: "object", AdditionalProperties: describe(t.Elem())}
	case reflect.Struct:
		return describeStruct(t)
	default:
		panic(fmt.Sprintf("kit: no schema for %v", t))
	}
}

func describeStruct(t reflect.Type) *schema {
	s := &schema{Type: "object", Properties: []property{}, AdditionalProperties: false}
	for f := range fields(t) {
		if s.property(f.name) != nil || !f.IsExported() {
			panic(fmt.Sprintf("kit: %v.%s: two fields are called %s, or it is not exported", t, f.Name, f.name))
		}
		s.Properties = append(s.Properties, property{f, describeField(f)})
		if f.required {
			s.Required = append(s.Required, f.name)
		}
	}
	for _, p := range s.Properties {
		if other := s.property(p.is.or); p.is.or != "" && (p.required || other == nil || other.required) {
			panic(mistake(p.field, "or", "both must be there and optional"))
		}
	}
	return s
}

// property returns the property of a name, or nil.
func (s *schema) property(name string) *property {
	for i := range s.Properties {
		if s.Properties[i].name == name {
			return &s.Properties[i]
		}
	}
	return nil
}

// names are those of the properties.
func (s *schema) names() []string {
	names := make([]string, len(s.Properties))
	for i, p := range s.Properties {
		names[i] = p.name
	}
	return names
}

// one returns what an entry of a list or of a map is, and otherwise the schema itself.
func (s *schema) one() *schema {
	if s.Items != nil {
		return s.Items
	}
	if values, ok := s.AdditionalProperties.(*schema); ok {
		return values
	}
	return s
}
