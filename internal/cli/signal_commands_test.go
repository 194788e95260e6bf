//go:build !windows

package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// begin runs a command against a site that holds what hold returns true for, until
// the first such request has arrived.
func begin(t *testing.T, args []string, holds func(*http.Request) bool) (p *program, letGo func()) {
	t.Helper()
	arrived, release := make(chan struct{}), make(chan struct{})
	first := sync.OnceFunc(func() { close(arrived) })
	site := sim.Demo(clock()())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if holds(req) {
			first()
			<-release
		}
		site.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	letGo = sync.OnceFunc(func() { close(release) })
	t.Cleanup(letGo)
	p = &program{cmd: exec.Command("tempo-mcp-server", args...), stderr: new(words)}
	p.cmd.Env = append(append(p.cmd.Environ(), environment(server.URL)...), "TEMPO_MCP_CONFIG_DIR="+t.TempDir())
	p.cmd.Stderr = p.stderr
	p.cmd.Stdout = p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	<-arrived
	return p, letGo
}

func ofTempo(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/4/") }

func ofJira(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/rest/") }

func isPost(req *http.Request) bool { return ofTempo(req) && req.Method == http.MethodPost }

// TestSignalDuringCommand ends a command that only reads at once, with words.
func TestSignalDuringCommand(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args  []string
		holds func(*http.Request) bool
		says  string
	}{
		"call of Tempo": {[]string{"call", "retrieveWorklogs", "period=today"}, ofTempo, "The call was canceled before anything was written."},
		"call of Jira":  {[]string{"call", "createWorklog", "issueKey=OPS-5", "timeSpent=1h", "date=today"}, ofJira, "The call was canceled before anything was written."},
		"doctor":        {[]string{"doctor"}, ofTempo, "ended by a signal before everything was checked"},
		"doctor's try":  {[]string{"doctor"}, isPost, "ended by a signal before everything was checked"},
		"status":        {[]string{"status"}, ofJira, "ended by a signal before Jira told who is signed in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := begin(t, tt.args, tt.holds)
			started := time.Now()
			p.signal(t, syscall.SIGINT)
			if err := p.cmd.Wait(); p.cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("the program ended with %v", err)
			}
			if took := time.Since(started); took > 5*time.Second {
				t.Errorf("the program ended after %v, want at once", took)
			}
			if !strings.Contains(p.stderr.String(), tt.says) {
				t.Errorf("%q is not in:\n%s", tt.says, p.stderr)
			}
		})
	}
}

// TestSignalDuringCommandsWrite says what is waited for, sees the write through, and
// shows its result.
func TestSignalDuringCommandsWrite(t *testing.T) {
	t.Parallel()
	p, letGo := begin(t, []string{"call", "createWorklog", "issueKey=OPS-5", "timeSpent=1h", "date=today"}, isPost)
	p.signal(t, syscall.SIGINT)
	p.awaitWords(t, "waiting for the answer to a write that was sent", "hint: still ending; a second signal ends the program at once")
	letGo()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	p.awaitWords(t, "Logged: 2026-03-04 1h OPS-5")
}

// TestSignalWhileReadingArguments does not wait for the end of the input.
func TestSignalWhileReadingArguments(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("tempo-mcp-server", "--demo", "call", "bulkCreateWorklogs", "-")
	cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=0")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := new(words)
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	// More than a pipe holds is written only when the program reads, and so listens.
	if _, err := stdin.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "ended by a signal before the arguments had been read; nothing was asked or written") {
		t.Errorf("the program ended with %v\n%s", err, stderr)
	}
}
