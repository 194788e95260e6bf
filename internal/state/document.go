package state

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Document is something named that an owner keeps, such as a template or a timer.
type Document struct {
	Kind, Name string
	Version    int64 // grows with each Put of the owner, and is never used again
	Body       []byte
}

// Put keeps a document and returns its new version. version is the one that the caller
// has seen, 0 for none; where another is there it is an [ErrConflict].
func (s *Store) Put(ctx context.Context, owner, kind, name string, version int64, body []byte) (int64, error) {
	const what = "keep a document"
	if owner == "" || kind == "" || name == "" {
		return 0, fmt.Errorf("%s: %w", what, ErrInvalid)
	}
	var next int64
	err := s.write(ctx, what, func(t *tx) error {
		if err := t.row(ctx, `INSERT INTO owners (owner, changes, versions) VALUES (?, 0, 1)
			ON CONFLICT (owner) DO UPDATE SET versions = owners.versions + 1 RETURNING versions`, []any{owner}, &next); err != nil {
			return err
		}
		if version == 0 {
			return t.must(ctx, ErrConflict, `INSERT INTO documents (owner, kind, name, version, body) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (owner, kind, name) DO NOTHING`, owner, kind, name, next, body)
		}
		return t.must(ctx, ErrConflict, `UPDATE documents SET version = ?, body = ? WHERE owner = ? AND kind = ? AND name = ? AND version = ?`,
			next, body, owner, kind, name, version)
	})
	if err != nil {
		return 0, err
	}
	return next, nil
}

// Get returns a document.
func (s *Store) Get(ctx context.Context, owner, kind, name string) (Document, error) {
	d := Document{Kind: kind, Name: name}
	err := s.read(ctx, "read a document", func(t *tx) error {
		return t.row(ctx, `SELECT version, body FROM documents WHERE owner = ? AND kind = ? AND name = ?`,
			[]any{owner, kind, name}, &d.Version, &d.Body)
	})
	if err != nil {
		return Document{}, err
	}
	return d, nil
}

// List returns an owner's documents of a kind, by the bytes of their names.
func (s *Store) List(ctx context.Context, owner, kind string) ([]Document, error) {
	var list []Document
	err := s.read(ctx, "list documents", func(t *tx) (err error) {
		list, err = rows(ctx, t, func(row scanner) (Document, error) {
			d := Document{Kind: kind}
			err := row.Scan(&d.Name, &d.Version, &d.Body)
			return d, err
		}, `SELECT name, version, body FROM documents WHERE owner = ? AND kind = ?`, owner, kind)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Document) int { return strings.Compare(a.Name, b.Name) }) // engines sort differently
	return list, nil
}

// Delete forgets a document that the caller has seen in that version; where another or
// none is there it is an [ErrConflict].
func (s *Store) Delete(ctx context.Context, owner, kind, name string, version int64) error {
	return s.write(ctx, "forget a document", func(t *tx) error {
		return t.must(ctx, ErrConflict, `DELETE FROM documents WHERE owner = ? AND kind = ? AND name = ? AND version = ?`,
			owner, kind, name, version)
	})
}
