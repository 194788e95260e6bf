package safe

import (
	"context"
	"sync"
)

// Group runs functions side by side until all have returned. The first error,
// a panic included, cancels the context of the others.
type Group struct {
	wait   sync.WaitGroup
	cancel context.CancelCauseFunc

	once sync.Once
	err  error
}

// NewGroup returns a group and the context for its functions, which ends with the
// first error, or when Wait returns.
func NewGroup(ctx context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Group{cancel: cancel}, ctx
}

// Go runs f in a goroutine.
func (g *Group) Go(f func() error) {
	g.wait.Go(func() {
		if err := Do(f); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel(err)
			})
		}
	})
}

// Wait waits for all functions and returns the first error.
func (g *Group) Wait() error {
	g.wait.Wait()
	g.cancel(g.err)
	return g.err
}
