package tools

import (
	"sync"
	"time"
)

// rememberAtMost bounds each memory; a full one starts over.
const rememberAtMost = 5000

// remembered keeps what was looked up for a while. It is safe for concurrent
// use.
type remembered[K comparable, V any] struct {
	now  func() time.Time
	keep time.Duration

	mu     sync.Mutex
	values map[K]dated[V]
}

type dated[V any] struct {
	value V
	until time.Time
}

func remember[K comparable, V any](now func() time.Time, keep time.Duration) *remembered[K, V] {
	return &remembered[K, V]{now: now, keep: keep, values: map[K]dated[V]{}}
}

func (r *remembered[K, V]) get(key K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, ok := r.values[key]
	if !ok || r.now().After(d.until) {
		var none V
		return none, false
	}
	return d.value, true
}

func (r *remembered[K, V]) put(key K, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.values) >= rememberAtMost {
		clear(r.values)
	}
	r.values[key] = dated[V]{value, r.now().Add(r.keep)}
}
