package atomicfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a[b]*c", "file.json")
	if err := os.Mkdir(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"first", "", strings.Repeat("x", 1<<20)} {
		if err := atomicfile.Write(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := read(t, name); got != content {
			t.Errorf("got %d bytes, want %d", len(got), len(content))
		}
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("permissions are %v", info.Mode().Perm())
	}
	if diff := cmp.Diff([]string{"file.json"}, list(t, filepath.Dir(name))); diff != "" {
		t.Errorf("the folder holds (-want +got):\n%s", diff)
	}
}

func TestWriteReplacesWiderPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the mode of a file keeps nobody out, so none is set")
	}
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(name, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want 0600", info.Mode().Perm(), err)
	}
}

func TestWriteFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	full := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(full, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{full, filepath.Join(dir, "no", "such", "folder")} {
		if err := atomicfile.Write(name, []byte("new"), 0o600); err == nil {
			t.Errorf("%s was written", filepath.Base(name))
		}
	}
	if err := atomicfile.Check(filepath.Join(dir, "no", "file"), 1); err == nil {
		t.Error("a file in no folder was found writable")
	}
	if diff := cmp.Diff([]string{"folder"}, list(t, dir)); diff != "" {
		t.Errorf("a failed write left something behind (-want +got):\n%s", diff)
	}
}

func TestCheckLeavesNothing(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	if err := atomicfile.Write(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Check(name, 1<<16); err != nil {
		t.Fatal(err)
	}
	if got := read(t, name); got != "old" {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"file"}, list(t, filepath.Dir(name))); diff != "" {
		t.Errorf("the folder holds (-want +got):\n%s", diff)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"file", "file.writing-123", "file.writing-4", "file.other", "another.writing-1"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := atomicfile.Sweep(filepath.Join(dir, "file")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"another.writing-1", "file", "file.other"}, list(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := atomicfile.Sweep(filepath.Join(dir, "missing", "file")); err == nil {
		t.Error("a folder that is not there was swept")
	}
}

// TestReadersSeeWholeFiles writes while others read.
func TestReadersSeeWholeFiles(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	contents := map[string]bool{strings.Repeat("a", 1<<14): true, strings.Repeat("b", 1<<15): true}
	for content := range contents {
		if err := atomicfile.Write(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var writers sync.WaitGroup
	for content := range contents {
		writers.Go(func() {
			for range 20 {
				if err := atomicfile.Write(name, []byte(content), 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 200 {
		if !contents[read(t, name)] {
			t.Error("saw half a file")
		}
	}
	writers.Wait()
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
