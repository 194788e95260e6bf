// Package plans are the tools that see changes as a whole: what they would do, and how
// they are taken back. What happens to the time sheet is the business of
// internal/change.
package plans

import (
	"context"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type undoChangeInput struct {
	ChangeID string `json:"changeId,omitempty" doc:"changeId of a result; that of an undo does it again. Left out, the newest change that stands."`
	DryRun   bool   `json:"dryRun,omitempty" doc:"Change nothing: show what would be done, or without changeId the last ten changes."`
}

type undoChangeOutput struct {
	ChangeID  string         `json:"changeId,omitempty" doc:"Id of this undo; undoing it does the change again"`
	Undoes    string         `json:"undoes,omitempty" doc:"Id of the change that is taken back"`
	Undone    []undoneEntry  `json:"undone" doc:"What was taken back"`
	WouldUndo []undoneEntry  `json:"wouldUndo,omitempty" doc:"With dryRun: what would be taken back"`
	Refused   []refusedEntry `json:"refused" doc:"What is not taken back"`
	Changes   []changeRow    `json:"changes,omitempty" doc:"The last changes, newest first"`
	Notes     []string       `json:"notes,omitempty" doc:"What is worth a look"`
	Days      []say.DayNow   `json:"days,omitempty" doc:"The days as they are now"`

	dry, list, newest bool
}

type undoneEntry struct {
	WorklogID worklog.ID `json:"worklogId" doc:"Tempo worklog id, as it is now"`
	FormerID  worklog.ID `json:"formerId,omitzero" doc:"Id that it had before, when it has a new one"`
	Action    string     `json:"action" enum:"deleted,changed back,moved back,created again" doc:"What takes it back"`
	Worklog   *say.Row   `json:"worklog,omitempty" doc:"The worklog as it is then, or as it was if it is deleted"`
}

type refusedEntry struct {
	WorklogID worklog.ID `json:"worklogId,omitzero" doc:"Tempo worklog id"`
	Reason    string     `json:"reason" doc:"Why, and what to do"`
	Then      *say.Row   `json:"then,omitempty" doc:"As it was before the change"`
	Left      *say.Row   `json:"left,omitempty" doc:"As the change left it"`
	Now       *say.Row   `json:"now,omitempty" doc:"As it is, when it was looked at"`
}

// What takes a worklog back.
const (
	actionDeleted = "deleted"
	actionChanged = "changed back"
	actionMoved   = "moved back"
	actionCreated = "created again"
)

// UndoChange is the tool undoChange.
func UndoChange() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "undoChange",
		Title:       "Undo a change",
		Description: "Take back what a tool of this server has written for the signed-in person, worklog by worklog. What somebody changed since is left as it is and shown.",
		Effect:      kit.Deletes,
		Repeatable:  true,
	}, runUndoChange)
}

func runUndoChange(ctx context.Context, c *kit.Caller, in undoChangeInput) (*undoChangeOutput, error) {
	id := strings.TrimSpace(in.ChangeID)
	out := &undoChangeOutput{Undone: []undoneEntry{}, Refused: []refusedEntry{}, dry: in.DryRun, list: in.DryRun && id == "", newest: id == ""}
	var u *change.Undoing
	var err error
	switch {
	case out.list:
		out.Changes, err = latest(ctx, c, shownChanges)
		return out, err
	case in.DryRun:
		u, err = change.Preview(ctx, c.Person, id)
	default:
		u, err = change.Undo(ctx, c.Person, id, change.By("undoChange"))
	}
	if err != nil {
		return nil, err
	}
	out.tell(ctx, c, u)
	return out, nil
}

