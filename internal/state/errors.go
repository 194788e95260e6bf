package state

import (
	"errors"
	"fmt"
	"time"
)

// What may be wrong with the store itself. The error that comes back also wraps the
// engine's own.
var (
	// ErrReadOnly says that the file, its folder or its file system cannot be written to.
	ErrReadOnly = errors.New("the state cannot be written to")
	// ErrFull says that there is no room left, by the disk, a quota or a limit.
	ErrFull = errors.New("no room for the state")
	// ErrBusy says that other processes kept the store locked for too long.
	ErrBusy = errors.New("the state is locked by another process")
	// ErrCorrupt says that the store is damaged. A [Lazy] moves it aside at the next call.
	ErrCorrupt = errors.New("the state is damaged")
	// ErrUnavailable says that there can be no store at the path, or not now.
	ErrUnavailable = errors.New("the state cannot be used")
)

// What callers may get wrong, or come too late for.
var (
	// ErrUnknown says that there is no such thing, or that it is another owner's.
	ErrUnknown = errors.New("unknown")
	// ErrExpired says that a plan is too old to be applied.
	ErrExpired = errors.New("expired")
	// ErrRunning is what a [RunningError] is.
	ErrRunning = errors.New("somebody else is at work on it")
	// ErrLost says that a hold is no longer the newest one, or that its work is over:
	// whoever has it must not write any more.
	ErrLost = errors.New("the hold is lost")
	// ErrConflict says that a document is there in another version, or that an id is
	// taken.
	ErrConflict = errors.New("there is another version")
	// ErrInvalid says that an argument is missing or of no use, a programmer's mistake.
	ErrInvalid = errors.New("invalid argument")
)

// RunningError says that somebody else is at work on it. It is an [ErrRunning].
type RunningError struct {
	Until time.Time // when the lease runs out, if it is not renewed
}

// Error says so.
func (*RunningError) Error() string { return ErrRunning.Error() }

// Is makes it an ErrRunning.
func (*RunningError) Is(target error) bool { return target == ErrRunning }

// NewerError says that a newer version of the program has made the store, which is left
// as it is.
type NewerError struct {
	Have, Want int // the store's schema, and the newest that this program knows
}

// Error names the two schemas.
func (e *NewerError) Error() string {
	return fmt.Sprintf("the state has schema %d, newer than %d", e.Have, e.Want)
}

func isLost(err error) bool { return errors.Is(err, ErrLost) }

func isCorrupt(err error) bool { return errors.Is(err, ErrCorrupt) }
