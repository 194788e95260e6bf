package config

import (
	"bytes"
	"fmt"
	"os"

	"github.com/joho/godotenv"
)

// LoadEnvFile sets the variables of a .env file that the environment does not
// set itself. Its error names the line that cannot be read, but does not show it.
func LoadEnvFile(name string) error {
	text, err := os.ReadFile(name) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // Windows editors put it there
	values, ok := parse(text)
	if !ok {
		return fmt.Errorf("%s: line %d is not NAME=value", name, brokenLine(text))
	}
	for key, value := range values {
		if clean(os.Getenv(key)) != "" {
			continue
		}
		if err := os.Setenv(key, value); err != nil {
			return fmt.Errorf("%s: a value cannot be set", name)
		}
	}
	return nil
}

// brokenLine finds the line that the parser cannot read, which does not tell and
// quotes what it could not read instead: it follows the longest beginning of the
// text that can be read.
func brokenLine(text []byte) int {
	lines := bytes.SplitAfter(text, []byte("\n"))
	for n := len(lines) - 1; n > 0; n-- {
		if _, ok := parse(bytes.Join(lines[:n], nil)); ok {
			return n + 1
		}
	}
	return 1
}

// parse reads the text of a .env file. Without an = the last line would be the
// value of no name.
func parse(text []byte) (map[string]string, bool) {
	values, err := godotenv.UnmarshalBytes(text)
	_, nameless := values[""]
	return values, err == nil && !nameless
}
