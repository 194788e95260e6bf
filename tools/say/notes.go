package say

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// ChangeNotes words what is worth a look about worklogs that were written. name tells which
// worklog a note is about, where there are several.
func ChangeNotes(notes []change.Note, name func(*change.Change) string) []string {
	var list []string
	for _, n := range notes {
		list = append(list, ofDay(n)+ofWorklog(n, name))
	}
	return list
}

// ofDay words what is about a day, or nothing.
func ofDay(n change.Note) string {
	day := Day(n.Day)
	switch n.Kind {
	case change.NoteFree:
		if n.Holiday != "" {
			return fmt.Sprintf("%s is a holiday: %s.", day, Line(n.Holiday))
		}
		return day + " is a day off by the schedule."
	case change.NoteDistant:
		return fmt.Sprintf("%s is %s: is the date right?", day, away(n.Away))
	case change.NoteLongDay:
		return fmt.Sprintf("%s has %s now, more than 10h.", day, worklog.FormatSpent(n.Logged))
	case change.NoteUnread:
		return fmt.Sprintf("what else is logged on %s could not be read, so doubles and overlaps were not looked for.", day)
	case change.NoteMore:
		return fmt.Sprintf("%s: and %d more.", day, n.Count)
	default:
		return ""
	}
}

// away tells how far a day is from today.
func away(days int) string {
	if days < 0 {
		return Count(-days, "day") + " ago"
	}
	return Count(days, "day") + " ahead"
}

// ofWorklog words what is about a worklog, or nothing.
func ofWorklog(n change.Note, name func(*change.Change) string) string {
	switch n.Kind {
	case change.NoteDouble:
		if n.Same {
			return fmt.Sprintf("%s says the same as %s; if it is a double, delete %d.", name(n.Change), other(n.Other), n.Change.After.ID)
		}
		return fmt.Sprintf("%s may be a double of %s; if so, delete %d.", name(n.Change), other(n.Other), n.Change.After.ID)
	case change.NoteOverlap:
		return fmt.Sprintf("%s overlaps with %s.", name(n.Change), other(n.Other))
	case change.NoteBillable:
		return billingNote(n, name)
	case change.NoteAccount:
		account := Line(tempo.AccountOf(n.Change.After.Attributes.Values))
		if account == "" {
			account = "none"
		}
		return fmt.Sprintf("the account of %s is %s; %s of the project before it have %s.",
			name(n.Change), account, Count(n.Count, "worklog"), Line(n.Usual))
	case change.NoteOldAccount:
		return fmt.Sprintf("the account of %s is still %s: %s tells none.", name(n.Change),
			Line(tempo.AccountOf(n.Change.After.Attributes.Values)), n.Change.Issue.Key)
	default:
		return ""
	}
}

// billingNote says how much of a worklog is billable, and what was usual.
func billingNote(n change.Note, name func(*change.Change) string) string {
	was, instead := "billable", "billableHours as long as the time spent"
	if n.Was == change.BillingNone {
		was, instead = "not billable", "billableHours 0"
	}
	is := "billable"
	if b := n.Change.After.BillableSeconds; b != nil && *b == 0 {
		is = "not billable"
	} else if b != nil && *b > n.Change.After.TimeSpentSeconds {
		is = "billable for longer than its time spent"
	} else if b != nil && *b < n.Change.After.TimeSpentSeconds {
		is = "billable in part"
	}
	return fmt.Sprintf("%s is %s; %s on %s before it: %s. If this is to be the same, editWorklog with %s.",
		name(n.Change), is, Count(n.Count, "worklog"), Line(n.Change.Issue.Key), was, instead)
}

// other tells which worklog is meant.
func other(w *tempo.Worklog) string {
	e := w.Entry()
	text := fmt.Sprintf("worklog %d (", w.ID)
	if !e.Start.IsZero() {
		text += e.Start.String() + ", "
	}
	return text + worklog.FormatSpent(e.Spent) + ")"
}

// DayNow is a day as it is after a change.
type DayNow struct {
	Date          string   `json:"date" doc:"YYYY-MM-DD"`
	Weekday       string   `json:"weekday" doc:"Weekday"`
	RequiredHours *float64 `json:"requiredHours,omitempty" doc:"Hours that the schedule requires, where it is known"`
	Required      string   `json:"required,omitempty" doc:"The same exactly"`
	LoggedHours   float64  `json:"loggedHours" doc:"Hours logged"`
	Logged        string   `json:"logged" doc:"The same exactly"`

	text string
}

// DaysNow tells how days are now.
func DaysNow(days []change.DayNow) []DayNow {
	var list []DayNow
	for _, d := range days {
		now := DayNow{
			Date: d.Day.String(), Weekday: d.Day.Weekday().String(),
			LoggedHours: worklog.Hours(d.Logged), Logged: worklog.FormatSpent(d.Logged),
		}
		now.text = fmt.Sprintf("%s: now %s", Day(d.Day), now.Logged)
		if d.Known {
			hours := worklog.Hours(d.Required)
			now.RequiredHours, now.Required = &hours, worklog.FormatSpent(d.Required)
			now.text += " of " + now.Required
		}
		if d.Holiday != "" {
			now.text += " (" + Line(d.Holiday) + ")"
		}
		list = append(list, now)
	}
	return list
}

// showDays is how many days a text lists.
const showDays = 31

// DayLines lists days, a line each, to stand under a text.
func DayLines(days []DayNow) string {
	var b strings.Builder
	for _, d := range days[:min(len(days), showDays)] {
		b.WriteString("\n" + d.text)
	}
	if more := len(days) - showDays; more > 0 {
		fmt.Fprintf(&b, "\nand %d more days.", more)
	}
	return b.String()
}
