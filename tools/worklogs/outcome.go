package worklogs

import (
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// outcome is what every answer to a write ends with.
type outcome struct {
	ChangeID string       `json:"changeId,omitempty" doc:"Id of what was written, for undoChange"`
	Notes    []string     `json:"notes,omitempty" doc:"What is worth a look"`
	Days     []say.DayNow `json:"days,omitempty" doc:"The days as they are now"`
}

// outcomeOf tells what is worth a look about changes, and how their days are now. The
// dates are those that the call gave.
func outcomeOf(around *change.Around, changes []*change.Change, name func(*change.Change) string, dates ...string) outcome {
	o := outcome{
		ChangeID: around.ChangeID(),
		Notes:    append(say.ChangeNotes(around.Notes(changes), name), say.CannotUndo(around.JournalErr())...), Days: say.DaysNow(around.Days(changes)),
	}
	if words := slices.ContainsFunc(dates, isWord); words {
		o.Notes = append(o.Notes, say.CalendarNotes(around.Today)...)
	}
	return o
}

// isWord reports whether a date is a word that needs somebody's calendar.
func isWord(date string) bool {
	_, err := worklog.ParseDay(date)
	return date != "" && err != nil
}

// itself names the only worklog of a call.
func itself(*change.Change) string { return "it" }

// String is the notes and the days, a line each, and how to take it back.
func (o outcome) String() string {
	return say.Notes(o.Notes) + say.DayLines(o.Days) + say.TakesBack(o.ChangeID)
}
