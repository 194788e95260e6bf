//go:build !windows

package cli_test

import (
	"bufio"
	"fmt"
	"io"
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
			server := httptest.NewServer(holdWrites(site, arrived, release))
			t.Cleanup(server.Close)
			letGo := sync.OnceFunc(func() { close(release) })
			t.Cleanup(letGo)

			p := start(t, server.URL)
			p.send(t, `{"jsonrpc":"2.0","id":"write","method":"tools/call","params":{"name":"createWorklog","arguments":{"issueKey":"ATLAS-14","timeSpent":"1h","date":"2026-03-02"}}}`)
			<-arrived
			if err := p.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
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
				t.Errorf("the program ended with %v\n%s", err, p.stderr.String())
			}
			if got := len(site.Worklogs()) - before; got != 1 {
				t.Errorf("%d worklogs were created, want 1", got)
			}
		})
	}
}

// holdWrites tells when a worklog to be created has arrived, and does nothing
// about it until it is released.
func holdWrites(site http.Handler, arrived chan<- struct{}, release <-chan struct{}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost && req.URL.Path == "/4/worklogs" {
			close(arrived)
			<-release
		}
		site.ServeHTTP(w, req)
	})
}

// program is a server that runs.
type program struct {
	cmd    *exec.Cmd
	stdin  io.Writer
	lines  chan string // of standard output
	stderr strings.Builder
}

// start runs the server and says hello.
func start(t *testing.T, url string) *program {
	t.Helper()
	p := &program{cmd: exec.Command("tempo-mcp-server"), lines: make(chan string)}
	p.cmd.Env = append(p.cmd.Environ(),
		"TEMPO_API_TOKEN="+sim.TempoToken, "TEMPO_BASE_URL="+url+"/4", "JIRA_BASE_URL="+url, "ATLASSIAN_API_URL="+url,
		"JIRA_EMAIL="+sim.Email, "JIRA_API_TOKEN="+sim.JiraToken, "TEMPO_MCP_MAX_RETRIES=0", "GORACE=atexit_sleep_ms=0",
	)
	p.cmd.Stderr = &p.stderr
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

// quiet is how long a program says nothing when it is about to end. It is longer
// than the second that calls have when the grace time is over, so that the test
// shows that there is one.
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
