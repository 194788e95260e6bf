package state_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func TestLazy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	c := newClock()
	l := state.NewLazy(state.Options{Path: path, Now: c.now, Logger: new(log).logger()})
	check(t, "close what was not opened", l.Close(), nil)
	if got := names(t, dir, ""); len(got) > 0 {
		t.Errorf("there is %v before the first need", got)
	}
	stores := make([]*state.Store, 5)
	var all sync.WaitGroup
	for i := range stores {
		all.Go(func() { stores[i] = must(l.Store(t.Context())) })
	}
	all.Wait()
	for _, s := range stores {
		if s != stores[0] {
			t.Error("it was opened more than once")
		}
	}
	check(t, "close", l.Close(), nil)
	check(t, "use it again", useAll(t, must(l.Store(t.Context())), c, "x"), nil)
	check(t, "close", l.Close(), nil)
}

// TestLazyTriesAgain gives an error again for a while, and then looks anew.
func TestLazyTriesAgain(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "folder")
	check(t, "write", os.WriteFile(dir, nil, 0o600), nil)
	c := newClock()
	l := state.NewLazy(state.Options{Path: filepath.Join(dir, "state.db"), Now: c.now, Logger: new(log).logger()})
	defer func() { _ = l.Close() }()
	_, err := l.Store(t.Context())
	check(t, "no folder", err, state.ErrUnavailable)
	check(t, "remove", os.Remove(dir), nil)
	_, again := l.Store(t.Context())
	check(t, "at once", again, state.ErrUnavailable)
	c.advance(6 * time.Second)
	must(l.Store(t.Context()))
}

// TestInMemory keeps the promises without a file.
func TestInMemory(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := openFile(t, "", c.now)
	check(t, "use", useAll(t, s, c, "x"), nil)
	check(t, "clear", s.ClearAll(t.Context()), nil)
	if got := must(s.Latest(t.Context(), ada, 10)); len(got) > 0 || s.MovedAside() != "" {
		t.Errorf("left: %v", got)
	}
	other := openFile(t, "", c.now)
	check(t, "use another", useAll(t, other, c, "x"), nil)
}
