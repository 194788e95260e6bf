package config

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/joho/godotenv"
)

// Decoded returns text as UTF-8 without a byte order mark. Windows editors and
// PowerShell also write UTF-16.
func Decoded(raw []byte) string {
	order := wide(raw)
	if order == nil {
		return string(bytes.TrimPrefix(raw, []byte("\uFEFF")))
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\uFEFF")
}

// wide returns the order of the bytes in a text of UTF-16, which has a mark in front or
// begins with a plain character. It is nil for other texts.
func wide(raw []byte) binary.ByteOrder {
	switch {
	case len(raw) < 2:
		return nil
	case raw[0] == 0xFF && raw[1] == 0xFE, raw[0] != 0 && raw[1] == 0:
		return binary.LittleEndian
	case raw[0] == 0xFE && raw[1] == 0xFF, raw[0] == 0 && raw[1] != 0:
		return binary.BigEndian
	default:
		return nil
	}
}

// parse reads the text of a .env file.
func parse(text string) (map[string]string, error) {
	for i, line := range strings.Split(text, "\n") {
		if err := checkLine(line); err != nil {
			return nil, fmt.Errorf("line %d %w", i+1, err)
		}
	}
	values, ok := literal(text)
	if !ok {
		return nil, fmt.Errorf("line %d is not NAME=value", brokenLine(text))
	}
	return values, nil
}

// checkLine finds what the parser would take for something else than was meant.
func checkLine(line string) error {
	switch {
	case !utf8.ValidString(line):
		return errors.New("holds characters that are not UTF-8: save the file as UTF-8")
	case strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\r' }):
		return errors.New("holds control characters: save the file as plain text in UTF-8")
	case command.MatchString(line):
		return fmt.Errorf("is a command of a shell: write it as %s=value, with nothing in front", nameIn(line))
	}
	return nil
}

// command finds what sets a variable in the shells that people copy from. The export
// of a Unix shell is taken as it is.
var command = regexp.MustCompile(`(?i)^\s*(\$\{?env:|(set|setx|setenv|env|declare|typeset|let|const|var)\s+["A-Za-z_-])`)

// nameIn returns the variable of ours that a line speaks of. Another name is not
// shown, since it may be none.
func nameIn(line string) string {
	words := strings.FieldsFunc(line, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, v := range Variables() {
		if slices.Contains(words, v.Name) {
			return v.Name
		}
	}
	return "NAME"
}

// Characters that stand for others while the parser reads, which would expand these.
const (
	dollar    = "\x01"
	backslash = "\x02"
)

// literal reads a text as the library does that reads .env files, but takes values as
// they are: a $ in a token is no variable, and a path of Windows has no line breaks.
// Without an = the last line would be the value of no name.
func literal(text string) (map[string]string, bool) {
	values, err := godotenv.Unmarshal(strings.NewReplacer("$", dollar, `\`, backslash).Replace(text))
	_, nameless := values[""]
	for name, value := range values {
		values[name] = strings.NewReplacer(dollar, "$", backslash, `\`).Replace(value)
	}
	return values, err == nil && !nameless
}

// brokenLine finds the line that the parser cannot read, which does not tell and
// quotes what it could not read instead: it follows the longest beginning of the
// text that can be read.
func brokenLine(text string) int {
	lines := strings.SplitAfter(text, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, ok := literal(strings.Join(lines[:n], "")); ok {
			return n + 1
		}
	}
	return 1
}
