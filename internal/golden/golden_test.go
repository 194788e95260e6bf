package golden_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/golden"
)

// witness notes the errors that a test would have had.
type witness struct {
	testing.TB

	errors []string
}

func (*witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	text, _ := args[0].(string)
	w.errors = append(w.errors, format+text)
}

// A changed variable of the environment keeps these tests from running side by
// side.
func TestCompare(t *testing.T) {
	path := filepath.Join(t.TempDir(), "testdata", "greeting.txt")
	compare := func(got string) int {
		w := &witness{TB: t}
		golden.Compare(w, path, got)
		return len(w.errors)
	}

	t.Setenv("UPDATE_GOLDEN", "")
	if compare("hello\n") != 1 {
		t.Error("a missing file is no error")
	}
	t.Setenv("UPDATE_GOLDEN", "1")
	if compare("hello\nthere\n") != 0 {
		t.Error("cannot write the file")
	}
	t.Setenv("UPDATE_GOLDEN", "")
	if compare("hello\nthere\n") != 0 {
		t.Error("what was written is not what is read")
	}
	if compare("hello\nyou\n") != 1 {
		t.Error("another text is no error")
	}
	content, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(content), "hello\nthere") {
		t.Errorf("the file was changed: %q, %v", content, err)
	}
	if err := os.WriteFile(path, []byte("hello\r\nthere\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if compare("hello\nthere\n") != 0 {
		t.Error("line endings matter")
	}
}
