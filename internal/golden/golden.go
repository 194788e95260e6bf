// Package golden compares what a test got with a file that holds what it is
// meant to get, and rewrites the file when UPDATE_GOLDEN is 1. It is for tests
// alone and knows nothing about what the files say.
package golden

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// variable is the setting that makes Compare write.
const variable = "UPDATE_GOLDEN"

// Compare reports as an error of the test when got is not what the file at path
// holds, line by line. A missing file is an error too. With UPDATE_GOLDEN=1 it
// writes the file instead. Line endings do not matter.
func Compare(tb testing.TB, path, got string) {
	tb.Helper()
	if os.Getenv(variable) == "1" {
		if err := write(path, got); err != nil {
			tb.Fatalf("golden: %v", err)
		}
		return
	}
	want, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		tb.Errorf("golden: there is no %s; write it with %s=1", path, variable)
	case err != nil:
		tb.Errorf("golden: %v", err)
	default:
		if diff := cmp.Diff(lines(string(want)), lines(got)); diff != "" {
			tb.Errorf("%s (-want +got), rewrite it with %s=1:\n%s", path, variable, diff)
		}
	}
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func lines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}
