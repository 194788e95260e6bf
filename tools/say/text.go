package say

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// longText is how much of a worklog's text results show, in characters.
const longText = 2000

// Line makes one line of text that somebody else wrote, without characters that
// do not show.
func Line(s string) string { return rest.Line(s) }

// Text drops what does not show from text that somebody else wrote, but keeps line
// breaks and tabs.
func Text(s string) string { return rest.Text(s) }

// cut cuts a text that would fill an answer alone, and says so.
func cut(s string) string {
	if len(s) <= longText {
		return s
	}
	runes := []rune(s)
	if len(runes) <= longText {
		return s
	}
	return fmt.Sprintf("%s… (the first %d of %d characters)", string(runes[:longText]), longText, len(runes))
}

// Brief is a text of the caller in one line, cut so that it may be shown again.
func Brief(s string) string { return Short(s, 60) }

// Short is a text of the caller in one line of at most so many characters, with … in
// the place of those that are cut off.
func Short(s string, most int) string {
	const enough = 1 << 16 // of a text that fills a call
	whole := len(s) <= enough
	if !whole {
		s = strings.ToValidUTF8(s[:enough], "") // it may end within a character
	}
	runes := []rune(Line(s))
	if whole && len(runes) <= most {
		return string(runes)
	}
	return string(runes[:min(len(runes), most)]) + "…"
}

// Sentence ends a text with a full stop, unless it has an end.
func Sentence(s string) string {
	if last, _ := utf8.DecodeLastRuneInString(s); s == "" || strings.ContainsRune(".!?…\n", last) {
		return s
	}
	return s + "."
}

// Count writes a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Lines joins what is not empty, a line each.
func Lines(parts ...string) string { return joined("\n", parts...) }

// Joined joins what is not empty, in one line.
func Joined(parts ...string) string { return joined(" ", parts...) }

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// Notes shows notes, a line each, to stand under a text.
func Notes(notes []string) string {
	var b strings.Builder
	for _, note := range notes {
		b.WriteString("\nNote: " + note)
	}
	return b.String()
}

// showChoices is how many of many values a text lists.
const showChoices = 25

// some joins values and says how many it left out.
func some(values []string) string {
	if len(values) <= showChoices {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(values[:showChoices], ", "), len(values)-showChoices)
}
