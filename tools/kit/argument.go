package kit

import (
	"iter"
	"reflect"
	"strings"
)

// Argument documents one argument of a tool or a prompt.
type Argument struct {
	Name        string
	Type        string // as JSON Schema names it
	Description string
	Required    bool
	Enum        []string // the values that it, or an entry of it, can have, or the usual ones; nil: any of the type
	Complete    string   // what its values are completed with: period, day or issue; "": nothing
}

// arguments lists the arguments that a struct type stands for, in the order of its fields.
func (s *schema) arguments() []Argument {
	var list []Argument
	for _, p := range s.Properties {
		values := p.is.one().Enum
		if usual := p.Tag.Get("usual"); usual != "" {
			values = strings.Split(usual, ",")
		}
		list = append(list, Argument{p.name, p.is.Type, p.is.Description, p.required, values, p.Tag.Get("complete")})
	}
	return list
}

// field is an argument: a struct field with its JSON name.
type field struct {
	reflect.StructField
	name     string
	required bool // neither a pointer nor tagged omitempty or omitzero
}

// fields lists the arguments of a struct type, those of embedded structs included.
func fields(t reflect.Type) iter.Seq[field] {
	return func(yield func(field) bool) {
		for _, f := range reflect.VisibleFields(t) {
			if f.Anonymous && f.Type.Kind() == reflect.Pointer {
				panic("kit: embed " + f.Name + " as a struct, not as a pointer")
			}
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || name == "" || name == "-" {
				continue
			}
			optional := f.Type.Kind() == reflect.Pointer ||
				strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
			if !yield(field{f, name, !optional}) {
				return
			}
		}
	}
}
