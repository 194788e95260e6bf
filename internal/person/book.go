package person

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// Identity names whose access something is, without telling any credential.
type Identity string

// Identify returns the identity of the credentials and addresses that an access
// consists of. It is another one when any of them is.
func Identify(parts ...string) Identity {
	hash := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(hash, "%d:%s,", len(part), part)
	}
	return Identity(hex.EncodeToString(hash.Sum(nil)))
}

// Book holds one person for each identity. It is safe for concurrent use.
type Book struct {
	now  func() time.Time
	idle time.Duration
	most int

	mu      sync.Mutex
	entries map[Identity]*entry
}

type entry struct {
	person *Person
	used   time.Time
}

// inCall is longer than any call takes: who was asked for within it may be at work.
const inCall = 2 * time.Minute

// NewBook returns an empty book. A person whom nobody has asked for as long as idle
// is forgotten; beyond most persons, so are those who were asked for longest ago,
// but nobody who may be at work.
func NewBook(now func() time.Time, idle time.Duration, most int) *Book {
	return &Book{now: now, idle: max(idle, inCall), most: most, entries: map[Identity]*entry{}}
}

// Person returns the person of an identity, made by open when there is none yet.
func (b *Book) Person(id Identity, open func() (*Person, error)) (*Person, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if e, ok := b.entries[id]; ok {
		e.used = now
		return e.person, nil
	}
	b.expire(now)
	p, err := open()
	if err != nil {
		return nil, err
	}
	b.entries[id] = &entry{p, now}
	return p, nil
}

// Known returns the person of an identity, if there is one by now.
func (b *Book) Known(id Identity) (*Person, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.entries[id]
	if !ok {
		return nil, false
	}
	return e.person, true
}

// Forget drops what is remembered of an identity, as after a sign-out.
func (b *Book) Forget(id Identity) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.entries, id)
}

// expire makes room for one more.
func (b *Book) expire(now time.Time) {
	for id, e := range b.entries {
		if now.Sub(e.used) > b.idle {
			delete(b.entries, id)
		}
	}
	for len(b.entries) >= b.most {
		oldest, used := Identity(""), now.Add(-inCall)
		for id, e := range b.entries {
			if e.used.Before(used) {
				oldest, used = id, e.used
			}
		}
		if oldest == "" {
			return
		}
		delete(b.entries, oldest)
	}
}
