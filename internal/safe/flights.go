package safe

import (
	"context"
	"sync"
)

// Flights lets callers who want the same at the same time share one look-up. The
// zero value is ready to use.
type Flights[K comparable, V any] struct {
	mu    sync.Mutex
	under map[K]*flight[V]
}

// flight is a look-up under way. value and err can be read when done is closed.
type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// Do returns what look finds for key, or joins a look-up for it that is under way.
// A caller whose ctx ends stops waiting; the look-up goes on for the others, with a
// context that has the values of its first caller's but not its end.
func (f *Flights[K, V]) Do(ctx context.Context, key K, look func(context.Context) (V, error)) (V, error) {
	shared := f.join(ctx, key, look)
	select {
	case <-shared.done:
		return shared.value, shared.err
	case <-ctx.Done():
		var none V
		return none, context.Cause(ctx)
	}
}

func (f *Flights[K, V]) join(ctx context.Context, key K, look func(context.Context) (V, error)) *flight[V] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if shared, ok := f.under[key]; ok {
		return shared
	}
	if f.under == nil {
		f.under = map[K]*flight[V]{}
	}
	shared := &flight[V]{done: make(chan struct{})}
	f.under[key] = shared
	go func() {
		shared.err = Do(func() (err error) {
			shared.value, err = look(context.WithoutCancel(ctx))
			return err
		})
		f.mu.Lock()
		delete(f.under, key)
		f.mu.Unlock()
		close(shared.done)
	}()
	return shared
}
