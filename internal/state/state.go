package state

import (
	"context"
	"log/slog"
	"time"
)

// Options say where a store is and what it uses.
type Options struct {
	// Path is the file; its folder is made when it is not there. Without a path the
	// store lives in the process's memory and ends with it.
	Path   string
	Now    func() time.Time
	Logger *slog.Logger
}

// Store keeps plans, changes and documents. It is safe for concurrent use, also by
// several processes.
type Store struct {
	now    func() time.Time
	logger *slog.Logger
}

// Open opens the store, and makes it or brings it up to date where necessary. A damaged
// file is moved aside. It fails with one of the errors of this package, a [NewerError]
// among them, and within ctx.
func Open(ctx context.Context, o Options) (*Store, error) { panic("later") }

// MovedAside returns where a damaged file was moved when the store was opened, or "".
func (s *Store) MovedAside() string { panic("later") }

// Close ends the use of the store.
func (s *Store) Close() error { panic("later") }
