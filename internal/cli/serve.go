package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// serve is the MCP server on standard input and output. Whatever is wrong with
// the settings, it answers: clients show little of a process that ends at once.
func (a *commands) serve(ctx context.Context) error {
	s, fileErr := a.load()
	defer s.close()
	if fileErr != nil {
		s.err = fileErr
	}
	conn, err := s.connect()
	defer s.disconnect(conn)
	logNotSetUp(s.system.Logger, err)
	if isTerminal(a.sys.Stdin) {
		fmt.Fprintf(a.sys.Stderr, "%s: waiting for an MCP client on standard input; %s --help shows what else there is\n", say.Program, say.Program)
	}
	panicked := func(err error) { s.system.Logger.Error("internal error", slog.Any("error", err)) }
	var background sync.WaitGroup
	warm, cancel := context.WithCancel(ctx)
	defer background.Wait()
	defer cancel()

	in, restore := polled(a.sys.Stdin, a.sys.Stdout, a.sys.Stderr)
	defer restore()
	defer context.AfterFunc(ctx, restore)() // a second signal leaves no time for it
	err = stdio.Serve(ctx, app.NewServer(conn, err, s.system, s.selection()), in, a.sys.Stdout, stdio.Options{
		Logger:       s.system.Logger,
		Grace:        s.config.RequestTimeout + 15*time.Second,
		OnUnfinished: a.tellUnfinished,
		OnHello: func() {
			safe.Go(&background, debug.FreeOSMemory, panicked) // what libraries needed only to start
			if conn != nil {
				safe.Go(&background, func() { warmUp(warm, conn, s.system.Logger) }, panicked)
			}
		},
	})
	if err != nil {
		return &failure{text: err.Error(), code: exitFailure}
	}
	return nil
}

// tellUnfinished says why the program does not end yet.
func (a *commands) tellUnfinished(left stdio.Unfinished) {
	what := "a call that is still under way"
	if left.Writes > 0 {
		what = "the answer to a write that was sent"
	}
	fmt.Fprintf(a.sys.Stderr, "%s: waiting up to %s for %s\n", say.Program, left.Grace, what)
}

// logNotSetUp writes what is wrong with the settings, one line a problem.
func logNotSetUp(log *slog.Logger, err error) {
	if err == nil {
		return
	}
	wrong, ok := errors.AsType[*config.Error](err)
	if !ok {
		log.Error("not set up; every tool call will say so", slog.Any("error", err))
		return
	}
	for _, p := range wrong.Problems {
		log.Error("not set up; every tool call will say so", slog.String("error", p.String()))
	}
}

func warmUp(ctx context.Context, conn *app.Connection, log *slog.Logger) {
	if err := conn.Warm(ctx); err != nil && ctx.Err() == nil {
		log.Warn("could not look up the signed-in person yet", slog.Any("error", err))
	}
}
