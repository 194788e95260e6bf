package state_test

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/process"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// What a test process is started with to be another process of the program.
var (
	childPath = flag.String("child-path", "", "file of the state; makes TestChild do what it is told")
	childDoes = flag.String("child-does", "", "what it does")
	childAt   = flag.Int("child-at", -1, "which statement it kills itself at")
	childRoom = flag.Uint64("child-room", 0, "largest size of a file that may be written; 0: no limit")
)

// short is a lease that tests can wait for.
const short = 100 * time.Millisecond

// TestChild is a process of its own.
func TestChild(t *testing.T) {
	t.Parallel()
	if *childPath == "" {
		t.Skip("no test of its own: the others start it as another process and say what it has to do")
	}
	process.LimitFiles(t, *childRoom)
	s, err := state.Open(t.Context(), state.Options{Path: *childPath, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Fprintln(os.Stdout, "child:", childError(err))
		return
	}
	defer func() { _ = s.Close() }()
	map[string]func(*testing.T, *state.Store){
		"take": childTakes, "apply": childApplies, "open": childOpens, "fill": childFills,
	}[*childDoes](t, s)
}

func childError(err error) string {
	for name, kind := range map[string]error{
		"full": state.ErrFull, "read-only": state.ErrReadOnly, "busy": state.ErrBusy, "corrupt": state.ErrCorrupt, "running": state.ErrRunning,
	} {
		if errors.Is(err, kind) {
			return name
		}
	}
	return "other: " + err.Error()
}

// childTakes takes 200 plans as fast as it can, and says which it got.
func childTakes(t *testing.T, s *state.Store) {
	t.Helper()
	for i := range 200 {
		_, err := s.TakePlan(t.Context(), ada, fmt.Sprint("p", i), "child", lease)
		if err == nil {
			fmt.Fprintln(os.Stdout, "got", i)
		} else if !errors.Is(err, state.ErrRunning) {
			t.Fatal(err)
		}
	}
}

// childApplies applies a plan of two entries, each of them a line in a file, and kills
// itself before a statement.
func childApplies(t *testing.T, s *state.Store) {
	t.Helper()
	n := 0
	s.SetHook(func(string) {
		if n == *childAt {
			kill(t)
		}
		n++
	})
	must0(apply(t, s, *childPath+".sheet"))
	fmt.Fprintln(os.Stdout, "statements", n)
}

// apply is what a careful consumer does with a plan: before each write the entry is
// noted as begun; one that was begun by another is looked for before it is written.
func apply(t *testing.T, s *state.Store, sheet string) error {
	t.Helper()
	ctx := t.Context()
	taken, err := s.TakePlan(ctx, ada, "p", "h", short)
	if err != nil || taken.Status == state.PlanDone {
		return err
	}
	change := state.Change{ID: strconv.FormatInt(taken.Hold.Fence, 10), Owner: ada, PlanID: "p", At: time.Now(), Steps: []state.Step{{Number: 1}, {Number: 2}}}
	journal, err := s.Begin(ctx, change, "h", short)
	if err != nil {
		return err
	}
	for n := 1; n <= 2; n++ {
		was := state.Outcome("")
		for _, e := range taken.Entries {
			if e.Number == n {
				was = e.Outcome
			}
		}
		if was == state.Done {
			continue
		}
		if was != state.Begun {
			must0(s.NoteEntries(ctx, taken.Hold, state.Entry{Number: n, Outcome: state.Begun}))
		}
		if was != state.Begun || !slices.Contains(lines(sheet), strconv.Itoa(n)) {
			write(sheet, n)
		}
		must0(s.NoteSteps(ctx, journal, state.Note{Number: n, Outcome: state.Done}))
		must0(s.NoteEntries(ctx, taken.Hold, state.Entry{Number: n, Outcome: state.Done}))
	}
	must0(s.End(ctx, journal))
	return s.FinishPlan(ctx, taken.Hold, []byte("result"))
}

func must0(err error) {
	if err != nil {
		panic(err)
	}
}

func lines(name string) []string {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

func write(name string, n int) {
	f := must(os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600))
	must(fmt.Fprintln(f, n))
	must0(f.Close())
}

// child prepares another process.
func child(t *testing.T, path, does string, args ...string) *exec.Cmd {
	t.Helper()
	args = append([]string{"-test.run=^TestChild$", "-child-path=" + path, "-child-does=" + does}, args...)
	return exec.CommandContext(t.Context(), must(os.Executable()), args...)
}

// TestTakersInTwoProcesses has two processes take 200 plans at the same moment.
func TestTakersInTwoProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s := openFile(t, path, time.Now)
	for i := range 200 {
		plan := state.Plan{ID: fmt.Sprint("p", i), Owner: ada, ExpiresAt: time.Now().Add(time.Hour)}
		check(t, "save", s.SavePlan(t.Context(), plan), nil)
	}
	var mu sync.Mutex
	got := map[string]int{}
	var children sync.WaitGroup
	for range 2 {
		children.Go(func() {
			out, err := child(t, path, "take").CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			mu.Lock()
			defer mu.Unlock()
			for line := range strings.Lines(string(out)) {
				if strings.HasPrefix(line, "got ") {
					got[line]++
				}
			}
		})
	}
	children.Wait()
	if len(got) != 200 {
		t.Errorf("%d plans were taken", len(got))
	}
	for line, n := range got {
		if n != 1 {
			t.Errorf("%d processes %s", n, line)
		}
	}
}

