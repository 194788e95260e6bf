package plans_test

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestOnDiskFirst reads the journal whenever a request that writes leaves: the step is
// there as sent, with what was there before, except for new worklogs; and in the end
// with what came of it.
func TestOnDiskFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range writes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var s *tooltest.Site
			looks := 0
			look := func(r *http.Request) {
				if isWrite(r) {
					looks++
					checkSent(t, latestChange(t, s).Steps)
				}
			}
			s = journaled(t, filepath.Join(t.TempDir(), "state.db"), tooltest.Unchecked, func(o *tooltest.Setup) { o.Transport = watched{o.Sim, look} })
			s.OK(t, tt.tool, tt.args, nil)
			if looks == 0 {
				t.Fatal("no request was seen")
			}
			checkDone(t, latestChange(t, s), tt.tool)
		})
	}
}

// checkSent checks a change while a request of it leaves.
func checkSent(t *testing.T, steps []state.Step) {
	t.Helper()
	sent := slices.IndexFunc(steps, func(p state.Step) bool { return p.Outcome == state.Sent })
	if sent < 0 {
		t.Errorf("a request left before its step was noted: %+v", steps)
		return
	}
	if isNew := steps[sent].Action == "create"; isNew != (steps[sent].Before == nil) {
		t.Errorf("%s: before-image %s", steps[sent].Action, steps[sent].Before)
	}
}

// checkDone checks a change that is over, and has done all of it.
func checkDone(t *testing.T, c state.Change, tool string) {
	t.Helper()
	if !c.Ended || c.Tool != tool {
		t.Errorf("%+v", c)
	}
	for _, p := range c.Steps {
		if p.Outcome != state.Done || !p.Stands || (p.After == nil) != (p.Action == "delete") {
			t.Errorf("%+v", p)
		}
	}
}

// watched shows requests before they leave.
type watched struct {
	next http.RoundTripper
	look func(*http.Request)
}

func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	w.look(r)
	return w.next.RoundTrip(r)
}

func latestChange(t *testing.T, s *tooltest.Site) state.Change {
	t.Helper()
	store, err := s.Person.Record.State.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := store.LatestOfAll(t.Context(), 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("%v, %d changes", err, len(list))
	}
	return list[0]
}

// TestUnwritable writes to Tempo all the same, and says why it cannot be undone.
func TestUnwritable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, folder string) string // returns where the file is to be
		want  string
	}{
		"read-only folder": {func(t *testing.T, folder string) string {
			t.Helper()
			switch {
			case runtime.GOOS == "linux" && os.Geteuid() == 0:
				return "/sys/state.db" // where not even root makes files
			case runtime.GOOS == "windows" || os.Geteuid() == 0:
				t.Skip("the mode of a folder keeps neither Windows nor, on macOS, root from writing, and there is no /sys: nothing is read-only")
			}
			if err := os.Chmod(folder, 0o500); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(folder, "state.db")
		}, "cannot be undone: the journal cannot be written: its file or folder is read-only."},
		"a folder in place of the file": {func(t *testing.T, folder string) string {
			t.Helper()
			file := filepath.Join(folder, "state.db")
			if err := os.Mkdir(file, 0o700); err != nil {
				t.Fatal(err)
			}
			return file
		}, "cannot be undone: the journal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := tt.spoil(t, t.TempDir())
			for _, w := range writes {
				s := journaled(t, file)
				before := s.Worklogs()
				var out changed
				text := s.OK(t, w.tool, w.args, &out)
				tooltest.Wants(t, text, tt.want)
				if out.ChangeID != "" || len(before) == 0 {
					t.Errorf("changeId %q", out.ChangeID)
				}
				tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "Nothing was undone: the journal")
			}
		})
	}
}

// TestLostOnTheWay edits and deletes all the same when the journal breaks down between
// the first request and its end, and promises nothing.
func TestLostOnTheWay(t *testing.T) {
	t.Parallel()
	for _, w := range writes {
		var s *tooltest.Site
		breaks := func(r *http.Request) {
			if isWrite(r) {
				_ = s.Person.Record.State.Close()
			}
		}
		s = journaled(t, filepath.Join(t.TempDir(), "state.db"), tooltest.Unchecked, func(o *tooltest.Setup) { o.Transport = watched{o.Sim, breaks} })
		var out changed
		tooltest.Wants(t, s.OK(t, w.tool, w.args, &out), "cannot be undone: the journal cannot be used.")
		if out.ChangeID != "" {
			t.Errorf("%s: changeId %q", w.name, out.ChangeID)
		}
	}
}

// TestUndoAtOnce undoes one change by two processes at the same moment, once.
func TestUndoAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s := journaled(t, path)
	before := s.Worklogs()
	s.OK(t, "deleteWorklog", `{"worklogIds":[500,502]}`, nil)
	var made changed
	s.OK(t, "undoChange", `{"dryRun":true}`, nil)
	made.ChangeID = newest(t, s)
	other := tooltest.Connect(t, func(o *tooltest.Setup) { o.Sim = s.Sim })
	other.Person.Record = s.Person.Record
	var wait sync.WaitGroup
	texts := make([]string, 2)
	for i, one := range []*tooltest.Site{s, other} {
		wait.Go(func() { texts[i] = one.Run(t.Context(), t, "undoChange", `{"changeId":"`+made.ChangeID+`"}`).Text })
	}
	wait.Wait()
	same(t, strings.Join(texts, "\n"), before, s.Worklogs())
	if strings.Contains(texts[0], "undone already") == strings.Contains(texts[1], "undone already") {
		t.Error(texts)
	}
}

// TestJournalCost counts requests, of which the journal costs none, and tells how much
// longer a write takes, which is to be 2 ms at most.
func TestJournalCost(t *testing.T) {
	t.Parallel()
	create := `{"issueKey":"ATLAS-1","timeSpent":"1m","date":"2026-03-04","description":"x"}`
	requests := map[bool]int{}
	took := map[bool]time.Duration{}
	for _, with := range []bool{false, true} {
		s := journaled(t, filepath.Join(t.TempDir(), "state.db"))
		s.Person.Record.Journal = with
		s.OK(t, "createWorklog", create, nil) // opens the file
		var times []time.Duration
		for range 31 {
			s.ResetRequests()
			began := time.Now()
			s.OK(t, "createWorklog", create, nil)
			times = append(times, time.Since(began))
			requests[with] = len(s.Requests())
		}
		slices.Sort(times)
		took[with] = times[len(times)/2]
	}
	if requests[true] != requests[false] {
		t.Errorf("requests %v", requests)
	}
	t.Logf("with a journal %s, without %s", took[true], took[false]) // a busy machine makes no failure of it
}
