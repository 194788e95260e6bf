package tokenfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"
)

// read returns the content of the file, which is nothing when there is no file.
func (f *File) read() (sites, error) {
	data, err := f.readFile()
	if err != nil {
		return nil, err
	}
	return parseSites(data)
}

// readFile reads the file if it is one, and takes other users' permissions away.
func (f *File) readFile() ([]byte, error) {
	opened, err := f.openFile()
	if opened == nil || err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }() // it was only read
	f.tightenFile(opened)
	data, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
	switch {
	case err != nil:
		return nil, fileError(f.path(), Unreadable, err)
	case len(data) > maxFile:
		return nil, errDamaged
	}
	f.tightenFolder()
	return data, nil
}

// openFile opens the file, or returns nil when there is none. It follows no
// links: a file elsewhere is not ours to replace.
func (f *File) openFile() (*os.File, error) {
	const tries = 10 // it may be replaced between the look and the opening
	for range tries {
		seen, err := os.Lstat(f.path())
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, fileError(f.path(), Unreadable, err)
		}
		if odd := oddity(seen.Mode()); odd != "" {
			return nil, &FileError{Path: f.path(), Problem: odd}
		}
		opened, err := os.Open(f.path())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fileError(f.path(), Unreadable, err)
		}
		if err != nil {
			continue
		}
		if now, err := opened.Stat(); err == nil && os.SameFile(seen, now) {
			return opened, nil
		}
		_ = opened.Close() // it was only looked at
	}
	return nil, &FileError{Path: f.path(), Problem: Unreadable, Err: errors.New("it keeps changing")}
}

// readOrMend reads the file, and moves it aside when it is damaged: that is, when it
// still is at a second look, since another program may just be writing it. The
// caller holds the lock.
func (f *File) readOrMend(ctx context.Context) (sites, error) {
	all, err := f.read()
	if !errors.Is(err, errDamaged) {
		return all, err
	}
	const pause = 100 * time.Millisecond
	if err := wait(ctx, pause); err != nil {
		return nil, fileError(f.path(), Unreadable, err)
	}
	if all, err = f.read(); !errors.Is(err, errDamaged) {
		return all, err
	}
	aside, err := f.unusedName()
	if err == nil {
		err = os.Rename(f.path(), aside)
	}
	if err != nil {
		return nil, fileError(f.path(), Unreadable, fmt.Errorf("it is damaged, and cannot be moved aside: %w", err))
	}
	f.logger.Warn("the token file is damaged and was moved aside",
		slog.String("path", f.path()), slog.String("moved_to", aside))
	return sites{}, nil
}

// unusedName returns a name for a damaged file that overwrites no other.
func (f *File) unusedName() (string, error) {
	const tries = 100
	base := f.path() + ".corrupt-" + f.now().UTC().Format("20060102-150405")
	name := base
	for i := range tries {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		name = fmt.Sprintf("%s-%d", base, i+2)
	}
	return "", errors.New("there are too many damaged files")
}
