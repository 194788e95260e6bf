package change_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestPanicAfterSending does not claim that nothing was written when a panic comes
// after a request has left: the copy of a worklog that was to move is there.
func TestPanicAfterSending(t *testing.T) {
	t.Parallel()
	s := newSim()
	original(s)
	p := connect(t, s, func(o *tempo.Options) { o.Logger = slog.New(panicsAtPost{slog.DiscardHandler}) })
	move := &change.Change{Action: change.Move, WorklogID: 500, Want: change.Draft{IssueKey: "ATLAS-2"}}
	apply(t, p, move)
	if state(move.Err) != "unknown" || len(s.Worklogs()) != 2 {
		t.Errorf("%v, with %d worklogs", move.Err, len(s.Worklogs()))
	}
}

// panicsAtPost is a log that fails at the line of a request that creates.
type panicsAtPost struct{ slog.Handler }

// Enabled takes every line.
func (panicsAtPost) Enabled(context.Context, slog.Level) bool { return true }

// Handle panics when the line is that of a POST to Tempo.
func (panicsAtPost) Handle(_ context.Context, line slog.Record) error {
	post, toTempo := false, false
	line.Attrs(func(a slog.Attr) bool {
		post = post || a.Key == "method" && a.Value.String() == http.MethodPost
		toTempo = toTempo || a.Key == "service" && a.Value.String() == "Tempo"
		return true
	})
	if post && toTempo {
		panic("the log")
	}
	return nil
}

// WithAttrs returns the same log.
func (h panicsAtPost) WithAttrs([]slog.Attr) slog.Handler { return h }
