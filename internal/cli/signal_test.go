//go:build !windows

package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// A write that is on its way when the program is told to end is finished and
// answered, and the program ends well.
func TestTerminatedDuringWrite(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			site := sim.Demo(clock()())
			before := len(site.Worklogs())
			arrived, release := make(chan struct{}), make(chan struct{})
			server := httptest.NewServer(hold(http.MethodPost, site, arrived, release))
			t.Cleanup(server.Close)
			letGo := sync.OnceFunc(func() { close(release) })
			t.Cleanup(letGo)

			p := start(t, server.URL)
			p.send(t, createCall)
			<-arrived
			p.signal(t, signal)
			p.awaitEnd(t)
			letGo()

			answer := ""
			for line := range p.lines {
				answer = line
			}
			if !strings.Contains(answer, `"id":"write"`) || !strings.Contains(answer, "Logged: 2026-03-02 1h ATLAS-14") {
				t.Errorf("the last line is %s, want that the worklog was created", answer)
			}
			if err := p.cmd.Wait(); err != nil {
				t.Errorf("the program ended with %v\n%s", err, p.stderr)
			}
			if got := len(site.Worklogs()) - before; got != 1 {
				t.Errorf("%d worklogs were created, want 1", got)
			}
		})
	}
}

// A read that hangs does not keep the program from ending, and is answered.
func TestTerminatedDuringRead(t *testing.T) {
	t.Parallel()
	p, arrived, _ := startHeld(t, http.MethodGet)
	p.send(t, `{"jsonrpc":"2.0","id":"read","method":"tools/call","params":{"name":"retrieveWorklogs","arguments":{"period":"today"}}}`)
	<-arrived
	started := time.Now()
	p.signal(t, syscall.SIGINT)
	if answer := <-p.lines; !strings.Contains(answer, `"id":"read"`) || !strings.Contains(answer, `"isError":true`) {
		t.Errorf("the read was answered %s", answer)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.stderr)
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("the program ended after %v, want at once", took)
	}
}

// A second signal ends the program at once, as a signal ends a program, even though a write
// is under way. Copies of the first are no second one.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			p, arrived, _ := startHeld(t, http.MethodPost)
			p.send(t, createCall)
			<-arrived
			p.signal(t, signal)
			p.signal(t, signal)
			p.awaitWords(t, "waiting up to 45s for the answer to a write that was sent", "hint: still ending; a second signal ends the program at once")
			p.signal(t, signal)
			if err := p.cmd.Wait(); p.cmd.ProcessState.ExitCode() != code {
				t.Errorf("the program ended with %v, want exit code %d", err, code)
			}
			p.awaitWords(t, "error: ended at once by a second signal ("+signal.String()+")")
		})
	}
}

// At the end of the input the program says for what it does not end yet.
func TestEndOfInputDuringWrite(t *testing.T) {
	t.Parallel()
	p, arrived, letGo := startHeld(t, http.MethodPost)
	p.send(t, createCall)
	<-arrived
	if err := p.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	p.awaitWords(t, "waiting up to 45s for the answer to a write that was sent")
	letGo()
	if answer := <-p.lines; !strings.Contains(answer, "Logged: 2026-03-02 1h ATLAS-14") {
		t.Errorf("the last line is %s, want that the worklog was created", answer)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.stderr)
	}
}

const createCall = `{"jsonrpc":"2.0","id":"write","method":"tools/call","params":{"name":"createWorklog","arguments":{"issueKey":"ATLAS-14","timeSpent":"1h","date":"2026-03-02"}}}`

// startHeld starts the server against a site that holds requests to Tempo's worklogs.
func startHeld(t *testing.T, method string) (p *program, arrived <-chan struct{}, letGo func()) {
	t.Helper()
	came, release := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(hold(method, sim.Demo(clock()()), came, release))
	t.Cleanup(server.Close)
	letGo = sync.OnceFunc(func() { close(release) })
	t.Cleanup(letGo)
	return start(t, server.URL), came, letGo
}

// hold tells when the first request to Tempo's worklogs has arrived, and does nothing about
// any until they are released.
func hold(method string, site http.Handler, arrived chan<- struct{}, release <-chan struct{}) http.Handler {
	first := sync.OnceFunc(func() { close(arrived) })
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// A create reads the worklogs of the day before it writes.
		if req.Method == method && strings.HasPrefix(req.URL.Path, "/4/worklogs") {
			first()
			<-release
		}
		site.ServeHTTP(w, req)
	})
}

// program is a server that runs.
type program struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan string // of standard output
	stderr *words
}

// environment is that of a person at the site.
func environment(url string) []string {
	return []string{
		"TEMPO_API_TOKEN=" + sim.TempoToken, "TEMPO_BASE_URL=" + url + "/4", "JIRA_BASE_URL=" + url, "ATLASSIAN_API_URL=" + url,
		"JIRA_EMAIL=" + sim.Email, "JIRA_API_TOKEN=" + sim.JiraToken, "TEMPO_MCP_MAX_RETRIES=0", "GORACE=atexit_sleep_ms=0",
	}
}

// start runs the server and says hello.
func start(t *testing.T, url string) *program {
	t.Helper()
	p := &program{cmd: exec.Command("tempo-mcp-server"), lines: make(chan string), stderr: new(words)}
	p.cmd.Env = append(p.cmd.Environ(), environment(url)...)
	p.cmd.Stderr = p.stderr
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.stdin = stdin
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	p.send(t, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`)
	<-p.lines
	return p
}

func (p *program) send(t *testing.T, message string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.stdin, message); err != nil {
		t.Fatal(err)
	}
}

func (p *program) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// awaitWords waits until the program has said something on standard error.
func (p *program) awaitWords(t *testing.T, all ...string) {
	t.Helper()
	lacks := func(part string) bool { return !strings.Contains(p.stderr.String(), part) }
	for deadline := time.Now().Add(10 * time.Second); slices.ContainsFunc(all, lacks); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the program does not say %q, but:\n%s", all, p.stderr)
		}
	}
}

// quiet is how long a program says nothing when it is about to end. It is longer
// than what calls have to end by themselves, so that the test shows that a write
// has more.
const quiet = 1500 * time.Millisecond

// awaitEnd asks until nothing new is answered any more, which shows that the
// signal has come through.
func (p *program) awaitEnd(t *testing.T) {
	t.Helper()
	for n := 1; ; n++ {
		p.send(t, fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"ping"}`, n))
		select {
		case line, ok := <-p.lines:
			if !ok || !strings.Contains(line, fmt.Sprintf(`"id":%d`, n)) {
				t.Fatalf("got %q, want the answer to ping %d", line, n)
			}
		case <-time.After(quiet):
			return
		}
	}
}
