package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/server"
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
	if interactive(a.sys.Stdin) {
		fmt.Fprintf(a.sys.Stderr, "%s: waiting for an MCP client on standard input; %s --help shows what else there is\n", say.Program, say.Program)
	}
	var background sync.WaitGroup
	warm, cancel := context.WithCancel(ctx)
	defer background.Wait()
	defer cancel()

	in, restore := polled(a.sys.Stdin)
	defer restore()
	offered := mcp.New(mcp.Offer{
		Version: s.system.Version, Selection: s.selection(),
		Calls: app.Calls(conn, err, s.system), Reading: app.Reading(conn, err, s.system),
	})
	err = server.ServeStdio(ctx, offered, in, a.sys.Stdout, server.StdioOptions{
		Logger: s.system.Logger,
		Grace:  s.config.RequestTimeout + 15*time.Second,
		OnHello: func() {
			background.Go(debug.FreeOSMemory) // what libraries needed only to start
			if conn != nil {
				background.Go(func() { warmUp(warm, conn, s.system.Logger) })
			}
		},
	})
	if err != nil {
		return &failure{text: err.Error(), code: exitFailure}
	}
	return nil
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

// interactive reports whether a person types, instead of a client.
func interactive(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a character device as well
	return err != nil || !os.SameFile(info, null)
}
