package person

import (
	"context"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// rememberAtMost bounds each memory; a full one starts over.
const rememberAtMost = 5000

// memory keeps what was looked up for a while. It is safe for concurrent use.
type memory[K comparable, V any] struct {
	now     func() time.Time
	keep    time.Duration
	flights safe.Flights[K, V]

	mu     sync.Mutex
	values map[K]dated[V]
}

type dated[V any] struct {
	value V
	until time.Time
}

func newMemory[K comparable, V any](now func() time.Time, keep time.Duration) *memory[K, V] {
	return &memory[K, V]{now: now, keep: keep, values: map[K]dated[V]{}}
}

func (m *memory[K, V]) get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.values[key]
	if !ok || m.now().After(d.until) {
		var none V
		return none, false
	}
	return d.value, true
}

func (m *memory[K, V]) put(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.values) >= rememberAtMost {
		clear(m.values)
	}
	m.values[key] = dated[V]{value, m.now().Add(m.keep)}
}

// lookUp returns what is remembered under key, or fetches it. Callers who want the
// same at the same time share one request, which goes on when one of them is
// canceled. Only success is remembered.
func (m *memory[K, V]) lookUp(ctx context.Context, key K, fetch func(context.Context) (V, error)) (V, error) {
	if v, ok := m.get(key); ok {
		return v, nil
	}
	return m.flights.Do(ctx, key, func(ctx context.Context) (V, error) {
		v, err := fetch(ctx)
		if err == nil {
			m.put(key, v)
		}
		return v, err
	})
}
