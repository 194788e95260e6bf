package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// commands is what the commands share: the flags, and the settings once they are
// loaded.
type commands struct {
	sys      System
	demo     bool
	envFiles []string
}

// setup is a loaded configuration with what follows from it.
type setup struct {
	config config.Config
	err    error // what is wrong with the settings, or nil
	demo   bool  // the settings are those of the example site
	system app.System
	log    io.Closer // the log file, or nil
	logErr error     // why there is none although one is named
}

// load reads the settings. Its error is of the command line; errors of the
// settings are in the setup, because a server without settings still has to
// answer. The setup can be used in any case.
func (a *commands) load() (*setup, error) {
	s := &setup{demo: a.demo, system: app.System{Version: a.sys.Version, Now: a.sys.Now, Local: a.sys.Local}}
	var fileErr error
	if a.demo {
		s.play(a.sys.Now())
		if len(a.envFiles) > 0 {
			fmt.Fprintf(a.sys.Stderr, "%s: hint: a demo reads no settings of yours, so --env-file does nothing\n", say.Program)
		}
	} else {
		fileErr = a.loadEnvFiles()
		s.config, s.err = config.Load()
	}
	s.system.Logger = slog.New(s.logHandler(a.sys.Stderr))
	if s.logErr != nil {
		s.system.Logger.Warn("TEMPO_MCP_LOG_FILE cannot be written, so this goes to standard error", slog.Any("error", s.logErr))
	}
	return s, fileErr
}

// loadEnvFiles reads the files of --env-file.
func (a *commands) loadEnvFiles() error {
	if err := config.LoadEnvFiles(a.envFiles...); err != nil {
		said := strings.ReplaceAll(err.Error(), "\n", "\n--env-file: ") // a line a file
		return wrongUsage("--env-file takes a file of NAME=value lines, as .env.example shows them", "--env-file: %s", said)
	}
	return nil
}

// logOutput opens the log file. A server that cannot write one still works.
func (s *setup) logOutput(otherwise io.Writer) io.Writer {
	if s.config.LogFile == "" {
		return otherwise
	}
	f, err := os.OpenFile(s.config.LogFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		s.logErr = err
		return otherwise
	}
	s.log = f
	return f
}

// close ends logging.
func (s *setup) close() {
	if s.log != nil {
		_ = s.log.Close() // every line is written already
	}
}

// connect connects to the services, or says what the settings lack.
func (s *setup) connect() (*app.Connection, error) {
	if s.err != nil {
		return nil, s.err
	}
	return app.Connect(s.system, s.config)
}

// disconnect lets a sign-in that is under way end.
func (s *setup) disconnect(conn *app.Connection) {
	if err := conn.Close(); err != nil {
		s.system.Logger.Warn("the sign-in did not end well", slog.Any("error", err))
	}
}

// notSetUp puts what is wrong with the settings into words for a person at a
// terminal.
func notSetUp(err error) error {
	f := &failure{text: err.Error(), code: exitUsage}
	if _, ok := errors.AsType[*config.Error](err); ok {
		f.hint = "set this in the environment, or in a file for --env-file, then " + say.Program + " doctor checks it; --demo needs no settings"
	}
	return f
}

// selection is what the settings leave of the tools and prompts.
func (s *setup) selection() tools.Selection { return tools.Selection{ReadOnly: s.config.ReadOnly} }
