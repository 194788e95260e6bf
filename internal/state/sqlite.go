package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var sqliteEngine = engine{
	bind: same, schema: same, kind: sqliteKind, odd: sqliteOdd, check: sqliteCheck, wipe: sqliteWipe,
	migrated: `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`,
}

// patience is how long a statement waits for other processes, if ctx lets it.
const patience = 5 * time.Second

// openSQLite opens a file that is there, or a store in memory.
func openSQLite(ctx context.Context, o Options) (*Store, error) {
	connector, err := sqlite.NewConnector(dataSource(o.Path))
	if err != nil {
		return nil, err
	}
	s := &Store{db: sql.OpenDB(connector), engine: sqliteEngine, now: o.Now, path: o.Path, most: maxChanges}
	// One connection: writers of this process wait for each other in order instead of
	// asking again and again for SQLite's lock, and there is one cache.
	s.db.SetMaxOpenConns(1)
	if err := s.start(ctx, o); err != nil {
		_ = s.db.Close() // the cause is told
		return nil, err
	}
	return s, nil
}

// start makes sure that the store can be used.
func (s *Store) start(ctx context.Context, o Options) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 2*patience, ErrBusy)
	defer cancel()
	have, err := s.inspect(ctx, o.suspect)
	if s.engine.odd(err) {
		err = fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if err != nil {
		return fmt.Errorf("open the state: %w", err)
	}
	if err := s.migrate(ctx, have); err != nil || o.Path == "" {
		return err
	}
	var mode string
	if err := s.db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return s.failed("open the state", err)
	}
	if mode != "wal" {
		o.Logger.Warn("the state's folder has no shared memory: writes are slower", slog.String("path", s.path), slog.String("journal", mode))
	}
	return nil
}

// inspect connects, looks for damage and returns how many migrations were made.
func (s *Store) inspect(ctx context.Context, suspect bool) (have int, err error) {
	if err := s.failed("connect", s.connect(ctx)); err != nil {
		return 0, err
	}
	if suspect {
		if err := s.failed("check", s.engine.check(ctx, s.db)); err != nil {
			return 0, err
		}
	}
	err = s.read(ctx, "read the schema", func(t *tx) error {
		if have, err = t.schema(ctx); err != nil || have == 0 || !suspect {
			return err
		}
		return t.tables(ctx)
	})
	return have, err
}

// connect makes the first connection. Going over to WAL does not wait for other
// processes by itself.
func (s *Store) connect(ctx context.Context) error {
	for {
		err := s.db.PingContext(ctx)
		if err == nil || !errors.Is(sqliteKind(err), ErrBusy) {
			return err
		}
		if wait(ctx, 10*time.Millisecond) != nil {
			return err
		}
	}
}

// dataSource names a file to the driver, with what each connection begins with.
// synchronous=FULL has every transaction on the disk when it is over; temp_store keeps
// texts out of files elsewhere.
func dataSource(path string) string {
	q := url.Values{
		"_txlock": {"immediate"}, "_busy_timeout": {"5000"}, "_foreign_keys": {"1"}, "_synchronous": {"FULL"},
		"_dqs": {"0"}, "_defensive": {"1"}, "_error_rc": {"1"},
		"_pragma": {"secure_delete(1)", "temp_store(memory)", "trusted_schema(0)", "cache_size(-1000)"},
	}
	if path == "" {
		q.Set("mode", "memory")
		return "file:state?" + q.Encode()
	}
	q.Set("_journal_mode", "WAL")
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // a drive of Windows
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// sqliteKind sorts SQLite's errors (https://sqlite.org/rescode.html).
func sqliteKind(err error) error {
	failure, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch failure.Code() {
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE: // EFBIG and EDQUOT are no SQLITE_FULL
		return ErrFull
	case sqlite3.SQLITE_IOERR_SHORT_READ:
		return ErrCorrupt
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return ErrBusy
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT:
		return ErrCorrupt
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS:
		return ErrUnavailable
	}
	return nil
}

// sqliteOdd looks for SQLITE_ERROR: no such table or column, or a format that is none.
func sqliteOdd(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	return ok && failure.Code() == sqlite3.SQLITE_ERROR
}

// sqliteCheck looks through the whole file.
func sqliteCheck(ctx context.Context, db *sql.DB) error {
	var answer string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return ErrCorrupt // the answer may tell contents
	}
	return nil
}

// sqliteWipe makes the file anew without what was deleted, and empties the WAL before
// and after.
func sqliteWipe(ctx context.Context, db *sql.DB) error {
	if err := checkpoint(ctx, db); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM`); err != nil {
		return err
	}
	return checkpoint(ctx, db)
}

// checkpoint moves the WAL into the file and cuts it to nothing, once the readers of
// other processes let it.
func checkpoint(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrBusy)
	defer cancel()
	for {
		var busy, frames, moved int
		if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		if err := wait(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}