// tell says what became of each entry, and what is worth knowing besides.
func (o *undoChangeOutput) tell(ctx context.Context, c *kit.Caller, u *change.Undoing) {
	o.ChangeID, o.Undoes = u.Around.ChangeID(), u.Of.ID
	rows := newRows(ctx, c, u)
	remaining := false
	var changes []*change.Change
	for _, r := range u.Entries {
		if r.Err != nil {
			o.Refused = append(o.Refused, rows.refused(ctx, c, r))
			continue
		}
		remaining = remaining || r.Remaining()
		changes = append(changes, r.Change)
		if o.dry {
			o.WouldUndo = append(o.WouldUndo, rows.undone(r))
		} else {
			o.Undone = append(o.Undone, rows.undone(r))
		}
	}
	if len(u.Entries) == 0 {
		o.Notes = append(o.Notes, nothingStands(u))
	}
	if o.newest && o.Failed() {
		o.Notes = append(o.Notes, "An older change is undone by its changeId; undoChange with dryRun lists the last ones.")
	}
	if remaining {
		o.Notes = append(o.Notes, "The remaining estimate of the issue stays as the change has set it.")
	}
	if o.dry {
		return
	}
	o.Notes = append(o.Notes, say.ChangeNotes(u.Around.Notes(changes), func(of *change.Change) string { return fmt.Sprintf("worklog %d", of.After.ID) })...)
	o.Notes = append(o.Notes, say.CannotUndo(u.Around.JournalErr())...)
	o.Days = say.DaysNow(u.Around.Days(changes))
}

// nothingStands says why there is nothing to undo.
func nothingStands(u *change.Undoing) string {
	for _, s := range u.Of.Steps {
		if s.UndoneBy != "" {
			return fmt.Sprintf("Change %s was undone already, by %s: nothing was changed. undoChange with changeId %s does it again.", u.Of.ID, s.UndoneBy, s.UndoneBy)
		}
	}
	return fmt.Sprintf("Change %s has written nothing that stands: nothing was changed.", u.Of.ID)
}

// Failed reports that nothing of what stands was taken back.
func (o *undoChangeOutput) Failed() bool {
	return !o.dry && len(o.Undone) == 0 && len(o.Refused) > 0
}

// Partly reports that some of it was taken back, and some not.
func (o *undoChangeOutput) Partly() bool { return len(o.Undone) > 0 && len(o.Refused) > 0 }

// String tells what was taken back.
func (o *undoChangeOutput) String() string {
	if o.list {
		return changeLines(o.Changes)
	}
	var b strings.Builder
	entries := o.Undone
	if o.dry {
		entries = o.WouldUndo
		fmt.Fprintf(&b, "Nothing was changed. Undoing change %s takes back %s", o.Undoes, say.Count(len(entries), "worklog"))
	} else if o.Failed() {
		fmt.Fprintf(&b, "Nothing was undone of change %s", o.Undoes)
	} else {
		fmt.Fprintf(&b, "Undone of change %s: %s", o.Undoes, say.Count(len(entries), "worklog"))
	}
	if len(o.Refused) > 0 {
		fmt.Fprintf(&b, "; %d not taken back", len(o.Refused))
	}
	b.WriteString(".")
	for _, e := range entries {
		b.WriteString("\n" + e.String())
	}
	for _, r := range o.Refused {
		b.WriteString("\n" + r.String())
	}
	b.WriteString(say.Notes(o.Notes) + say.DayLines(o.Days))
	if len(o.Undone) > 0 && o.ChangeID != "" {
		fmt.Fprintf(&b, "\nThis undo is change %s: undoing it does the change again.", o.ChangeID)
	}
	return b.String()
}

// String is the entry in a line.
func (e undoneEntry) String() string {
	text := fmt.Sprintf("%s: %s", e.Action, e.Worklog)
	if e.FormerID != 0 {
		text += fmt.Sprintf(" (its id was %s)", e.FormerID)
	}
	return text
}

// String is the entry, with the worklog at its three moments.
func (r refusedEntry) String() string {
	text := fmt.Sprintf("not taken back: worklog %s. %s", r.WorklogID, r.Reason)
	if r.WorklogID == 0 {
		text = "not taken back: " + r.Reason
	}
	for _, was := range []struct {
		when string
		row  *say.Row
	}{{"then", r.Then}, {"left", r.Left}, {"now", r.Now}} {
		if was.row != nil {
			text += fmt.Sprintf("\n  %s: %s", was.when, was.row)
		}
	}
	return text
}
