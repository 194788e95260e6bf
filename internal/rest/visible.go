package rest

import (
	"strings"
	"unicode"
)

// Line makes one line of text that somebody else wrote: runs of space become one
// space, and what does not show is dropped, as by [Text].
func Line(text string) string {
	return strings.Join(strings.Fields(shown(text, func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	})), " ")
}

// Text drops from text that somebody else wrote all that does not show, but may
// steer a terminal, the direction of writing or a language model, or carry words
// that nobody sees: control and format characters, tags, joiners and spaces without
// width, fillers, and variation selectors but for the one that makes an emoji of a
// character or text. Line breaks of all kinds become \n; they and tabs stay.
func Text(text string) string {
	return shown(strings.ReplaceAll(text, "\r\n", "\n"), func(r rune) rune {
		switch r {
		case '\r', '\v', '\f', nextLine, lineSeparator, paragraphSeparator:
			return '\n'
		}
		return r
	})
}

// Line breaks beyond those of ASCII.
const (
	nextLine           = '\u0085'
	lineSeparator      = '\u2028'
	paragraphSeparator = '\u2029'
)

// shown drops what does not show, after space was mapped to what is to become of it.
// The result is valid UTF-8.
func shown(text string, space func(rune) rune) string {
	var before rune // the one before, of those that stay
	return strings.Map(func(r rune) rune {
		if ' ' <= r && r <= '~' {
			before = r
			return r
		}
		r = space(r)
		switch {
		case r == '\n' || r == '\t' || r == ' ':
		case isStyle(r) && !styled(before), hidden(r):
			return -1
		}
		before = r
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// isStyle reports whether r makes text or an emoji of the character before it.
func isStyle(r rune) bool { return r == '\uFE0E' || r == '\uFE0F' }

// styled reports whether a character can have a style. Where it does nothing, it could
// only carry what nobody sees.
func styled(r rune) bool {
	const information = 'ℹ' // a letter, and an emoji
	return r != 0 && !unicode.IsSpace(r) && !isStyle(r) && (!unicode.IsLetter(r) || r == information)
}

// hidden reports whether a character does not show.
func hidden(r rune) bool {
	return !isStyle(r) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}
