package tokenfile

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
)

// exposed reports whether permissions let in more than the owner. Windows has
// none: a user's folders are the user's own.
func exposed(mode fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0
}

func (f *File) tightenFile(opened *os.File) {
	info, err := opened.Stat()
	if err != nil || !exposed(info.Mode()) {
		return
	}
	f.tightened(f.path(), info.Mode(), opened.Chmod(fileMode))
}

// tightenFolder keeps others out of the folder, except out of one that is meant to
// be shared, such as /tmp.
func (f *File) tightenFolder() {
	info, err := os.Stat(f.dir)
	if err != nil || !exposed(info.Mode()) {
		return
	}
	if info.Mode()&fs.ModeSticky != 0 {
		f.tightened(f.dir, info.Mode(), errors.New("the folder is shared"))
		return
	}
	f.tightened(f.dir, info.Mode(), os.Chmod(f.dir, dirMode))
}

func (f *File) tightened(path string, was fs.FileMode, err error) {
	if err != nil {
		f.warnExposed.Do(func() {
			f.logger.Warn("sign-ins can be read by other users of this computer", slog.String("path", path),
				slog.String("permissions", was.Perm().String()), slog.Any("error", err))
		})
		return
	}
	f.logger.Warn("sign-ins could be read by other users of this computer, which was stopped",
		slog.String("path", path), slog.String("permissions", was.Perm().String()))
}
