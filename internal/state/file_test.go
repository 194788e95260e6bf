package state_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	dir := filepath.Join(t.TempDir(), "a folder? 100%#")
	path := filepath.Join(dir, "state.db")
	check(t, "make a folder that others may read", os.MkdirAll(dir, 0o755), nil)
	check(t, "make a file that others may read", os.WriteFile(path, nil, 0o644), nil)
	c := newClock()
	s := openFile(t, path, c.now)
	check(t, "save", s.SavePlan(t.Context(), somePlan(c, ada, "p1")), nil)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info, err)
	}
}

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
			t.Skip("SQLite takes it for a file of a later version, to be read only")
		}
		path := filepath.Join(t.TempDir(), "state.db")
		check(t, "write", os.WriteFile(path, file, 0o600), nil)
		survive(t, path, new(log))
	})
}

func TestNewer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	c := newClock()
	s := openFile(t, path, c.now)
	must(s.DB().ExecContext(t.Context(), `INSERT INTO migrations (version, made_at) VALUES (7, 0)`))
	check(t, "close", s.Close(), nil)
	before := must(os.ReadFile(path))
	_, err := state.Open(t.Context(), state.Options{Path: path, Now: c.now, Logger: new(log).logger()})
	if newer, ok := errors.AsType[*state.NewerError](err); !ok || newer.Have != 7 || newer.Want != 1 {
		t.Errorf("got %v", err)
	}
	if !bytes.Equal(before, must(os.ReadFile(path))) {
		t.Error("the file has changed")
	}
}

func TestOddPlaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	check(t, "write", os.WriteFile(file, nil, 0o600), nil)
	places := []string{dir, filepath.Join(file, "state.db")}
	if link := filepath.Join(dir, "link"); os.Symlink(file, link) == nil {
		places = append(places, link)
	}
	for _, path := range places {
		_, err := state.Open(t.Context(), state.Options{Path: path, Now: time.Now, Logger: new(log).logger()})
		check(t, path, err, state.ErrUnavailable)
	}
}

// TestLocked waits no longer than its context while another process holds the lock.
func TestLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	c := newClock()
	s, other := openFile(t, path, c.now), openFile(t, path, c.now)
	tx := must(other.DB().BeginTx(t.Context(), nil))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	check(t, "save", s.SavePlan(ctx, somePlan(c, ada, "p1")), context.DeadlineExceeded)
	_, err := state.Open(ctx, state.Options{Path: path, Now: c.now, Logger: new(log).logger()})
	check(t, "open", err, context.DeadlineExceeded)
	must(s.Latest(t.Context(), ada, 1)) // who reads does not wait
	check(t, "save for long", s.SavePlan(t.Context(), somePlan(c, ada, "p1")), state.ErrBusy)
	check(t, "unlock", tx.Rollback(), nil)
	check(t, "save", s.SavePlan(t.Context(), somePlan(c, ada, "p1")), nil)
}

// TestClearLeavesNoText looks for texts in the bytes of all files.
func TestClearLeavesNoText(t *testing.T) {
	t.Parallel()
	const canary = "canary-7f3a"
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	check(t, "write", os.WriteFile(path+".corrupt-before", []byte(canary), 0o600), nil)
	c := newClock()
	s, other := openFile(t, path, c.now), openFile(t, path, c.now)
	ctx := t.Context()
	fill := func(owner string) {
		text := []byte(canary + " " + owner + strings.Repeat(" long", 3000))
		plan := somePlan(c, owner, "p"+canary)
		plan.Payload, plan.Summary = text, string(text)
		check(t, "save", s.SavePlan(ctx, plan), nil)
		taken := must(s.TakePlan(ctx, owner, plan.ID, canary, lease))
		check(t, "note", s.NoteEntries(ctx, taken.Hold, state.Entry{Number: 1, Outcome: state.Done, Body: text}), nil)
		check(t, "finish", s.FinishPlan(ctx, taken.Hold, text), nil)
		for i := range 20 {
			change := someChange(c, owner, fmt.Sprint(canary, i), 1)
			change.Steps[0].Before, change.Steps[0].Want = text, text
			hold := must(s.Begin(ctx, change, "h", lease))
			check(t, "end", s.End(ctx, hold, state.Note{Number: 1, Outcome: state.Done, After: text, Reason: canary}), nil)
		}
		must(s.Put(ctx, owner, "template", canary, 0, text))
	}
	fill(ada)
	must(other.Latest(ctx, ada, 10))
	if found := grep(t, dir, canary); len(found) < 2 {
		t.Fatalf("it is found in %v only", found)
	}
	check(t, "clear", s.Clear(ctx, ada), nil)
	if found := grep(t, dir, canary); len(found) != 1 {
		t.Errorf("an owner's text is found in %v", found)
	}
	fill(ada)
	fill(bob)
	check(t, "clear", other.ClearAll(ctx), nil)
	if found := grep(t, dir, canary); len(found) > 0 {
		t.Errorf("text is found in %v", found)
	}
	check(t, "use", useAll(t, s, c, "x"), nil)
}

// grep returns the files of a folder that hold a text.
func grep(t *testing.T, dir, text string) []string {
	t.Helper()
	var list []string
	for _, name := range names(t, dir, "") {
		if bytes.Contains(must(os.ReadFile(filepath.Join(dir, name))), []byte(text)) {
			list = append(list, name)
		}
	}
	return list
}

// TestClearWhileOthersRead waits for a reader of another process, but not for ever.
func TestClearWhileOthersRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	c := newClock()
	s, other := openFile(t, path, c.now), openFile(t, path, c.now)
	check(t, "save", s.SavePlan(t.Context(), somePlan(c, ada, "p1")), nil)
	tx := must(other.DB().BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true}))
	var n int
	check(t, "read", tx.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM plans`).Scan(&n), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.Clear(ctx, ada); err == nil {
		t.Error("a reader still sees what was there, and nobody is told")
	}
	check(t, "end reading", tx.Rollback(), nil)
	check(t, "clear", s.Clear(t.Context(), ada), nil)
}

// TestFull writes until there is no room, and reads afterwards what there was.
func TestFull(t *testing.T) {
	t.Parallel()
	if !canLimitFiles {
		t.Skip("this system cannot limit the size of files")
	}
	dir := t.TempDir()
	for _, room := range []string{"100", "5000", "40000"} {
		path := filepath.Join(dir, room, "state.db")
		out, err := child(t, path, "fill", "-child-room="+room).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "child: full") {
			t.Errorf("room for %s bytes: %v: %s", room, err, out)
		}
		c := newClock()
		s := openFile(t, path, c.now)
		list := must(s.Latest(t.Context(), ada, 10000))
		if want := strings.Count(string(out), "kept"); len(list) != want || s.MovedAside() != "" {
			t.Errorf("room for %s bytes: %d changes are there of %d that were kept; moved: %q", room, len(list), want, s.MovedAside())
		}
	}
}

func childFills(t *testing.T, s *state.Store) {
	t.Helper()
	for i := range 100 {
		change := state.Change{ID: fmt.Sprint("c", i), Owner: ada, Steps: []state.Step{{Number: 1, Want: make([]byte, 5000)}}}
		if _, err := s.Begin(t.Context(), change, "h", lease); err != nil {
			fmt.Fprintln(os.Stdout, "child:", childError(err))
			return
		}
		fmt.Fprintln(os.Stdout, "kept")
	}
}
