// Package atomicfile replaces files so that at any moment, also after a crash or
// on a full disk, either the whole old content is there or the whole new one.
//
// It knows nothing about what is in the files, and takes no locks: whoever
// writes the same file from several processes makes sure that they take turns.
package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// infix marks a file that is being written. It is part of the names that Sweep
// removes.
const infix = ".writing-"

// Write replaces the content of the file called name, or creates it, with the
// given permissions. The folder must exist. On an error the old content is still
// there, except that an error of the very last step, making the folder's new
// entry last, leaves open which of the two survives a crash of the machine.
func Write(name string, data []byte, mode os.FileMode) error {
	temp, err := write(name, data, mode)
	if err != nil {
		return err
	}
	if err := rename(temp, name); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncFolder(filepath.Dir(name))
}

// Check reports why a Write of size bytes would fail now, such as a full disk or
// a folder that cannot be written to. It leaves the file called name alone.
func Check(name string, size int) error {
	temp, err := write(name, make([]byte, size), 0o600)
	if err != nil {
		return err
	}
	if err := os.Remove(temp); err != nil {
		return fmt.Errorf("check that a file can be written: %w", err)
	}
	return nil
}

// Sweep removes what processes left behind that were killed while they wrote the
// file called name. No other process may be writing it at the time.
func Sweep(name string) error {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return fmt.Errorf("look for half-written files: %w", err)
	}
	var failures []error
	for _, entry := range entries { // not Glob, for which a folder's name may be a pattern
		if strings.HasPrefix(entry.Name(), filepath.Base(name)+infix) {
			failures = append(failures, os.Remove(filepath.Join(filepath.Dir(name), entry.Name())))
		}
	}
	return errors.Join(failures...)
}

// write writes data to a new file beside the one called name, and returns its
// name when it is on the disk.
func write(name string, data []byte, mode os.FileMode) (temp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+infix+"*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the cause is told; Sweep takes what is left
		return "", err
	}
	return f.Name(), nil
}
