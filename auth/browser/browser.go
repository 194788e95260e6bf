// Package browser opens an address in the browser of the person at this computer.
// It knows the programs that do so on each system, and nothing about sign-ins.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// ErrNone says that there is no browser to open. The person can open the address
// elsewhere, as long as that reaches this computer's port.
var ErrNone = errors.New("no browser to open")

// Open opens an http or https address in the person's browser. It starts programs
// directly, without a shell, so that the address is never a command. What they
// print goes nowhere: standard output may belong to a protocol.
func Open(ctx context.Context, address string) error {
	if !isWebAddress(address) {
		return fmt.Errorf("%w: not a web address", ErrNone)
	}
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease") // only Linux has it
	for _, command := range openers(runtime.GOOS, string(release), os.Environ()) {
		if run(ctx, command[0], append(command[1:], address)...) {
			return nil
		}
	}
	return ErrNone
}

// isWebAddress keeps out what an opener may take for an option, a file or a
// program.
func isWebAddress(address string) bool {
	odd := func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune("\"'`<>\\^|", r)
	}
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsFunc(address, odd)
}

// openers lists the commands that open a browser, best first.
func openers(system, release string, environment []string) [][]string {
	windows := func(program string) []string { return []string{program, "url.dll,FileProtocolHandler"} }
	linux := [][]string{{"xdg-open"}, {"gio", "open"}}
	switch {
	case system == "darwin":
		return [][]string{{"open"}}
	case system == "windows":
		return [][]string{windows("rundll32")}
	case strings.Contains(strings.ToLower(release), "microsoft"): // WSL
		return append([][]string{{"wslview"}, windows("rundll32.exe")}, linux...)
	case hasDesktop(environment):
		return linux
	}
	return nil
}

// hasDesktop reports whether a window can be shown. Without one, openers fall back
// on browsers for the terminal, which is not ours to give away.
func hasDesktop(environment []string) bool {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && (name == "DISPLAY" || name == "WAYLAND_DISPLAY" || name == "BROWSER") {
			return true
		}
	}
	return false
}

// run starts a program and reports whether it seems to work: it ended well, or is
// still running after a while, as an opener that is the browser itself does.
func run(ctx context.Context, program string, args ...string) bool {
	const whileTrying = 3 * time.Second
	// The browser stays when the caller is done.
	command := exec.CommandContext(context.WithoutCancel(ctx), program, args...) //nolint:gosec // see openers
	if command.Start() != nil {
		return false
	}
	ended := make(chan error, 1)
	var waiting sync.WaitGroup // which nobody waits for: the browser may stay for days
	safe.Go(&waiting, func() { ended <- command.Wait() }, func(err error) { ended <- err })
	timer := time.NewTimer(whileTrying)
	defer timer.Stop()
	select {
	case err := <-ended:
		return err == nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return true
}
