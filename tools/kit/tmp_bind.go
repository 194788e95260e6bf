package kit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// maxSafeInteger is the largest whole number that JavaScript clients send
// without losing digits.
const maxSafeInteger = 1<<53 - 1

// field is an argument: a struct field with its JSON name.
type field struct {
	reflect.StructField
	name     string
	required bool
}

// fields lists the arguments of a struct type, embedded structs included.
func fields(t reflect.Type) iter.Seq[field] {
	return func(yield func(field) bool) {
		for _, f := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || name == "" || name == "-" {
				continue
			}
			optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
			if !yield(field{f, name, !optional}) {
				return
			}
		}
	}
}

// binder collects all that is wrong with a call's arguments, so that the model
// can mend everything at once.
type binder struct{ problems []string }

func (b *binder) say(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// bind reads a JSON object into the struct that target points to. Its error is
// an argumentError that names each argument, what came, and what would be right.
func bind(raw json.RawMessage, target any) error {
	var b binder
	if len(bytes.TrimSpace(raw)) == 0 || isNull(raw) {
		raw = json.RawMessage("{}")
	}
	b.object("", raw, reflect.ValueOf(target).Elem())
	if len(b.problems) > 0 {
		return &say.ArgumentError{Problems: b.problems}
	}
	return nil
}

// object binds one JSON object; path is "" for the arguments themselves and
// "worklogEntries[2]" for an entry.
func (b *binder) object(path string, raw json.RawMessage, target reflect.Value) {
	values, err := members(raw)
	if err != nil {
		b.say("%s must be a JSON object, not %s.", orArguments(path), shown(raw))
		return
	}
	var names []string
	for f := range fields(target.Type()) {
		names = append(names, f.name)
		value, given := values[f.name]
		delete(values, f.name)
		at := join(path, f.name)
		switch {
		case !given && f.required:
			b.say("%s is missing: %s", at, f.Tag.Get("doc"))
		case !given && f.Tag.Get("or") != "" && strings.TrimSpace(unquoted(values[f.Tag.Get("or")])) == "":
			b.say("%s is missing: %s", at, f.Tag.Get("doc"))
		case !given, isNull(value) && f.Tag.Get("null") == "absent", leftBlank(f, value):
		case isNull(value):
			b.say("%s is null: %s%s", at, f.Tag.Get("doc"), leaveOut(f))
		default:
			b.value(at, value, f, target.FieldByIndex(f.Index))
		}
	}
	for _, name := range sorted(values) {
		b.say("%s is not an argument here; there are %s.", join(path, name), strings.Join(names, ", "))
	}
}

// leftBlank reports whether an optional text was sent empty, as some clients do
// for all that they leave out.
func leftBlank(f field, raw json.RawMessage) bool {
	text := f.Type.Kind() == reflect.String || f.Type == reflect.TypeFor[*string]()
	return text && !f.required && f.Tag.Get("blank") != "kept" &&
		len(raw) > 0 && raw[0] == '"' && strings.TrimSpace(unquoted(raw)) == ""
}

func leaveOut(f field) string {
	if f.required {
		return ""
	}
	return " Or leave it out."
}

// value binds one argument that is there and not null.
func (b *binder) value(at string, raw json.RawMessage, f field, target reflect.Value) {
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	switch target.Kind() {
	case reflect.String:
		b.text(at, raw, f, target)
	case reflect.Float64:
		b.number(at, raw, f, target)
	case reflect.Int:
		b.integer(at, raw, f, target)
	case reflect.Int64:
		b.id(at, raw, target)
	case reflect.Slice:
		b.list(at, raw, f, target)
	default:
		panic(fmt.Sprintf("tools: cannot bind %v", target.Type()))
	}
}

func (b *binder) text(at string, raw json.RawMessage, f field, target reflect.Value) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		b.say("%s must be text, not %s: %s", at, shown(raw), f.Tag.Get("doc"))
		return
	}
	if i := strings.IndexFunc(s, forbidden); i >= 0 {
		r := []rune(s[i:])[0]
		b.say("%s holds a control character (U+%04X at byte %d); take it out.", at, r, i)
		return
	}
	if enum := f.Tag.Get("enum"); enum != "" {
		choices := strings.Split(enum, ",")
		i := slices.IndexFunc(choices, func(c string) bool { return strings.EqualFold(c, strings.TrimSpace(s)) })
		if i < 0 {
			b.say("%s must be one of %s, not %q.", at, strings.Join(choices, ", "), s)
			return
		}
		s = choices[i]
	}
	target.SetString(s)
}

