//go:build linux || darwin

package process

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// CanLimitFiles reports whether the system can keep a process from writing large files.
const CanLimitFiles = true

// LimitFiles makes this process fail to write files beyond a size, much as on a full
// disk; 0 is no limit.
func LimitFiles(t *testing.T, size uint64) {
	t.Helper()
	if size == 0 {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		t.Fatal(err)
	}
}

const nobody = 65534

// AsNobody has a process run as a user whom permissions concern, and gives files to that
// user. It changes nothing when this process is not root's.
func AsNobody(t *testing.T, command *exec.Cmd, files ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	dir := t.TempDir()
	for _, open := range []string{filepath.Dir(dir), dir} {
		must(t, os.Chmod(open, 0o755)) //nolint:gosec // nobody has to get at the program
	}
	text, err := os.ReadFile(command.Path)
	must(t, err)
	program := filepath.Join(dir, "test")
	must(t, os.WriteFile(program, text, 0o755)) //nolint:gosec // as above
	command.Path, command.Dir = program, dir
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	for _, name := range files {
		if _, err := os.Stat(name); err == nil {
			must(t, os.Chown(name, nobody, nobody))
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
