package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// build writes files, by name, into a folder.
func build(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestSame(t *testing.T) {
	t.Parallel()
	first := build(t, map[string]string{"a.zip": "a", "scoop/bucket/x.json": "x", "artifacts.json": "one place", "metadata.json": "now"})
	second := build(t, map[string]string{"a.zip": "a", "scoop/bucket/x.json": "x", "artifacts.json": "another", "config.yaml": "later"})
	var out strings.Builder
	if err := run(&out, []string{first, second}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "  scoop/bucket/x.json\n2 files are the same") {
		t.Errorf("got %q, want both files listed and counted", out.String())
	}
}

func TestDifferent(t *testing.T) {
	t.Parallel()
	first := build(t, map[string]string{"a.zip": "a", "b.zip": "b", "sub/config.yaml": "1", "same": "s"})
	second := build(t, map[string]string{"a.zip": "A", "c.zip": "b", "sub/config.yaml": "2", "same": "s"})
	var out strings.Builder
	err := run(&out, []string{first, second})
	want := "not the same:\n  a.zip\n  b.zip (only in the first)\n  c.zip (only in the second)\n  sub/config.yaml"
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for name, args := range map[string][]string{
		"no folders": nil, "one folder": {empty}, "empty folders": {empty, empty}, "no such folder": {filepath.Join(empty, "x"), empty},
	} {
		if err := run(&strings.Builder{}, args); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
