package state

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Lazy opens a store at the first need. It is safe for concurrent use.
type Lazy struct {
	options Options
	turn    chan struct{} // holds one token, so that waiting for it can end

	mu    sync.Mutex
	store *Store
	err   error
	tried time.Time
}

// again is how long an error is given again before opening is tried anew.
const again = 5 * time.Second

// NewLazy returns a holder of a store that is not opened yet.
func NewLazy(o Options) *Lazy {
	l := &Lazy{options: o, turn: make(chan struct{}, 1)}
	l.turn <- struct{}{}
	return l
}

// Store returns the store, opened at the first call. An error is given again to later
// calls for a few seconds; then opening is tried again. A store that turned out to be
// damaged is opened anew, which moves it aside.
func (l *Lazy) Store(ctx context.Context) (*Store, error) {
	if s, err := l.known(); s != nil || err != nil {
		return s, err
	}
	select {
	case <-l.turn:
		defer func() { l.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if s, err := l.known(); s != nil || err != nil {
		return s, err
	}
	s, err := Open(ctx, l.reopen())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.store = s
	if ctx.Err() == nil || errors.Is(err, ErrReadOnly) { // else it is this caller's time that was too short
		l.err, l.tried = err, l.options.Now()
	}
	return s, err
}

// known returns the store, or the error of opening it that is still given again.
func (l *Lazy) known() (*Store, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.store != nil && !l.store.broken.Load() {
		return l.store, nil
	}
	if since := l.options.Now().Sub(l.tried); l.store == nil && l.err != nil && since >= 0 && since < again {
		return nil, l.err
	}
	return nil, nil
}

// reopen closes a damaged store and returns how to open it next.
func (l *Lazy) reopen() Options {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.options
	if l.store != nil {
		_ = l.store.Close() // it is damaged
		l.store, o.suspect = nil, true
	}
	return o
}

// Close closes the store if it was opened. It may be used again, and is then opened
// again.
func (l *Lazy) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.store
	l.store, l.err = nil, nil
	if s == nil {
		return nil
	}
	return s.Close()
}
