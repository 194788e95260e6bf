package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// tx is a transaction.
type tx struct {
	sql *sql.Tx
	s   *Store
}

// write runs f in a transaction. With SQLite it is the only one that writes; with any
// engine what decides who may write is decided by the row that an UPDATE finds.
func (s *Store) write(ctx context.Context, what string, f func(*tx) error) error {
	return s.failed(what, s.run(ctx, nil, f))
}

// read runs f in a transaction that only reads.
func (s *Store) read(ctx context.Context, what string, f func(*tx) error) error {
	return s.failed(what, s.run(ctx, &sql.TxOptions{ReadOnly: true}, f))
}

func (s *Store) run(ctx context.Context, options *sql.TxOptions, f func(*tx) error) error {
	s.before("BEGIN")
	begun, err := s.db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = begun.Rollback() }() // nothing is left to roll back after Commit
	if err := f(&tx{begun, s}); err != nil {
		return err
	}
	s.before("COMMIT")
	if err := begun.Commit(); err != nil {
		return err
	}
	s.before("")
	return nil
}

// before lets tests end the process between two statements.
func (s *Store) before(statement string) {
	if s.hook != nil {
		s.hook(statement)
	}
}

// exec runs a statement and returns how many rows it was about.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.s.before(query)
	result, err := t.sql.ExecContext(ctx, t.s.engine.bind(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// must runs a statement that is about one row at least; none is the given error.
func (t *tx) must(ctx context.Context, none error, query string, args ...any) error {
	n, err := t.exec(ctx, query, args...)
	if err == nil && n == 0 {
		return none
	}
	return err
}

// row reads one row into fields; none is an ErrUnknown.
func (t *tx) row(ctx context.Context, query string, args []any, fields ...any) error {
	t.s.before(query)
	err := t.sql.QueryRowContext(ctx, t.s.engine.bind(query), args...).Scan(fields...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrUnknown
	}
	return err
}

// scanner is a row.
type scanner interface{ Scan(fields ...any) error }

// rows reads all rows of a query.
func rows[T any](ctx context.Context, t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	t.s.before(query)
	found, err := t.sql.QueryContext(ctx, t.s.engine.bind(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var list []T
	for found.Next() {
		one, err := scan(found)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, found.Err()
}

// failed says what failed, and makes the engine's errors ours. A store that turned out
// to be damaged is not used again by a Lazy.
func (s *Store) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	kind := s.engine.kind(err)
	if isCorrupt(kind) || isCorrupt(err) || s.engine.odd(err) {
		s.broken.Store(true)
	}
	if kind == nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w: %w", what, kind, err)
}
