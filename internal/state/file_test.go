package state_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/process"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the mode of a file keeps nobody out, so none is set")
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
	if !process.CanLimitFiles {
		t.Skip("this system has no limit for the size of files, so there is nothing that looks like a full disk")
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
