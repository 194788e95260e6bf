package say_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestCannotUndo names the reason, whatever the engine calls it.
func TestCannotUndo(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"read-only":      state.ErrReadOnly,
		"no room left":   state.ErrFull,
		"locked":         state.ErrBusy,
		"too long":       context.DeadlineExceeded,
		"damaged":        state.ErrCorrupt,
		"newer version":  &state.NewerError{Have: 3, Want: 1},
		"under way":      &state.RunningError{},
		"cannot be used": errors.New("disk I/O error (10)"),
	} {
		got := say.CannotUndo(fmt.Errorf("begin a change: %w", err))
		if len(got) != 1 || !strings.HasPrefix(got[0], "cannot be undone: ") || !strings.Contains(got[0], want) {
			t.Errorf("%v: %q", err, got)
		}
	}
	if got := say.CannotUndo(nil); got != nil {
		t.Errorf("%q", got)
	}
}

// TestUndoFailures have words, and say what to do.
func TestUndoFailures(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"TEMPO_MCP_JOURNAL":            &change.JournalError{Off: true},
		"no room left for the journal": &change.JournalError{Cause: state.ErrFull},
		"no change left":               &change.UnknownChangeError{},
		"no change abc":                &change.UnknownChangeError{ID: "abc"},
		"was deleted since":            &change.ChangedError{WorklogID: 1},
		"says already":                 &change.ChangedError{WorklogID: 1, Now: &tempo.Worklog{}, Back: true},
		"undo abc may":                 &change.TriedError{ChangeID: "abc"},
		"is not known":                 &change.UnsettledError{},
	} {
		if got, ok := say.OwnMachine().Failure(t.Context(), err); !ok || !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// TestStanding tells of each step whether it still stands.
func TestStanding(t *testing.T) {
	t.Parallel()
	stands, undone := state.Step{Outcome: state.Done, Stands: true}, state.Step{Outcome: state.Done}
	failed, unknown := state.Step{Outcome: state.Failed}, state.Step{Outcome: state.Unknown}
	for want, steps := range map[string][]state.Step{
		"stands":           {stands, failed},
		"stands in part":   {stands, undone},
		"undone":           {undone, undone},
		"unknown":          {unknown, undone},
		"nothing was done": {failed},
	} {
		if got := say.Standing(state.Change{Steps: steps}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
