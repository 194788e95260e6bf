//go:build unix

package cli

import (
	"io"
	"io/fs"
	"os"
	"syscall"
)

// polled returns a reader of the same input that leaves no thread waiting in the
// system: where a client is at the other end of a pipe or socket, a call then
// need not wait for another thread to wake up. restore puts things back, for
// whoever reads on after this program.
func polled(in io.Reader) (reader io.Reader, restore func()) {
	asItIs := func() {}
	f, ok := in.(*os.File)
	if !ok {
		return in, asItIs
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) == 0 {
		return in, asItIs
	}
	fd := int(f.Fd())
	if syscall.SetNonblock(fd, true) != nil {
		return in, asItIs
	}
	return os.NewFile(uintptr(fd), f.Name()), func() {
		_ = syscall.SetNonblock(int(f.Fd()), false) // at the end there is nobody to tell
	}
}
