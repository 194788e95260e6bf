package kit

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// mostProblems is how many problems one error tells. Who mends these has most likely seen
// what the others are about.
const mostProblems = 30

// bind reads a JSON object into the struct that target points to, of the type that s
// describes; no arguments at all are an empty object. What the schema allows is taken, but for what a schema has no plain words for:
// a number at an exclusive limit, neither of two arguments, a text that is no id, control
// characters, and numbers that float64 or int64 cannot hold. The error is a
// *say.ArgumentError that tells all problems, and of each the argument, what came, and what
// would be right.
//
// Clients send much that a schema does not allow and that has one meaning only. Taken are
// numbers, true and false, arrays and objects as text; whole numbers as 3.0 or 3e0; ids as
// numbers; choices in another case or with white space around them; null, and for texts
// nothing but white space, instead of an optional argument that is left out.
func (s *schema) bind(raw json.RawMessage, target any) error {
	text := strings.TrimSpace(string(raw))
	if text == "" || text == "null" {
		text = "{}"
	}
	value, err := parse(text)
	if err != nil {
		return say.Problem("The arguments must be a JSON object, not %s.", brief(text))
	}
	var b binder
	b.object("", s, value, reflect.ValueOf(target).Elem())
	if len(b.problems) > 0 {
		return &say.ArgumentError{Problems: b.problems}
	}
	return nil
}

// binder collects all that is wrong with a call's arguments, so that the model can mend
// everything at once.
type binder struct {
	problems []string
	full     bool // more is not told, and need not be looked for
}

func (b *binder) say(format string, args ...any) {
	if b.full {
		return
	}
	if b.full = len(b.problems) == mostProblems; b.full {
		format, args = "There are more problems; mend these first.", nil
	}
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// object binds a JSON object to a struct. at is "" for the arguments themselves,
// "worklogEntries[2]" for an entry.
func (b *binder) object(at string, s *schema, v any, target reflect.Value) {
	values, ok := unpacked(v, "{").(map[string]any)
	if !ok {
		b.say("%s must be a JSON object, not %s.", orArguments(at), came{v})
		return
	}
	for _, p := range s.Properties {
		b.property(join(at, p.name), s, p, values, target)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if s.property(name) == nil {
			b.say("%s is not an argument here%s.", join(at, called(name)), instead{name, s.names()})
		}
	}
}

// property binds one member of an object.
func (b *binder) property(at string, s *schema, p property, values map[string]any, target reflect.Value) {
	value, given := values[p.name]
	other := s.property(p.is.or)
	switch {
	case given && value == nil && p.required:
		b.say("%s is null%s", at, p.is.because())
	case !p.leftOut(values):
		b.value(at, p.is, value, target.FieldByIndex(p.Index))
	case p.required, other != nil && other.leftOut(values):
		b.say("%s is missing%s", at, p.is.because())
	}
}

// leftOut reports whether an argument was not given. Some clients send null for all that
// they leave out, or an empty text.
func (p property) leftOut(values map[string]any) bool {
	value, given := values[p.name]
	if p.required || !given {
		return !given
	}
	text, isText := value.(string)
	blank := isText && strings.TrimSpace(text) == "" && p.is.Type == "string" && !p.is.kept
	return value == nil || blank
}

// value binds a value of any kind that describe knows.
func (b *binder) value(at string, s *schema, v any, target reflect.Value) {
	for target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	switch target.Kind() {
	case reflect.String:
		b.text(at, s, v, target)
	case reflect.Bool:
		b.boolean(at, s, v, target)
	case reflect.Float64:
		b.number(at, s, v, target)
	case reflect.Int, reflect.Int64:
		b.integer(at, s, v, target)
	case reflect.Slice:
		b.list(at, s, v, target)
	case reflect.Struct:
		b.object(at, s, v, target)
	default: // a map
		b.table(at, s, v, target)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// called shows a name that was sent.
func called(name string) string {
	if shown := brief(name); shown != "" {
		return shown
	}
	return `""`
}

func orArguments(path string) string {
	if path == "" {
		return "The arguments"
	}
	return path
}
