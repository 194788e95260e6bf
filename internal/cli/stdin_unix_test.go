//go:build unix

package cli_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOneSocket is a client at the other end of one socket for input and output, as inetd
// and socat have it, that reads late what was said in the meantime.
func TestOneSocket(t *testing.T) {
	t.Parallel()
	const many = 200 // answers of some 20 kB, far more than a socket holds
	client, stream := socketPair(t)
	cmd := exec.Command("tempo-mcp-server", "--demo")
	cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=0")
	var stderr strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stream, stream, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	for id := range many {
		if _, err := fmt.Fprintf(client, `{"jsonrpc":"2.0","id":%d,"method":"tools/list"}`+"\n", id); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // the output stands still
	got := 0
	lines := bufio.NewScanner(client)
	for lines.Buffer(nil, 1<<20); lines.Scan(); got++ {
		if !strings.Contains(lines.Text(), `"result":{`) {
			t.Fatalf("no answer: %.100s", lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil || got != many {
		t.Errorf("%d of %d answers, and the end is %v\n%s", got, many, err, &stderr)
	}
}

// socketPair returns both ends of a connection, one of them to hand on.
func socketPair(t *testing.T) (*net.UnixConn, *os.File) {
	t.Helper()
	syscall.ForkLock.RLock() // or a program that another test starts now has the socket too
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	near := os.NewFile(uintptr(fds[0]), "near")
	defer func() { _ = near.Close() }()
	conn, err := net.FileConn(near)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.(*net.UnixConn), os.NewFile(uintptr(fds[1]), "far")
}
