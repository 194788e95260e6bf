package person

import (
	"context"
	"sync"
)

// Key names what a write must have to itself.
type Key struct {
	kind string
	id   int64
}

// IssueKey is the key of an issue by its id: Tempo loses time when one issue is
// written to by two requests at once.
func IssueKey(issueID int64) Key { return Key{"issue", issueID} }

// WorklogKey is the key of a worklog by its id, from its reading to its writing.
func WorklogKey(worklogID int64) Key { return Key{"worklog", worklogID} }

// Lock waits until no other call of the person has key, and returns what gives it
// back, or the context's error.
func (p *Person) Lock(ctx context.Context, key Key) (release func(), err error) {
	return p.locks.lock(ctx, key)
}

// TryLock takes key if no other call of the person has it.
func (p *Person) TryLock(key Key) (release func(), ok bool) {
	return p.locks.try(key)
}

// locks gives each key a lock of its own, and forgets a lock that no one holds or
// waits for. Its zero value is ready.
type locks struct {
	mu   sync.Mutex
	keys map[Key]*keyLock
}

type keyLock struct {
	held  chan struct{}
	users int
}

func (l *locks) lock(ctx context.Context, key Key) (release func(), err error) {
	k := l.enter(key)
	select {
	case k.held <- struct{}{}:
		return l.holding(key, k), nil
	case <-ctx.Done():
		l.leave(key, k)
		return nil, context.Cause(ctx)
	}
}

func (l *locks) try(key Key) (release func(), ok bool) {
	k := l.enter(key)
	select {
	case k.held <- struct{}{}:
		return l.holding(key, k), true
	default:
		l.leave(key, k)
		return nil, false
	}
}

// holding returns what gives a key back that is held.
func (l *locks) holding(key Key, k *keyLock) (release func()) {
	return func() { <-k.held; l.leave(key, k) }
}

func (l *locks) enter(key Key) *keyLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = map[Key]*keyLock{}
	}
	k, ok := l.keys[key]
	if !ok {
		k = &keyLock{held: make(chan struct{}, 1)}
		l.keys[key] = k
	}
	k.users++
	return k
}

func (l *locks) leave(key Key, k *keyLock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.keys, key)
	}
}
