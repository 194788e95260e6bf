package tokenfile

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// errLocked says that another process holds the lock (ERROR_LOCK_VIOLATION).
var errLocked = syscall.Errno(33)

func openLock(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode) //nolint:gosec // our own folder
}

// tryLock locks f or returns errLocked. The system takes the lock back when the
// process ends, in whatever way.
// (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-lockfileex)
func tryLock(f *os.File) error {
	const exclusive, failImmediately = 2, 1
	lockFileEx := syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")
	if err := lockFileEx.Find(); err != nil {
		return errors.ErrUnsupported
	}
	var overlapped syscall.Overlapped
	done, _, err := lockFileEx.Call(f.Fd(), exclusive|failImmediately, 0, 1, 0, uintptr(unsafe.Pointer(&overlapped)))
	if done != 0 {
		return nil
	}
	return err
}

// cannotLock reports whether the file system has no locks.
func cannotLock(err error) bool { return errors.Is(err, errors.ErrUnsupported) }
