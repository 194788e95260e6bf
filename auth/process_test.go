package auth_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/process"
)

// What a test process is started with to be the program instead.
var (
	childOf   = flag.String("child-of", "", "address of the Atlassian to use; makes TestChild ask Jira once")
	childDir  = flag.String("child-dir", "", "folder of the token file")
	childRoom = flag.Uint64("child-room", 0, "largest size of a file that may be written; 0: no limit")
)

// TestChild is a process of its own that asks Jira once, see child.
func TestChild(t *testing.T) {
	t.Parallel()
	if *childOf == "" {
		t.Skip("no test of its own: the others start it as another process that asks Jira")
	}
	process.LimitFiles(t, *childRoom)
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
	store, err := tokenfile.New(*childDir, logger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	o, err := auth.NewOAuth(auth.App{
		AuthURL: *childOf, APIURL: *childOf, ClientID: clientID, ClientSecret: clientSecret, SiteURL: site,
		Now: time.Now, Logger: logger, Store: store,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, status, err := askJira(t.Context(), o)
	if err != nil || status != http.StatusOK {
		t.Fatalf("Jira says %d, %v; needs sign-in: %v", status, err, errors.Is(err, auth.ErrSignInNeeded))
	}
}

// child prepares a process that asks Jira once. What it writes is recorded.
func (b *bench) child(args ...string) *exec.Cmd {
	b.t.Helper()
	program, err := os.Executable()
	if err != nil {
		b.t.Fatal(err)
	}
	args = append([]string{"-test.run=^TestChild$", "-child-of=" + b.URL, "-child-dir=" + b.dir}, args...)
	command := exec.CommandContext(b.t.Context(), program, args...)
	command.Stdout, command.Stderr = b.shown, b.shown
	return command
}

func TestTenProcesses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	b.set(func() { b.noLeeway = true }) // a second refresh with the same token would fail
	var children sync.WaitGroup
	for range 10 {
		children.Go(func() {
			if err := b.child().Run(); err != nil {
				t.Errorf("a process failed: %v", err)
			}
		})
	}
	children.Wait()
	if t.Failed() {
		t.Log(b.shown.String())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refreshes != 1 || len(b.used) != 10 {
		t.Errorf("%d refreshes and %d answers of Jira, want 1 and 10", b.refreshes, len(b.used))
	}
	for _, token := range b.used {
		if token != b.loaded().AccessToken {
			t.Error("a process used another token than the one in the file")
		}
	}
}

// TestKilledBetweenRefreshAndSave kills a process when its refresh token has just
// been replaced. The next process gets by with the old one as long as that is good
// for a while longer; otherwise somebody has to sign in.
func TestKilledBetweenRefreshAndSave(t *testing.T) {
	t.Parallel()
	for _, noLeeway := range []bool{false, true} {
		t.Run(fmt.Sprint("no leeway ", noLeeway), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			old := b.signedIn(-time.Minute)
			b.set(func() { b.noLeeway = noLeeway })
			b.killRefreshing(b.child())
			if b.loaded().RefreshToken != old.RefreshToken {
				t.Fatal("the process has saved all the same")
			}
			_, status, err := b.myself(b.oauth())
			if noLeeway {
				if !errors.Is(b.note(err), auth.ErrSignInNeeded) {
					t.Errorf("got %v, want ErrSignInNeeded", err)
				}
				return
			}
			if err != nil || status != http.StatusOK || b.refreshCount() != 2 {
				t.Errorf("Jira says %d, %v after %d refreshes", status, b.note(err), b.refreshCount())
			}
		})
	}
}

// killRefreshing starts a process and kills it when its refresh token has just been
// replaced, before it hears of it.
func (b *bench) killRefreshing(victim *exec.Cmd) {
	b.t.Helper()
	started := make(chan bool)
	b.set(func() {
		b.rotated = func() {
			<-started
			if err := victim.Process.Kill(); err != nil {
				b.t.Error(err)
			}
			b.rotated = nil
		}
	})
	if err := victim.Start(); err != nil {
		b.t.Fatal(err)
	}
	close(started)
	if err := victim.Wait(); err == nil {
		b.t.Fatal("the process survived")
	}
}

// TestFullDisk runs a process that cannot write files beyond a size.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !process.CanLimitFiles {
		t.Skip("this system has no limit for the size of files, so there is nothing that looks like a full disk")
	}
	tests := []struct {
		name      string
		room      string
		long      bool // the new token takes more room than a token is expected to
		refreshes int
	}{
		{"before the refresh", "1000", false, 0},
		{"at the save", "60000", true, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.signedIn(-time.Minute)
			before := read(t, b.path)
			if test.long {
				b.set(func() { b.edit = func(m map[string]any) { m["access_token"] = strings.Repeat("long", 20000) } })
			}
			var out bytes.Buffer
			command := b.child("-child-room=" + test.room)
			command.Stdout, command.Stderr = &out, &out
			if err := command.Run(); err == nil || !strings.Contains(out.String(), "cannot be written") {
				t.Errorf("got %v and:\n%s", err, out.String())
			}
			_, _ = b.shown.Write(out.Bytes())
			if got := b.refreshCount(); got != test.refreshes {
				t.Errorf("%d refreshes, want %d", got, test.refreshes)
			}
			if diff := cmp.Diff(before, read(t, b.path)); diff != "" {
				t.Errorf("the file has changed (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"tokens.json", "tokens.json.lock"}, list(t, b.dir)); diff != "" {
				t.Errorf("the folder holds (-want +got):\n%s", diff)
			}
		})
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
