package tempo

import (
	"context"
	"sync"
)

// lockKey names what a write must have to itself.
type lockKey struct {
	kind string // "issue" or "worklog"
	id   int64
}

// keyedMutex gives each key a lock of its own, and forgets a lock that no one
// holds or waits for. Its zero value is ready.
type keyedMutex struct {
	mu    sync.Mutex
	locks map[lockKey]*keyLock
}

type keyLock struct {
	held  chan struct{}
	users int
}

// lock waits for key and returns its release, or the context's error.
func (m *keyedMutex) lock(ctx context.Context, key lockKey) (release func(), err error) {
	l := m.enter(key)
	select {
	case l.held <- struct{}{}:
		return func() { <-l.held; m.leave(key, l) }, nil
	case <-ctx.Done():
		m.leave(key, l)
		return nil, context.Cause(ctx)
	}
}

func (m *keyedMutex) enter(key lockKey) *keyLock {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locks == nil {
		m.locks = map[lockKey]*keyLock{}
	}
	l, ok := m.locks[key]
	if !ok {
		l = &keyLock{held: make(chan struct{}, 1)}
		m.locks[key] = l
	}
	l.users++
	return l
}

func (m *keyedMutex) leave(key lockKey, l *keyLock) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(m.locks, key)
	}
}
