//go:build linux || darwin

package tokenfile_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/process"
)

// TestUnreadable runs as a user whom permissions concern: root's tests start it once more.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		asNobody(t, "TestUnreadable")
		return
	}
	b := newBench(t)
	b.writeFile(written)
	if err := os.Chmod(b.path, 0); err != nil {
		t.Fatal(err)
	}
	_, err := b.Load(t.Context(), site)
	if failure, ok := errors.AsType[*tokenfile.FileError](err); !ok || failure.Problem != tokenfile.Unreadable || !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

// asNobody runs a test in a process without privileges.
func asNobody(t *testing.T, name string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	command := exec.CommandContext(t.Context(), program, "-test.run=^"+name+"$", "-test.v")
	command.Env = append(os.Environ(), "TMPDIR="+folder)
	process.AsNobody(t, command, folder)
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+name) {
		t.Errorf("%v:\n%s", err, out)
	}
}
