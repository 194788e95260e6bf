package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// errSharing is ERROR_SHARING_VIOLATION.
const errSharing = syscall.Errno(32)

// rename replaces a file. Windows refuses that as long as somebody else, such as
// a virus scanner or a process that reads the old content, has the file open, so
// it is tried for a while.
func rename(from, to string) error {
	const tries, pause = 25, 20 * time.Millisecond
	var err error
	for range tries {
		err = os.Rename(from, to)
		if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errSharing) {
			return err
		}
		time.Sleep(pause)
	}
	return err
}

// syncFolder does nothing: Windows has no such call, and writes the entry with
// the file.
func syncFolder(string) error { return nil }