// TestManyOpenAtOnce has processes make the same new store.
func TestManyOpenAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	var children sync.WaitGroup
	for range 6 {
		children.Go(func() {
			if out, err := child(t, path, "open").CombinedOutput(); err != nil || !strings.Contains(string(out), "child: opened") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	children.Wait()
}

// TestKilled kills a process before each statement of applying a plan; whoever comes
// then finishes it, and each entry is written once.
func TestKilled(t *testing.T) {
	t.Parallel()
	if !canKill {
		t.Skip("this system has no SIGKILL, with which the other process ends itself in the middle")
	}
	path := withPlan(t)
	out := must(child(t, path, "apply").CombinedOutput())
	_, count, _ := strings.Cut(string(out), "statements ")
	statements, err := strconv.Atoi(strings.Fields(count)[0])
	if err != nil || statements < 50 {
		t.Fatalf("%d statements, %v", statements, err)
	}
	for at := range statements {
		t.Run(strconv.Itoa(at), func(t *testing.T) {
			t.Parallel()
			path := withPlan(t)
			if at%2 == 1 { // somebody else has it open all the time
				openFile(t, path, time.Now)
			}
			out, err := child(t, path, "apply", "-child-at="+strconv.Itoa(at)).CombinedOutput()
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
				t.Fatalf("%v: %s", err, out)
			}
			finish(t, openFile(t, path, time.Now), path+".sheet")
		})
	}
}

// withPlan returns the file of a state with a plan in it, which nobody has open.
func withPlan(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	s := openFile(t, path, time.Now)
	check(t, "save", s.SavePlan(t.Context(), state.Plan{ID: "p", Owner: ada, ExpiresAt: time.Now().Add(time.Hour)}), nil)
	check(t, "close", s.Close(), nil)
	return path
}

// finish waits for the lease of a dead process and applies what is left.
func finish(t *testing.T, s *state.Store, sheet string) {
	t.Helper()
	err := apply(t, s, sheet)
	for ; errors.Is(err, state.ErrRunning); err = apply(t, s, sheet) {
		time.Sleep(20 * time.Millisecond)
	}
	check(t, "apply", err, nil)
	if got := lines(sheet); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("the sheet is %v", got)
	}
	p := must(s.Plan(t.Context(), ada, "p"))
	if p.Status != state.PlanDone || string(p.Result) != "result" || len(p.Entries) != 2 || p.Entries[0].Outcome != state.Done {
		t.Errorf("the plan is %+v", p)
	}
	var check string
	must0(s.DB().QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&check))
	if check != "ok" {
		t.Error(check)
	}
}

func childOpens(t *testing.T, s *state.Store) {
	t.Helper()
	if err := s.SavePlan(t.Context(), state.Plan{ID: strconv.Itoa(os.Getpid()), Owner: ada}); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(os.Stdout, "child: opened")
}
