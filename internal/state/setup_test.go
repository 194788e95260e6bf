package state_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

const (
	ada   = "owner-ada"
	bob   = "owner-bob"
	lease = 30 * time.Second
)

// clock is one that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// opener makes a new store and returns what opens it, each time as another process would.
type opener func(t *testing.T) func(now func() time.Time) *state.Store

// onSQLite is the opener of files.
func onSQLite(t *testing.T) func(now func() time.Time) *state.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "folder", "state.db")
	return func(now func() time.Time) *state.Store { return openFile(t, path, now) }
}

func openFile(t *testing.T, path string, now func() time.Time) *state.Store {
	t.Helper()
	s, err := state.Open(t.Context(), state.Options{Path: path, Now: now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// check fails the test unless err is what is wanted; nil for none.
func check(t *testing.T, what string, err, want error) {
	t.Helper()
	if want == nil && err != nil || !errors.Is(err, want) {
		t.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

// must returns a value; an error ends the tests.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func somePlan(c *clock, owner, id string) state.Plan {
	return state.Plan{
		ID: id, Owner: owner, MadeAt: c.now(), ExpiresAt: c.now().Add(24 * time.Hour),
		Summary: "1 new", PayloadHash: "p", StateHash: "s", Payload: []byte(`{"a":1}`),
	}
}

func someChange(c *clock, owner, id string, steps ...int) state.Change {
	change := state.Change{ID: id, Owner: owner, Tool: "createWorklog", Client: "test", At: c.now(), Summary: "1 new"}
	for _, n := range steps {
		change.Steps = append(change.Steps, state.Step{Number: n, Action: "create", Before: []byte("null"), Want: []byte(`{"n":1}`)})
	}
	return change
}

// log is a logger's text.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *log) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// names lists a folder.
func names(t *testing.T, dir, part string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if strings.Contains(e.Name(), part) {
			list = append(list, e.Name())
		}
	}
	return list
}
