package state

import (
	"context"
)

// Lazy opens a store at the first need. It is safe for concurrent use.
type Lazy struct {
	options Options
}

// NewLazy returns a holder of a store that is not opened yet.
func NewLazy(o Options) *Lazy { return &Lazy{options: o} }

// Store returns the store, opened at the first call. An error is given again to later
// calls for a while; then opening is tried again.
func (l *Lazy) Store(ctx context.Context) (*Store, error) { panic("later") }

// Close closes the store if it was opened.
func (l *Lazy) Close() error { panic("later") }
