package kit

import (
	"reflect"
	"strings"
)

// because ends a problem with what the argument is.
func (s *schema) because() string {
	if s.doc == "" {
		return "."
	}
	return ": " + s.doc
}

// example says, after "an array", how a single value would have to come, if it is one of
// those that the array can hold.
func example(list *schema, v any, of reflect.Type) string {
	shown := came{v}.String()
	if text, ok := v.(string); ok && strings.ContainsAny(text, "[,") || strings.HasSuffix(shown, "…") {
		return "" // broken, or several values in one text
	}
	var try binder
	try.value("", list.Items, v, reflect.New(of).Elem())
	if len(try.problems) > 0 {
		return ""
	}
	return " such as [" + shown + "]"
}

// instead says, after an argument that is unknown, which there are, and which was meant.
type instead struct {
	name  string
	names []string
}

func (i instead) String() string {
	if len(i.names) == 0 {
		return "; there are none"
	}
	var meant string
	if name := Closest(i.name, i.names); name != "" {
		meant = " (did you mean " + name + "?)"
	}
	return meant + "; there are " + strings.Join(i.names, ", ")
}

// Closest returns the name that differs in case alone or in at most two letters, though not
// in most of them, and "" when there is none.
func Closest(name string, names []string) string {
	best, found := 3, ""
	for _, n := range names {
		if len(n)-len(name) > 2 || len(name)-len(n) > 2 {
			continue
		}
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < best && 2*d <= len(n) {
			best, found = d, n
		}
	}
	return found
}

// distance is how many letters must be put in, taken out or replaced to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
