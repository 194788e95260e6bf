package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// sameSignal is how long signals that come after the first are taken for copies of
// it. One Ctrl-C gets here more than once where the program was started by npx or
// another that hands on what the terminal has sent to both.
const sameSignal = 300 * time.Millisecond

// endings are the signals that end the program. A terminal that is closed sends
// SIGHUP, unless nohup has had it ignored.
func endings() []os.Signal {
	list := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// endedBySignal is the exit code of a program that a signal has ended, as shells
// have it: 130 after Ctrl-C.
func endedBySignal(sig os.Signal) int {
	if number, ok := sig.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return exitFailure
}

// conduct carries out a command and returns its exit code. The first signal ends
// the command's context, on which it ends in good order: reads are canceled, and a
// write that is on its way is seen through. A second one ends the program at once:
// conduct then returns while the command goes on.
func conduct(stderr io.Writer, signals <-chan os.Signal, command func(context.Context) int) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	code := make(chan int, 1)
	var running sync.WaitGroup // not waited for, see above
	safe.Go(&running, func() { code <- command(ctx) }, func(err error) { code <- report(stderr, err) })
	select {
	case code := <-code:
		return code
	case <-signals:
	}
	cancel()
	copies := time.NewTimer(sameSignal)
	defer copies.Stop()
	for second := false; ; {
		select {
		case code := <-code:
			return code
		case <-copies.C:
			second = true
			fmt.Fprintf(stderr, "%s: hint: still ending; a second signal ends the program at once, even in the middle of a write\n", say.Program)
		case sig := <-signals:
			if second {
				fmt.Fprintf(stderr, "%s: error: ended at once by a second signal (%s); whether a write that was under way is done is not known\n", say.Program, sig)
				return endedBySignal(sig)
			}
		}
	}
}

// orSignal returns what do returns, or false when a signal comes first. Then do goes on,
// and nobody waits for it: it is in a read that cannot be interrupted, or in a request
// that changes nothing.
func orSignal[T any](ctx context.Context, do func() (T, error)) (result T, ended bool, err error) {
	type outcome struct {
		result T
		err    error
	}
	done := make(chan outcome, 1)
	var running sync.WaitGroup // never waited for, see above
	safe.Go(&running, func() {
		result, err := do()
		done <- outcome{result, err}
	}, func(err error) { done <- outcome{err: err} })
	select {
	case o := <-done:
		return o.result, ctx.Err() != nil, o.err
	case <-ctx.Done():
		return result, true, nil
	}
}

// endedEarly is the failure of a command that a signal has ended. what is what has not
// come about.
func endedEarly(what string) error {
	return &failure{text: "ended by a signal " + what, code: exitFailure}
}
