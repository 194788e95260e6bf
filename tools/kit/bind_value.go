package kit

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func (b *binder) text(at string, s *schema, v any, target reflect.Value) {
	text, ok := joined(v, s.join).(string)
	if !ok {
		b.say("%s must be text, not %s%s", at, came{v}, s.because())
		return
	}
	if i := strings.IndexFunc(text, forbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		b.say("%s holds a control character (U+%04X at byte %d); take it out.", at, r, i)
		return
	}
	if s.Enum != nil {
		i := slices.IndexFunc(s.Enum, func(c string) bool { return strings.EqualFold(c, strings.TrimSpace(text)) })
		if i < 0 {
			b.say("%s must be one of %s, not %s.", at, strings.Join(s.Enum, ", "), came{text})
			return
		}
		text = s.Enum[i]
	}
	target.SetString(text)
}

// forbidden finds control characters that no one types on purpose. Line breaks and tabs are
// text.
func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// joined makes one text of an array of texts, where with says how.
func joined(v any, with string) any {
	if with == "" {
		return v
	}
	items, ok := unpacked(v, "[").([]any)
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text, isText := item.(string)
		ok = ok && isText
		texts = append(texts, text)
	}
	if !ok {
		return v
	}
	return strings.Join(texts, with)
}

func (b *binder) boolean(at string, s *schema, v any, target reflect.Value) {
	yes, ok := v.(bool)
	if text, isText := v.(string); isText {
		yes = strings.EqualFold(strings.TrimSpace(text), "true")
		ok = yes || strings.EqualFold(strings.TrimSpace(text), "false")
	}
	if !ok {
		b.say("%s must be true or false, not %s%s", at, came{v}, s.because())
		return
	}
	target.SetBool(yes)
}

func (b *binder) list(at string, s *schema, v any, target reflect.Value) {
	items, ok := unpacked(v, "[").([]any)
	if !ok {
		b.say("%s must be an array%s, not %s%s", at, example(s, v, target.Type().Elem()), came{v}, s.because())
		return
	}
	if wrong := s.count(len(items)); wrong != "" {
		b.say("%s has %d entries; %s", at, len(items), wrong)
		return
	}
	list := reflect.MakeSlice(target.Type(), len(items), len(items))
	for i, item := range items {
		if b.full {
			return
		}
		b.value(fmt.Sprintf("%s[%d]", at, i), s.Items, item, list.Index(i))
	}
	target.Set(list)
}

// table binds an object whose names are data, to a map.
func (b *binder) table(at string, s *schema, v any, target reflect.Value) {
	values, ok := unpacked(v, "{").(map[string]any)
	if !ok {
		b.say("%s must be a JSON object, not %s%s", at, came{v}, s.because())
		return
	}
	target.Set(reflect.MakeMapWithSize(target.Type(), len(values)))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := reflect.New(target.Type().Elem()).Elem()
		b.value(join(at, called(name)), s.one(), values[name], value)
		target.SetMapIndex(reflect.ValueOf(name).Convert(target.Type().Key()), value)
	}
}

func (b *binder) number(at string, s *schema, v any, target reflect.Value) {
	n, ok := decimal(v)
	switch {
	case !ok:
		b.say("%s must be a number, not %s%s", at, came{v}, s.because())
	case !s.allows(n):
		b.say("%s must be a number%s, not %s.", at, s.span(), came{v})
	default:
		target.SetFloat(n)
	}
}

func (b *binder) integer(at string, s *schema, v any, target reflect.Value) {
	n, ok := whole(v)
	text, isText := v.(string)
	switch {
	case s.id && (!ok || n <= 0 || strings.ContainsAny(text, ".eE")): // nobody writes an id as 1e3
		b.say("%s must be a Tempo worklog id, a positive whole number as in the results of retrieveWorklogs, not %s.", at, came{v})
	case s.id && n > maxSafeInteger && !isText:
		b.say("%s %d is beyond 2^53 and may have lost digits on its way as a number: send it as text.", at, n)
	case !ok, !s.id && !s.allows(float64(n)):
		b.say("%s must be a whole number%s, not %s.", at, s.span(), came{v})
	default:
		target.SetInt(n)
	}
}
