package tokenfile

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"
)

// lock takes the lock that the processes of this program share, and creates the
// folder for it. Who gives up waiting gets a [FileError].
func (f *File) lock(ctx context.Context) (unlock func(), err error) {
	if err := f.makeFolder(); err != nil {
		return nil, err
	}
	name := f.path() + ".lock"
	opened, err := openLock(name)
	if err != nil {
		return nil, fileError(name, Unwritable, err)
	}
	unlock = func() { _ = opened.Close() } // which gives the lock back
	const pause = 20 * time.Millisecond
	for {
		err := tryLock(opened)
		switch {
		case err == nil:
			return unlock, nil
		case errors.Is(err, errLocked):
			if wait(ctx, pause) == nil {
				continue
			}
			unlock()
			return nil, &FileError{Path: name, Problem: Locked, Err: context.Cause(ctx)}
		case cannotLock(err):
			f.warnNoLock.Do(func() {
				f.logger.Warn("the folder for sign-ins cannot be locked: let only one process use it", slog.String("path", f.dir))
			})
			return unlock, nil
		default:
			unlock()
			return nil, fileError(name, Unwritable, err)
		}
	}
}

func (f *File) makeFolder() error {
	if err := os.MkdirAll(f.dir, dirMode); err != nil {
		if info, statErr := os.Stat(f.dir); statErr == nil && !info.IsDir() {
			return &FileError{Path: f.dir, Problem: NotFolder}
		}
		return fileError(f.dir, Unwritable, err)
	}
	f.tightenFolder()
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
