package state

import (
	"context"
	"database/sql"
	"log/slog"
	"sync/atomic"
	"time"
)

// Options say where a store is and what it uses.
type Options struct {
	// Path is the file; its folder is made when it is not there. Without a path the
	// store lives in the process's memory and ends with it.
	Path   string
	Now    func() time.Time
	Logger *slog.Logger

	suspect bool // it was found to be damaged: look all through it
}

// Store keeps plans, changes and documents. It is safe for concurrent use, also by
// several processes.
type Store struct {
	db     *sql.DB
	engine engine
	now    func() time.Time
	path   string // "" in memory
	aside  string
	broken atomic.Bool
	pruned atomic.Int64           // when, in milliseconds; 0 never
	most   int64                  // changes of an owner that are kept
	hook   func(statement string) // for tests
}

// Open opens the store, and makes it or brings it up to date where necessary. A damaged
// file is moved aside. It fails with one of the errors of this package, a [NewerError]
// among them, and within ctx. Nobody else in this process may open the file: closing it
// would take SQLite's locks away.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Path == "" {
		return openSQLite(ctx, o)
	}
	path, err := prepare(o)
	if err != nil {
		return nil, err
	}
	o.Path = path
	s, err := openSQLite(ctx, o)
	if isCorrupt(err) {
		s, err = replace(ctx, o)
	}
	return s, err
}

// MovedAside returns where a damaged file was moved when the store was opened, or "".
func (s *Store) MovedAside() string { return s.aside }

// Close ends the use of the store.
func (s *Store) Close() error { return s.failed("close the state", s.db.Close()) }