// forbidden finds control characters that no one types on purpose. Line breaks
// and tabs are text.
func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// number takes a number, or text that holds one, as some clients send it.
func (b *binder) number(at string, raw json.RawMessage, f field, target reflect.Value) {
	n, err := strconv.ParseFloat(strings.TrimSpace(unquoted(raw)), 64)
	if err != nil || !numeral(raw) {
		b.say("%s must be a number, not %s: %s", at, shown(raw), f.Tag.Get("doc"))
		return
	}
	target.SetFloat(n)
}

func (b *binder) integer(at string, raw json.RawMessage, f field, target reflect.Value) {
	low, high := bounds(f)
	n, err := strconv.Atoi(strings.TrimSpace(unquoted(raw)))
	if err != nil || !numeral(raw) || n < low || n > high {
		b.say("%s must be a whole number from %d to %d, not %s.", at, low, high, shown(raw))
		return
	}
	target.SetInt(int64(n))
}

func bounds(f field) (low, high int) {
	var s schema
	limit(&s, f.Tag.Get("limits"))
	return int(*s.Minimum), int(*s.Maximum)
}

func (b *binder) id(at string, raw json.RawMessage, target reflect.Value) {
	n, err := strconv.ParseInt(strings.TrimSpace(unquoted(raw)), 10, 64)
	switch {
	case err != nil || n <= 0 || !numeral(raw):
		b.say("%s must be a Tempo worklog id, a positive whole number as in the results of retrieveWorklogs, not %s.", at, shown(raw))
	case n > maxSafeInteger && raw[0] != '"':
		b.say("%s %d is beyond 2^53 and may have lost digits on its way as a number: send it as text.", at, n)
	default:
		target.SetInt(n)
	}
}

// list takes a JSON array, or text that holds one, as some clients send it.
func (b *binder) list(at string, raw json.RawMessage, f field, target reflect.Value) {
	var items []json.RawMessage
	if json.Unmarshal([]byte(unquoted(raw)), &items) != nil || items == nil {
		b.say("%s must be an array, not %s: %s", at, shown(raw), f.Tag.Get("doc"))
		return
	}
	if low, high, ok := sizes(f); ok && (len(items) < low || len(items) > high) {
		b.say("%s has %d entries; at least %d and at most %d fit in one call.%s", at, len(items), low, high, inParts(len(items), high))
		return
	}
	list := reflect.MakeSlice(target.Type(), len(items), len(items))
	for i, item := range items {
		b.object(fmt.Sprintf("%s[%d]", at, i), item, list.Index(i))
	}
	target.Set(list)
}

func inParts(got, most int) string {
	if got <= most {
		return ""
	}
	return " Send them in several calls."
}

func sizes(f field) (low, high int, ok bool) {
	var s schema
	limit(&s, f.Tag.Get("limits"))
	if s.MaxItems == nil {
		return 0, 0, false
	}
	return int(*s.MinItems), int(*s.MaxItems), true
}

// members splits a JSON object. A name that comes twice counts as the last one.
func members(raw json.RawMessage) (map[string]json.RawMessage, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(unquotedObject(raw)), &values); err != nil {
		return nil, err
	}
	if values == nil {
		return nil, io.ErrUnexpectedEOF // null
	}
	return values, nil
}

// unquotedObject returns an object that came as JSON text in a string.
func unquotedObject(raw json.RawMessage) string {
	if s := unquoted(raw); strings.HasPrefix(strings.TrimSpace(s), "{") {
		return s
	}
	return string(raw)
}

// unquoted returns the text of a JSON string, and anything else as it is.
func unquoted(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// numeral reports whether raw is a plain decimal number, also as text: no NaN,
// no hexadecimal, no infinity.
func numeral(raw json.RawMessage) bool {
	s := strings.TrimSpace(unquoted(raw))
	return s != "" && strings.Trim(s, "0123456789+-.eE") == ""
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func orArguments(path string) string {
	if path == "" {
		return "The arguments"
	}
	return path
}

// shown quotes what came, shortened.
func shown(raw json.RawMessage) string {
	const most = 60
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, string(raw))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
