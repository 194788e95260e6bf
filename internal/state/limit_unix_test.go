//go:build linux || darwin

package state_test

import (
	"os/signal"
	"syscall"
	"testing"
	"time"
)

const (
	canLimitFiles = true
	canKill       = true
)

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

// kill ends this process as kill -9 does.
func kill(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}
