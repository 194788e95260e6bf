package state_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// TestDamaged opens files that are no store, whole or in part, and goes on with a new
// one.
func TestDamaged(t *testing.T) {
	t.Parallel()
	good := goodFile(t)
	random := rand.NewChaCha8([32]byte{1})
	noise := make([]byte, len(good))
	_, _ = random.Read(noise)
	files := map[string][]byte{
		"text":  []byte("hello, I am no database at all, and longer than a header is, am I not? Yes, I am, by all means."),
		"noise": noise, "zeros": make([]byte, len(good)), "header alone": good[:100], "half a page": good[:2000], "one page": good[:4096],
		"half": good[:len(good)/2], "noise behind the header": append(bytes.Clone(good[:100]), noise[100:]...),
		"noise behind a page": append(bytes.Clone(good[:4096]), noise[4096:]...),
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "state.db")
			check(t, "write", os.WriteFile(path, file, 0o600), nil)
			var said log
			aside := survive(t, path, &said)
			if aside == "" {
				t.Fatal("nothing was moved aside")
			}
			if got := must(os.ReadFile(aside)); !bytes.Equal(got[:min(len(got), 20)], file[:min(len(file), 20)]) {
				t.Error("another file was moved aside")
			}
			if !strings.Contains(said.String(), filepath.Base(aside)) {
				t.Errorf("nobody was told where it is:\n%s", said.String())
			}
		})
	}
}

// goodFile returns the bytes of a store with something in it.
func goodFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	c := newClock()
	s := must(state.Open(t.Context(), state.Options{Path: path, Now: c.now, Logger: new(log).logger()}))
	for i := range 30 {
		must(s.Begin(t.Context(), someChange(c, ada, fmt.Sprint("c", i), 1, 2, 3), "h", lease))
	}
	check(t, "save", s.SavePlan(t.Context(), somePlan(c, ada, "p1")), nil)
	check(t, "close", s.Close(), nil)
	return must(os.ReadFile(path))
}

// survive uses a store, whatever its file is, as a caller does: an error that says that
// it is damaged is followed by another try. It returns where a file was moved.
func survive(t *testing.T, path string, said *log) string {
	t.Helper()
	c := newClock()
	l := state.NewLazy(state.Options{Path: path, Now: c.now, Logger: said.logger()})
	defer func() { _ = l.Close() }()
	aside := ""
	for try := range 4 {
		c.advance(time.Minute)
		s, err := l.Store(t.Context())
		if err == nil {
			aside = max(aside, s.MovedAside())
			if err = useAll(t, s, c, fmt.Sprint("x", try)); err == nil {
				return aside
			}
		}
		if !errors.Is(err, state.ErrCorrupt) && !strings.Contains(err.Error(), "no such") {
			t.Fatalf("try %d: %v", try, err)
		}
	}
	t.Fatal("it never works again")
	return ""
}

func useAll(t *testing.T, s *state.Store, c *clock, id string) error {
	t.Helper()
	ctx := t.Context()
	hold, err := s.Begin(ctx, someChange(c, ada, id, 1), "h", lease)
	if err != nil {
		return err
	}
	if err := s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done}); err != nil {
		return err
	}
	if _, err := s.Latest(ctx, ada, 100); err != nil {
		return err
	}
	if err := s.SavePlan(ctx, somePlan(c, ada, id)); err != nil {
		return err
	}
	_, err = s.TakePlan(ctx, ada, id, "h", lease)
	return err
}

func TestDamagedWhileInUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	check(t, "write", os.WriteFile(path, goodFile(t), 0o600), nil)
	c := newClock()
	var said log
	l := state.NewLazy(state.Options{Path: path, Now: c.now, Logger: said.logger()})
	defer func() { _ = l.Close() }()
	s := must(l.Store(t.Context()))
	f := must(os.OpenFile(path, os.O_WRONLY, 0)) // closing it takes locks away, which does not matter any more
	must(f.WriteAt(bytes.Repeat([]byte{0xff}, 60000), 4096))
	check(t, "close", f.Close(), nil)
	_, err := s.Latest(t.Context(), ada, 10)
	check(t, "use", err, state.ErrCorrupt)
	s = must(l.Store(t.Context()))
	if s.MovedAside() == "" || len(names(t, filepath.Dir(path), "state.db.corrupt-")) == 0 {
		t.Error("it was not moved aside")
	}
	check(t, "use the new one", useAll(t, s, c, "x"), nil)
}

// TestTableGone notices damage that leaves a file which SQLite finds in order.
func TestTableGone(t *testing.T) {
	t.Parallel()
	c := newClock()
	l := state.NewLazy(state.Options{Path: filepath.Join(t.TempDir(), "state.db"), Now: c.now, Logger: new(log).logger()})
	defer func() { _ = l.Close() }()
	s := must(l.Store(t.Context()))
	must(s.DB().ExecContext(t.Context(), `DROP TABLE entries`))
	if err := useAll(t, s, c, "x"); err == nil {
		t.Fatal("it still works")
	}
	s = must(l.Store(t.Context()))
	if s.MovedAside() == "" {
		t.Error("it was not moved aside")
	}
	check(t, "use the new one", useAll(t, s, c, "x"), nil)
}

// FuzzFile changes bytes of a store anywhere, or cuts it.
func FuzzFile(f *testing.F) {
	f.Add(uint16(0), []byte("x"), uint16(0))
	f.Add(uint16(18), []byte{2, 2, 0, 64}, uint16(0))
	f.Add(uint16(28), []byte{0, 0, 0, 1}, uint16(5000))
	f.Add(uint16(44), []byte{0, 0, 0, 9}, uint16(0))
	f.Add(uint16(56), []byte{0, 0, 0, 3, 0, 0, 0, 9}, uint16(0))
	f.Add(uint16(100), []byte{5, 0, 0, 255, 255}, uint16(0))
	f.Add(uint16(8192), bytes.Repeat([]byte{13, 255}, 50), uint16(0))
	var good []byte
	f.Fuzz(func(t *testing.T, at uint16, with []byte, cut uint16) {
		if good == nil {
			good = goodFile(t)
		}
		file := bytes.Clone(good)
		copy(file[min(int(at), len(file)):], with)
		if cut > 0 {
			file = file[:min(int(cut), len(file))]
		}
		if len(file) > 18 && file[18] > 2 {
			t.Skip("its format is of a later version: it is left alone, as TestLaterFormat shows, so there is no new one to use")
		}
		path := filepath.Join(t.TempDir(), "state.db")
		check(t, "write", os.WriteFile(path, file, 0o600), nil)
		survive(t, path, new(log))
	})
}

// TestLaterFormat leaves a file alone whose format, of a later version of SQLite, may only
// be read.
func TestLaterFormat(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	file := goodFile(t)
	file[18] = 3 // the version that writes it
	check(t, "write", os.WriteFile(path, file, 0o600), nil)
	_, err := state.Open(t.Context(), state.Options{Path: path, Now: time.Now, Logger: new(log).logger()})
	check(t, "open", err, state.ErrReadOnly)
	if !bytes.Equal(file, must(os.ReadFile(path))) || len(names(t, filepath.Dir(path), ".corrupt-")) > 0 {
		t.Error("it was changed or moved aside")
	}
}
