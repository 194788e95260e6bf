package kit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// describeField returns what a field is, its tags included.
func describeField(f field) *schema {
	s := describe(f.Type)
	one := s.one()
	doc := f.Tag.Get("doc")
	s.Description, s.doc, one.doc = doc, doc, doc
	if tag, ok := f.Tag.Lookup("enum"); ok {
		one.Enum = choices(f, one, tag)
	}
	for part := range strings.FieldsSeq(f.Tag.Get("limits")) {
		limit(f, s, part)
	}
	if one.Minimum != nil && one.Maximum != nil && *one.Minimum > *one.Maximum {
		panic(mistake(f, "limits", "no number is left"))
	}
	var blank string
	blank, s.kept = f.Tag.Lookup("blank")
	if s.kept && (blank != "kept" || s.Type != "string" || f.required) {
		panic(mistake(f, "blank", "it is kept, and of an optional text"))
	}
	s.or, s.join = f.Tag.Get("or"), f.Tag.Get("join")
	if s.join != "" && (s.Type != "string" || s.id) {
		panic(mistake(f, "join", "it is of a text"))
	}
	return s
}

func mistake(f field, tag, why string) string {
	return fmt.Sprintf("kit: field %s, %s:%q: %s", f.Name, tag, f.Tag.Get(tag), why)
}

// choices reads "created,failed,unknown".
func choices(f field, one *schema, tag string) []string {
	list := strings.Split(tag, ",")
	for i, choice := range list {
		if choice == "" || choice != strings.TrimSpace(choice) || slices.Contains(list[:i], choice) {
			panic(mistake(f, "enum", "an empty choice, white space, or one that comes twice"))
		}
	}
	if one.Type != "string" || one.id {
		panic(mistake(f, "enum", "only texts have one"))
	}
	return list
}

// limit reads one of "above=0 max=24 items=1-500".
func limit(f field, s *schema, part string) {
	name, value, _ := strings.Cut(part, "=")
	one := s.one()
	numeric := one.Type == "number" || one.Type == "integer"
	switch {
	case name == "above" && numeric:
		one.Minimum, one.above = number(f, value), true
	case name == "min" && numeric:
		one.Minimum = number(f, value)
	case name == "max" && numeric:
		one.Maximum = number(f, value)
	case name == "items" && s.Type == "array":
		low, high, ok := strings.Cut(value, "-")
		s.MinItems, s.MaxItems = count(f, low), count(f, high)
		if !ok || s.MinItems != nil && s.MaxItems != nil && *s.MinItems > *s.MaxItems {
			panic(mistake(f, "limits", "items is a range, such as 1-500, 1- or -500"))
		}
	default:
		panic(mistake(f, "limits", part+" is no limit of a "+s.Type))
	}
}

func number(f field, value string) *float64 {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		panic(mistake(f, "limits", value+" is not a number"))
	}
	return &n
}

// count reads one side of a range of items; a side that is empty has no limit.
func count(f field, value string) *int {
	if value == "" {
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		panic(mistake(f, "limits", value+" is not a number of items"))
	}
	return &n
}
