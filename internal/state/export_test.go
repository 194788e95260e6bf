package state

import (
	"context"
	"database/sql"
)

// SetHook has f called before each statement, with "" after a commit.
func (s *Store) SetHook(f func(statement string)) { s.hook = f }

// SetMost keeps fewer changes of an owner than 5,000.
func (s *Store) SetMost(n int64) { s.most = n }

// DB gives tests the database itself.
func (s *Store) DB() *sql.DB { return s.db }

// Explain returns how the engine goes about the queries that run while f does.
func (s *Store) Explain(ctx context.Context, query string, args ...any) ([]string, error) {
	var list []string
	err := s.read(ctx, "explain", func(t *tx) (err error) {
		list, err = rows(ctx, t, func(row scanner) (text string, err error) {
			var id, parent, unused int
			err = row.Scan(&id, &parent, &unused, &text)
			return text, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		return err
	})
	return list, err
}
