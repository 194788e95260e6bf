package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"time"
)

// errDamaged says that the file is not what it should be.
var errDamaged = errors.New("the token file is damaged")

// read returns the content of the file, which is nothing when there is no file.
func (s *Store) read() (sites, error) {
	data, err := s.readFile()
	if err != nil {
		return nil, err
	}
	return parseSites(data)
}

// parseSites reads the content of the file.
func parseSites(data []byte) (sites, error) {
	all := sites{}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(data) == 0 {
		return all, nil
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, errDamaged // whose words would quote the file
	}
	if all == nil { // null
		all = sites{}
	}
	return all, nil
}

// readFile reads the file if it is one, and closes it to other users.
func (s *Store) readFile() ([]byte, error) {
	f, err := s.openFile()
	if f == nil || err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	s.tightenFile(f)
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, fileError(s.Path(), Unreadable, err)
	case len(data) > maxFile:
		return nil, errDamaged
	}
	s.tightenFolder()
	return data, nil
}

// openFile opens the file, or returns nil when there is none. It follows no
// links: a file elsewhere is not ours to replace.
func (s *Store) openFile() (*os.File, error) {
	const tries = 10 // it may be replaced between the look and the opening
	for range tries {
		seen, err := os.Lstat(s.Path())
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, fileError(s.Path(), Unreadable, err)
		}
		if odd := oddity(seen.Mode()); odd != "" {
			return nil, &FileError{Path: s.Path(), Problem: odd}
		}
		f, err := os.Open(s.Path())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fileError(s.Path(), Unreadable, err)
		}
		if err != nil {
			continue
		}
		if opened, err := f.Stat(); err == nil && os.SameFile(seen, opened) {
			return f, nil
		}
		_ = f.Close() // it was only looked at
	}
	return nil, &FileError{Path: s.Path(), Problem: Unreadable, Err: errors.New("it keeps changing")}
}

// open reports whether permissions let in more than the owner. Windows has
// none: a user's folders are the user's own.
func open(mode fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0
}

func (s *Store) tightenFile(f *os.File) {
	info, err := f.Stat()
	if err != nil || !open(info.Mode()) {
		return
	}
	s.tightened(s.Path(), info.Mode(), f.Chmod(fileMode))
}

// tightenFolder closes the folder to others, except one that is meant to be
// shared, such as /tmp.
func (s *Store) tightenFolder() {
	info, err := os.Stat(s.dir)
	if err != nil || !open(info.Mode()) {
		return
	}
	if info.Mode()&fs.ModeSticky != 0 {
		s.tightened(s.dir, info.Mode(), errors.New("the folder is shared"))
		return
	}
	s.tightened(s.dir, info.Mode(), os.Chmod(s.dir, dirMode))
}

func (s *Store) tightened(path string, was fs.FileMode, err error) {
	if err != nil {
		s.exposed.Do(func() {
			s.logger.Warn("sign-ins can be read by other users of this computer", slog.String("path", path),
				slog.String("permissions", was.Perm().String()), slog.Any("error", err))
		})
		return
	}
	s.logger.Warn("sign-ins could be read by other users of this computer, which was stopped",
		slog.String("path", path), slog.String("permissions", was.Perm().String()))
}

// mend looks at a damaged file once more, since another program may just be
// writing it, and moves it aside if it stays so. The caller holds the lock.
func (s *Store) mend(ctx context.Context) (sites, error) {
	const pause = 100 * time.Millisecond
	if err := wait(ctx, pause); err != nil {
		return nil, fileError(s.Path(), Unreadable, err)
	}
	all, err := s.read()
	if !errors.Is(err, errDamaged) {
		return all, err
	}
	aside, err := s.unusedName()
	if err == nil {
		err = os.Rename(s.Path(), aside)
	}
	if err != nil {
		return nil, fileError(s.Path(), Unreadable, fmt.Errorf("it is damaged, and cannot be moved aside: %w", err))
	}
	s.logger.Warn("the token file is damaged and was moved aside",
		slog.String("path", s.Path()), slog.String("moved_to", aside))
	return sites{}, nil
}

// unusedName returns a name for a damaged file that overwrites no other.
func (s *Store) unusedName() (string, error) {
	const tries = 100
	base := s.Path() + ".corrupt-" + s.now().UTC().Format("20060102-150405")
	name := base
	for i := range tries {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		name = fmt.Sprintf("%s-%d", base, i+2)
	}
	return "", errors.New("there are too many damaged files")
}

// lock takes the lock that the processes of this program share, and creates the
// folder for it. Who gives up waiting gets a [FileError].
func (s *Store) lock(ctx context.Context) (*locked, error) {
	if err := s.makeFolder(); err != nil {
		return nil, err
	}
	name := s.Path() + ".lock"
	f, err := openLock(name)
	if err != nil {
		return nil, fileError(name, Unwritable, err)
	}
	const pause = 20 * time.Millisecond
	for {
		err := tryLock(f)
		switch {
		case err == nil:
		case errors.Is(err, errLocked):
			if wait(ctx, pause) == nil {
				continue
			}
			_ = f.Close() // it holds nothing
			return nil, notLocked(ctx, name)
		case cannotLock(err):
			s.unlocked.Do(func() {
				s.logger.Warn("the folder for sign-ins cannot be locked: let only one process use it", slog.String("path", s.dir))
			})
		default:
			_ = f.Close() // it holds nothing
			return nil, fileError(name, Unwritable, err)
		}
		return &locked{store: s, unlock: func() { _ = f.Close() }}, nil // which gives the lock back
	}
}

func (s *Store) makeFolder() error {
	if err := os.MkdirAll(s.dir, dirMode); err != nil {
		if info, statErr := os.Stat(s.dir); statErr == nil && !info.IsDir() {
			return &FileError{Path: s.dir, Problem: NotFolder}
		}
		return fileError(s.dir, Unwritable, err)
	}
	s.tightenFolder()
	return nil
}

// wait lets time pass, unless ctx ends first.
func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
