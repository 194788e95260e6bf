//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package tokenfile

import (
	"errors"
	"os"
)

// errLocked is never returned here.
var errLocked = errors.New("locked")

func openLock(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode)
}

// tryLock cannot lock: this system has no lock that ends with its process.
func tryLock(*os.File) error { return errors.ErrUnsupported }

func cannotLock(err error) bool { return errors.Is(err, errors.ErrUnsupported) }
