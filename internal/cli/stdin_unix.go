//go:build unix

package cli

import (
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// polled returns a reader of the same input that leaves no thread waiting in the
// system: where a client is at the other end of a pipe or socket, a call then
// need not wait for another thread to wake up. restore puts things back, for
// whoever reads on after this program; it may be called more than once.
//
// What is changed for this is no property of the input alone but of all that was
// made of it: if an output is the same socket, its writes fail as soon as it is
// full. So an input that is an output as well is left as it is.
func polled(in io.Reader, outputs ...io.Writer) (reader io.Reader, restore func()) {
	asItIs := func() {}
	f, ok := in.(*os.File)
	if !ok {
		return in, asItIs
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) == 0 {
		return in, asItIs
	}
	if slices.ContainsFunc(outputs, func(out io.Writer) bool { return isFile(out, info) }) {
		return in, asItIs
	}
	fd := int(f.Fd())
	if syscall.SetNonblock(fd, true) != nil {
		return in, asItIs
	}
	return os.NewFile(uintptr(fd), f.Name()), func() {
		_ = syscall.SetNonblock(fd, false) // at the end there is nobody to tell
	}
}

// isFile reports whether an output is a file, or may be.
func isFile(out io.Writer, file fs.FileInfo) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err != nil || os.SameFile(info, file)
}
