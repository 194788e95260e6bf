package say

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// CannotUndo says that what was written could not be noted in the journal, and why; or
// nothing.
func CannotUndo(err error) []string {
	if err == nil {
		return nil
	}
	return []string{"cannot be undone: " + Unkept(err) + "."}
}

// TakesBack says how to take a change back, in a line of its own; nothing without an id.
func TakesBack(changeID string) string {
	if changeID == "" {
		return ""
	}
	return fmt.Sprintf("\nChange %s: undoChange takes it back.", changeID)
}

// Unkept says why the state cannot be used.
func Unkept(err error) string {
	_, newer := errors.AsType[*state.NewerError](err)
	switch {
	case newer:
		return "the journal is of a newer version of this program, and is left as it is"
	case errors.Is(err, state.ErrReadOnly):
		return "the journal cannot be written: its file or folder is read-only"
	case errors.Is(err, state.ErrFull):
		return "there is no room left for the journal"
	case errors.Is(err, state.ErrRunning):
		return "another undo of this person is under way; try again when it is done"
	case errors.Is(err, state.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return "other processes kept the journal locked for too long"
	case errors.Is(err, state.ErrCorrupt):
		return "the journal is damaged"
	default:
		return "the journal cannot be used"
	}
}

// byHand is how to take something back without a journal.
const byHand = "What is wrong can be mended with editWorklog, deleteWorklog and createWorklog."

// ofUndo words the errors of taking back a change.
func ofUndo(err error) (string, bool) {
	if e, ok := errors.AsType[*change.JournalError](err); ok {
		if e.Off {
			return "There is no journal of changes here (it may be off by TEMPO_MCP_JOURNAL), so nothing can be undone. " + byHand, true
		}
		return "Nothing was undone: " + Unkept(e.Cause) + ". " + byHand, true
	}
	if e, ok := errors.AsType[*change.UnknownChangeError](err); ok {
		if e.ID == "" {
			return "There is no change left to undo. undoChange with dryRun lists the last ones.", true
		}
		return fmt.Sprintf("There is no change %s of this person in the journal. undoChange with dryRun lists the last ones.", Brief(e.ID)), true
	}
	if e, ok := errors.AsType[*change.ChangedError](err); ok {
		if e.Now == nil {
			return "It is gone: it was deleted since.", true
		}
		if e.Back {
			return "It says already what it said before the change, so nothing was sent.", true
		}
		return "Somebody has changed it since, so it was left as it is. Ask the person; editWorklog and deleteWorklog change it all the same.", true
	}
	if e, ok := errors.AsType[*change.TriedError](err); ok {
		return fmt.Sprintf("The undo %s may have put it back already: its outcome is unknown. Look with retrieveWorklogs, and log it with createWorklog if it is not there.", e.ChangeID), true
	}
	if _, ok := errors.AsType[*change.UnsettledError](err); ok {
		return "What became of it is not known, so it cannot be undone. Look with retrieveWorklogs; what is there and wrong is mended with editWorklog or deleteWorklog.", true
	}
	return "", false
}

// Made tells in a line what a change has made of worklogs: 2 created, 1 deleted.
func Made(c state.Change) string {
	return counted(c.Steps, made, func(s state.Step) bool { return s.Outcome == state.Done })
}

// Unmaking tells in a line what undoing a change would do.
func Unmaking(c state.Change) string {
	return counted(c.Steps, unmade, func(s state.Step) bool { return s.Stands })
}

// The kinds of steps, in the words for doing and for undoing them.
var (
	kinds  = [...]change.Action{change.Create, change.Edit, change.Move, change.Delete}
	made   = map[change.Action]string{change.Create: "created", change.Edit: "changed", change.Move: "moved", change.Delete: "deleted"}
	unmade = map[change.Action]string{change.Create: "deleted", change.Edit: "changed back", change.Move: "moved back", change.Delete: "created again"}
)

func counted(steps []state.Step, words map[change.Action]string, counts func(state.Step) bool) string {
	var parts []string
	for _, kind := range kinds {
		n := 0
		for _, s := range steps {
			if counts(s) && change.Made(s) == kind {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, words[kind]))
		}
	}
	if parts == nil {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Standing tells whether a change still stands.
func Standing(c state.Change) string {
	done, stands, unknown := 0, 0, 0
	for _, s := range c.Steps {
		switch {
		case s.Stands:
			done, stands = done+1, stands+1
		case s.Outcome == state.Done:
			done++
		case s.Outcome == state.Unknown || s.Outcome == state.Sent:
			unknown++
		}
	}
	switch {
	case stands == done && done > 0 && unknown == 0:
		return "stands"
	case stands > 0:
		return "stands in part"
	case unknown > 0:
		return "unknown"
	case done > 0:
		return "undone"
	default:
		return "nothing was done"
	}
}
