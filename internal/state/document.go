package state

import "context"

// Document is something named that an owner keeps, such as a template or a timer.
type Document struct {
	Kind, Name string
	Version    int64 // grows with each Put, and is never used again
	Body       []byte
}

// Put keeps a document and returns its new version. version is the one that the caller
// has seen, 0 for none; where another is there it is an [ErrConflict].
func (s *Store) Put(ctx context.Context, owner, kind, name string, version int64, body []byte) (int64, error) {
	panic("later")
}

// Get returns a document.
func (s *Store) Get(ctx context.Context, owner, kind, name string) (Document, error) { panic("later") }

// List returns an owner's documents of a kind, by name.
func (s *Store) List(ctx context.Context, owner, kind string) ([]Document, error) { panic("later") }

// Delete forgets a document that the caller has seen in that version.
func (s *Store) Delete(ctx context.Context, owner, kind, name string, version int64) error {
	panic("later")
}
