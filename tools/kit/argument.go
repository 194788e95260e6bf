package kit

import (
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// Argument documents one argument of a tool or a prompt.
type Argument struct {
	Name        string
	Type        string // as JSON Schema names it
	Description string
	Required    bool
	Enum        []string // the values that it, or an entry of it, can have; nil: any of the type
	Complete    string   // what its values are completed with: period, day or issue; "": nothing
}

// Words lists the values that an argument can be completed with, without asking anybody.
func (a Argument) Words() []string {
	if a.Complete == "day" {
		return worklog.DayWords()
	}
	return slices.Clone(a.Enum)
}

// arguments lists the arguments that a struct type stands for, in the order of its fields.
func (s *schema) arguments() []Argument {
	var list []Argument
	for _, p := range s.Properties {
		list = append(list, Argument{p.name, p.is.Type, p.is.Description, p.required, p.is.one().Enum, p.complete()})
	}
	return list
}

// complete names what the values of an argument are completed with, which its tag says
// or else its name.
func (f field) complete() string {
	if what := f.Tag.Get("complete"); what != "" {
		return what
	}
	switch f.name {
	case "issueKey":
		return "issue"
	case "date", "startDate", "endDate":
		return "day"
	default:
		return ""
	}
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
