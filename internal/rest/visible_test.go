package rest_test

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode"
	"unicode/utf8"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                    "plain",
		"  two\n\tlines\r\n":       "two lines",
		"no\u00a0break\u2028here":  "no break here",
		"bell\a\x1b[2J":            "bell[2J",
		"hidden\U000E0041\u200Bup": "hiddenup",
		"👩\u200D💻":                 "👩💻",
		"❤\uFE0F and ☎\uFE0E":      "❤\uFE0F and ☎\uFE0E",
		"half \xe2\x80":            "half \uFFFD",
	} {
		if got := rest.Line(text); got != want {
			t.Errorf("Line(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                             "plain",
		"two\r\nlines\rand\u2028more\n":     "two\nlines\nand\nmore\n",
		"  kept \t as it is ":               "  kept \t as it is ",
		"bell\a\x1b[2J\x00":                 "bell[2J",
		"no\u00a0break":                     "no\u00a0break",
		"right\u202eleft\u2066\u2069":       "rightleft",
		"zero\u200b\u2060\ufeffwidth":       "zerowidth",
		"soft\u00adhyphen\u034f":            "softhyphen",
		"fill\u115f\u1160\u3164\uffa0er":    "filler",
		"tags\U000E0001\U000E0049":          "tags",
		"styles\ufe00\ufe0d\U000E0100":      "styles",
		"\ufe0fa\ufe0fb \ufe0e":             "ab ",                   // on a letter they could only say something
		"1\ufe0f\u20e3 ☀\ufe0f\ufe0e\ufe0f": "1\ufe0f\u20e3 ☀\ufe0f", // and so could a row of them
	} {
		if got := rest.Text(text); got != want {
			t.Errorf("Text(%q) = %q, want %q", text, got, want)
		}
	}
}

// invisible are characters that nobody sees, of each kind.
var invisible = []rune{
	0, 7, 0x1b, 0x7f, 0x80, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x202a, 0x202e,
	0x2060, 0x2064, 0x2065, 0x2066, 0x2069, 0x206f, 0x3164, 0xfe00, 0xfe0d, 0xfeff, 0xffa0, 0xfff0, 0xfff9, 0xffff, 0x1bca0, 0x1d173,
	0xe0000, 0xe0001, 0xe0002, 0xe0020, 0xe0041, 0xe007f, 0xe0100, 0xe01ef, 0xe0fff, 0x10fffe,
}

// fit reports whether all of a text can be seen, but for line breaks.
func fit(text string) bool {
	var before rune
	for _, r := range text {
		style := r == 0xfe0e || r == 0xfe0f
		again := style && (before == 0xfe0e || before == 0xfe0f)
		unseen := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
		if again || unseen && !style && r != '\n' && r != '\t' || 0xe0000 <= r && r <= 0xe0fff {
			return false
		}
		before = r
	}
	return utf8.ValidString(text)
}

// TestNothingInvisible shows of any text only what can be seen, and shows that.
func TestNothingInvisible(t *testing.T) {
	t.Parallel()
	property := func(text string, at, which uint) bool {
		runes := []rune(text)
		place := int(at % uint(len(runes)+1))
		mixed := string(runes[:place]) + string(invisible[which%uint(len(invisible))]) + string(runes[place:])
		line, whole := rest.Line(mixed), rest.Text(mixed)
		return fit(line) && fit(whole) && !strings.ContainsAny(line, "\r\n\t") && // fit to be shown
			rest.Line(line) == line && rest.Text(whole) == whole // and once is enough
	}
	if err := quick.Check(property, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
	for _, r := range invisible {
		if line, text := rest.Line("a"+string(r)+"b"), rest.Text("a"+string(r)+"b"); line != "ab" || text != "ab" {
			t.Errorf("%U shows in %q and %q", r, line, text)
		}
	}
	const visible = "Größe 日本語 한국어 עברית العربية हिन्दी ไทย é́ 👍🏽 🇩🇪 ❤\ufe0f — “quoted” ½ €"
	if line, text := rest.Line(visible), rest.Text(visible); line != visible || text != visible {
		t.Errorf("what can be seen is lost: %q, %q", line, text)
	}
}
