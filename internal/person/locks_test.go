package person_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
)

// TestLock lets one caller at a time have a key, in the order of asking, and leaves
// other keys alone.
func TestLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := person.New(nil, nil, time.Now, time.UTC)
		began := time.Now()
		have := func(key person.Key, want time.Duration) {
			release, err := p.Lock(t.Context(), key)
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			if got := time.Since(began); got != want {
				t.Errorf("had it after %s, want %s", got, want)
			}
			time.Sleep(time.Second)
		}
		var wait sync.WaitGroup
		for i := range 3 {
			wait.Go(func() { have(person.IssueKey(1), time.Duration(i)*time.Second) })
			synctest.Wait()
		}
		wait.Go(func() { have(person.IssueKey(2), 0) })
		wait.Go(func() { have(person.WorklogKey(1), 0) })
		wait.Wait()
		have(person.IssueKey(1), 3*time.Second)
	})
}

// TestLockEnds stops waiting with the caller, and lets the next one have it.
func TestLockEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := person.New(nil, nil, time.Now, time.UTC)
		release, err := p.Lock(t.Context(), person.IssueKey(1))
		if err != nil {
			t.Fatal(err)
		}
		errEnd := errors.New("end")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errEnd)
		defer cancel()
		if _, err := p.Lock(ctx, person.IssueKey(1)); !errors.Is(err, errEnd) {
			t.Errorf("got %v, want the cause", err)
		}
		release()
		release, err = p.Lock(t.Context(), person.IssueKey(1))
		if err != nil {
			t.Fatal(err)
		}
		release()
	})
}

// TestClaims remembers the latest ones, each once.
func TestClaims(t *testing.T) {
	t.Parallel()
	const most = 20_000
	p := person.New(nil, nil, time.Now, time.UTC)
	for id := int64(1); id <= most; id++ {
		p.Claim(id)
		p.Claim(1) // does not use up a place
	}
	for id, want := range map[int64]bool{1: true, 2: true, most: true, most + 1: false} {
		if got := p.Claimed(id); got != want {
			t.Errorf("%d is claimed: %v", id, got)
		}
	}
	p.Claim(most + 1)
	p.Claim(most + 2)
	for id, want := range map[int64]bool{1: false, 2: false, 3: true, most + 2: true} {
		if got := p.Claimed(id); got != want {
			t.Errorf("at the bound: %d is claimed: %v", id, got)
		}
	}
	other := person.New(nil, nil, time.Now, time.UTC)
	if other.Claimed(3) {
		t.Error("another person's claim")
	}
}
