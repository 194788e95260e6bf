package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// logHandler is where the log goes: to the file that is named, or to standard
// error. A person at a terminal who has not asked for a log gets warnings and
// errors, as this program has them everywhere else; a client gets lines that
// programs can read.
func (s *setup) logHandler(stderr io.Writer) slog.Handler {
	out := s.logOutput(stderr)
	if s.log == nil && isTerminal(stderr) && !config.IsSet("TEMPO_MCP_LOG_LEVEL") {
		return &terminalLog{out: out}
	}
	return slog.NewTextHandler(out, &slog.HandlerOptions{Level: s.config.LogLevel})
}

// terminalLog writes warnings and errors as a person reads them.
type terminalLog struct {
	out   io.Writer
	attrs []slog.Attr
}

// Enabled implements [slog.Handler].
func (*terminalLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// Handle implements [slog.Handler]. The whole line is one Write.
func (l *terminalLog) Handle(_ context.Context, r slog.Record) error {
	kind, details := "warning", []string{}
	if r.Level >= slog.LevelError {
		kind = "error"
	}
	add := func(a slog.Attr) bool {
		details = append(details, fmt.Sprintf("%s: %s", strings.ReplaceAll(a.Key, "_", " "), a.Value.Resolve()))
		return true
	}
	for _, a := range l.attrs {
		add(a)
	}
	r.Attrs(add)
	text := r.Message
	if len(details) > 0 {
		text += " (" + strings.Join(details, ", ") + ")"
	}
	_, err := fmt.Fprintf(l.out, "%s: %s: %s\n", say.Program, kind, say.Line(text))
	return err
}

// WithAttrs implements [slog.Handler].
func (l *terminalLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &terminalLog{l.out, append(slices.Clip(l.attrs), attrs...)}
}

// WithGroup implements [slog.Handler]. A person needs no groups.
func (l *terminalLog) WithGroup(string) slog.Handler { return l }

// isTerminal reports whether a person is at the other end of a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
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
