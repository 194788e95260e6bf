//go:build linux || darwin

package state_test

import (
	"syscall"
	"testing"
	"time"
)

const canKill = true

// kill ends this process as kill -9 does.
func kill(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}
