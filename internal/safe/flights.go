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
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int // callers; under the mutex of the flights
	value   V
	err     error
}

// Do returns what look finds for key, or joins a look-up for it that is under way.
// A caller whose ctx ends stops waiting, and the look-up goes on for the others; the
// last one to leave ends it, and waits for that. The context of look has the values
// of its first caller's.
func (f *Flights[K, V]) Do(ctx context.Context, key K, look func(context.Context) (V, error)) (V, error) {
	shared := f.join(ctx, key, look)
	select {
	case <-shared.done:
		return shared.value, shared.err
	case <-ctx.Done():
		f.leave(key, shared)
		var none V
		return none, context.Cause(ctx)
	}
}

func (f *Flights[K, V]) join(ctx context.Context, key K, look func(context.Context) (V, error)) *flight[V] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if shared, ok := f.under[key]; ok {
		shared.waiting++
		return shared
	}
	if f.under == nil {
		f.under = map[K]*flight[V]{}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	shared := &flight[V]{done: make(chan struct{}), cancel: cancel, waiting: 1}
	f.under[key] = shared
	go func() {
		defer cancel()
		shared.err = Do(func() (err error) {
			shared.value, err = look(ctx)
			return err
		})
		f.forget(key, shared)
		close(shared.done)
	}()
	return shared
}

// leave counts a caller out. Nobody joins a look-up that nobody waits for.
func (f *Flights[K, V]) leave(key K, shared *flight[V]) {
	f.mu.Lock()
	shared.waiting--
	last := shared.waiting == 0
	if last && f.under[key] == shared {
		delete(f.under, key)
	}
	f.mu.Unlock()
	if last {
		shared.cancel()
		<-shared.done
	}
}

// forget has the next caller begin a look-up of its own.
func (f *Flights[K, V]) forget(key K, shared *flight[V]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.under[key] == shared {
		delete(f.under, key)
	}
}
