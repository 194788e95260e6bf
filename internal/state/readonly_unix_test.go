//go:build linux || darwin

package state_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/process"
)

// TestReadOnly opens what may not be written to, as a user whom permissions concern.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]struct{ made, folder, file os.FileMode }{
		"folder without file": {0, 0o500, 0}, "folder with file": {1, 0o500, 0o600}, "file": {1, 0o700, 0o400}, "both": {1, 0o500, 0o400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "folder")
			path := filepath.Join(dir, "state.db")
			check(t, "make a folder", os.MkdirAll(dir, 0o700), nil)
			if set.made != 0 {
				check(t, "close", openFile(t, path, time.Now).Close(), nil)
				check(t, "change the file", os.Chmod(path, set.file), nil)
			}
			command := child(t, path, "open")
			process.AsNobody(t, command, dir, path)
			check(t, "change the folder", os.Chmod(dir, set.folder), nil)
			out, err := command.CombinedOutput()
			check(t, "change the folder back", os.Chmod(dir, 0o700), nil)
			if err != nil || !strings.Contains(string(out), "child: read-only") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
