package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"modernc.org/sqlite"
)

const (
	dirMode  = 0o700
	fileMode = 0o600
)

// beside are the endings of the files that SQLite keeps beside the database. The last
// one is the database itself, which is moved last: until then it is seen to be damaged.
var beside = [...]string{"-journal", "-wal", "-shm", ""}

// prepare makes the folder and an empty file that only its owner may read, and returns
// its absolute name.
func prepare(o Options) (string, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return "", fileError(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return "", fileError(err)
	}
	tighten(o, filepath.Dir(path), dirMode)
	if err := create(path); err != nil {
		return "", err
	}
	for _, end := range beside {
		tighten(o, path+end, fileMode)
	}
	return path, nil
}

// create makes an empty file where there is none. One that is there is not opened:
// closing it would take away the locks that SQLite has on it in this process.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the path that we were given
	if err == nil {
		return f.Close()
	}
	info, statErr := os.Lstat(path)
	switch {
	case statErr != nil:
		return fileError(err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("open the state: %s is no plain file: %w", path, ErrUnavailable)
	}
	return nil
}

// tighten keeps others out, except out of a folder that is meant to be shared. Windows
// has no such permissions.
func tighten(o Options, path string, mode fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return
	}
	if info.Mode()&fs.ModeSticky != 0 {
		return
	}
	if err := os.Chmod(path, info.Mode().Perm()&mode); err != nil {
		o.Logger.Warn("the state can be read by other users of this computer", slog.String("path", path), slog.Any("error", err))
	}
}

// fileError makes an error of the system ours.
func fileError(err error) error {
	kind := ErrUnavailable
	if errors.Is(err, fs.ErrPermission) || isReadOnly(err) {
		kind = ErrReadOnly
	} else if isFull(err) {
		kind = ErrFull
	}
	return fmt.Errorf("open the state: %w: %w", kind, err)
}

// replace moves a damaged store aside and opens a new one. One process does so at a
// time, and the next ones find what it has made.
func replace(ctx context.Context, o Options) (*Store, error) {
	unlock, err := lockBeside(ctx, o.Path+".lock")
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s, err := openSQLite(ctx, o); !isCorrupt(err) {
		return s, err
	}
	aside, err := moveAside(o)
	if err != nil {
		return nil, fmt.Errorf("move the damaged state aside: %w: %w", ErrUnavailable, err)
	}
	o.Logger.Warn("the state is damaged and was moved aside", slog.String("path", o.Path), slog.String("moved_to", aside))
	if err := create(o.Path); err != nil {
		return nil, err
	}
	o.suspect = false
	s, err := openSQLite(ctx, o)
	if err != nil {
		return nil, err
	}
	s.aside = aside
	return s, nil
}

// lockBeside takes a lock that ends with its process: SQLite's own on an empty file, so
// that it works wherever the store does.
func lockBeside(ctx context.Context, path string) (unlock func(), err error) {
	if err := create(path); err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(strings.Replace(dataSource(path), "_journal_mode=WAL", "_journal_mode=DELETE", 1))
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	unlock = func() { _ = db.Close() } // which gives the lock back
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		unlock()
		if kind := sqliteKind(err); kind != nil {
			err = fmt.Errorf("%w: %w", kind, err)
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return unlock, nil
}

const asideInfix = ".corrupt-"

// moveAside gives the damaged files another name, which it returns.
func moveAside(o Options) (string, error) {
	stem := o.Path + asideInfix + o.Now().UTC().Format("20060102T150405Z")
	name := stem
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
		name = stem + "-" + strconv.Itoa(n)
	}
	for _, end := range beside {
		if err := os.Rename(o.Path+end, name+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return name, nil
}

// removeAside removes what was moved aside.
func removeAside(path string) error {
	if path == "" {
		return nil
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	var failures []error
	for _, entry := range entries { // not Glob, for which a folder's name may be a pattern
		if strings.HasPrefix(entry.Name(), filepath.Base(path)+asideInfix) {
			failures = append(failures, os.Remove(filepath.Join(filepath.Dir(path), entry.Name())))
		}
	}
	return errors.Join(failures...)
}
