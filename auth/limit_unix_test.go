//go:build linux || darwin

package auth_test

import (
	"os/signal"
	"syscall"
	"testing"
)

const canLimitFiles = true

// limitFiles makes this process fail to write files beyond a size, much as on a
// full disk.
func limitFiles(t *testing.T, size uint64) {
	t.Helper()
	if size == 0 {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		t.Fatal(err)
	}
}
