package contract

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Need skips the test, and says why, where there is no folder "shared" beside the
// project: there is nothing to check against.
func Need(tb testing.TB) {
	tb.Helper()
	need(tb)
}

// Read returns a document of the folder shared, such as
// "contracts/atlassian-auth.json". It skips the test as [Need] does. Where there is
// the folder, the document has to be in it: without it the test fails, because a
// check whose data is missing is none.
func Read(tb testing.TB, name string) []byte {
	tb.Helper()
	text, err := fs.ReadFile(need(tb), name)
	if err != nil {
		tb.Fatalf("contract: %v", err)
	}
	return text
}

// ReadAll returns the documents of the folder shared whose names match a pattern of
// [path.Match], by name. It skips and fails as [Read] does, and fails when none
// matches.
func ReadAll(tb testing.TB, pattern string) map[string][]byte {
	tb.Helper()
	names, err := fs.Glob(need(tb), pattern)
	if err != nil || len(names) == 0 {
		tb.Fatalf("contract: no document is named as %s: %v", pattern, err)
	}
	documents := make(map[string][]byte, len(names))
	for _, name := range names {
		documents[name] = Read(tb, name)
	}
	return documents
}

// absent is why a test is skipped, or checks less than it could.
const absent = "contract: there is no folder shared beside the project, so nothing is checked against the documents in it"

// need returns the folder shared, or ends the test.
func need(tb testing.TB) fs.FS {
	tb.Helper()
	dir, err := shared()
	if err != nil {
		tb.Fatalf("contract: %v", err)
	}
	if dir == "" {
		tb.Skip(absent)
	}
	return os.DirFS(dir)
}

// shared returns where the folder is, beside the module's root, which is above the
// working directory of every test. It is "" where there is none.
func shared() (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(root)
		if parent == root {
			return "", errors.New("no go.mod above the working directory")
		}
		root = parent
	}
	dir := filepath.Join(root, "..", "shared")
	// A link that leads nowhere is there, and wrong.
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return dir, nil
}
