package say

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// ofWrite words the errors with which the writing of a worklog ends.
func (h Help) ofWrite(err error) (string, bool) {
	if e, ok := errors.AsType[*change.MoveError](err); ok {
		return ofMove(e), true
	}
	if e, ok := errors.AsType[*change.NotBegunError](err); ok {
		return notBegun(e), true
	}
	if e, ok := errors.AsType[*change.OthersError](err); ok {
		whose := Line(e.Name)
		if whose == "" {
			whose = "the account " + Line(e.AccountID)
		}
		return fmt.Sprintf("Worklog %d is of %s. Only the person's own worklogs are edited or deleted here, so nothing was changed.", e.WorklogID, whose), true
	}
	if e, ok := errors.AsType[*change.CapError](err); ok {
		return full(e), true
	}
	if e, ok := errors.AsType[*change.FullError](err); ok {
		return fmt.Sprintf("%s has no free time left before midnight for %s, so nothing was written. Name a startTime, or leave it out.", Day(e.Day), worklog.FormatSpent(e.Spent)), true
	}
	if e, ok := errors.AsType[*change.UnreadError](err); ok {
		return "What is logged there already could not be read, so nothing was written. " + h.explain(e.Cause), true
	}
	if e, ok := errors.AsType[*change.TwiceError](err); ok {
		return fmt.Sprintf("attributes name one attribute twice: %q is %q and %q is %q. Give only one of them; nothing was written.",
			Brief(e.First.Key), Brief(e.First.Value), Brief(e.Second.Key), Brief(e.Second.Value)), true
	}
	return ofUndo(err)
}

// notBegun says what took so long.
func notBegun(e *change.NotBegunError) string {
	cause := "There was no answer in time"
	if f := serviceError(e.Cause); f != nil && !f.NotSent() {
		cause = strings.TrimSuffix(headline(f), ".")
	}
	return cause + ". Not begun: nothing was written, so it can be sent again."
}

// full says what a day holds that takes no more.
func full(e *change.CapError) string {
	text := headline(serviceError(e)) + " So nothing was written."
	if e.Known {
		text += fmt.Sprintf(" %s has %s", Day(e.Day), worklog.FormatSpent(e.Logged))
		if e.Most > 0 {
			text += " of at most " + worklog.FormatSpent(e.Most)
		}
		if e.Edit {
			text += ", besides this worklog"
		}
		text += "."
	}
	if e.Move {
		return text + " A move first copies the worklog, and the day has no room for both. Ask the person."
	}
	return text + " Ask the person on which days the time was spent; do not split it unasked."
}

// ofMove says what became of a worklog that was to move, and what stands where.
func ofMove(e *change.MoveError) string {
	why := "Why: " + why(e.Cause)
	where := fmt.Sprintf("worklog %d on %s", e.Copy, Line(e.IssueKey))
	switch {
	case e.Copied == change.Unsure && e.Original == change.Stands && e.Copy == 0:
		return fmt.Sprintf("Not moved: worklog %d stands as it was. A copy of it on %s may have come all the same: the outcome is unknown, look with retrieveWorklogs before trying again. %s", e.WorklogID, Line(e.IssueKey), why)
	case e.Copied == change.Unsure && e.UndoErr == nil:
		return fmt.Sprintf("Not moved: worklog %d stands as it was. Whether %s is its copy: the outcome is unknown, look before trying again. %s", e.WorklogID, where, why)
	case e.Original == change.Unsure:
		return fmt.Sprintf("The copy stands: %s. Whether the original, worklog %d, is gone: the outcome is unknown. Look with retrieveWorklogs; if both stand, delete %d. %s", where, e.WorklogID, e.WorklogID, why)
	case e.Copied == change.Gone:
		return fmt.Sprintf("Not moved: worklog %d stands as it was, and its copy was deleted again. %s", e.WorklogID, why)
	case e.Copied == change.Unsure:
		return fmt.Sprintf("Not moved: worklog %d stands as it was. Its copy, %s, was to be deleted again, and the outcome is unknown: look with retrieveWorklogs; if it stands, delete %d. %s", e.WorklogID, where, e.Copy, why)
	default:
		return fmt.Sprintf("Moved by half: the original, worklog %d, and its copy, %s, both stand, because neither could be deleted. Delete one of them: %d to finish the move, %d to take it back. %s", e.WorklogID, where, e.WorklogID, e.Copy, why)
	}
}

// why says what a step of a move ended with.
func why(cause error) string {
	if e := serviceError(cause); e != nil && !errors.Is(cause, change.ErrTooLate) {
		return headline(e)
	}
	if errors.Is(cause, change.ErrTooLate) {
		return "there was too little time left."
	}
	return Sentence(Line(cause.Error()))
}

// attributeHelp names each work attribute that a worklog lacks or has a wrong value
// of, with the values to choose from.
func (h Help) attributeHelp(e *change.AttributeError) string {
	var lines []string
	if e.Cause != nil {
		lines = append(lines, h.explain(e.Cause))
	}
	for _, a := range e.Attributes {
		if a.Given == "" {
			lines = append(lines, fmt.Sprintf(`Add to attributes: {"key": %q, "value": …} for %s. %s`, a.Key, Line(a.Name), Joined(choices(a), h.noAccount(a.Issue))))
			continue
		}
		lines = append(lines, fmt.Sprintf("%q is no value of %s (%s). %s", Brief(a.Given), Line(a.Name), Line(a.Key), choices(a)))
	}
	if e.Cause == nil {
		lines = append(lines, "Nothing was sent.")
	}
	return Lines(lines...)
}

// noAccount says why the account of an issue did not come by itself.
func (h Help) noAccount(n *change.NoAccount) string {
	switch {
	case n == nil:
		return ""
	case n.Field == "":
		return h.AccountField
	case n.NoField:
		text := fmt.Sprintf("Jira shows no field %s on %s", n.Field, Line(n.IssueKey))
		if h.AccountField == "" {
			return text + "."
		}
		return text + ": JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID may name one that does not exist."
	default:
		return fmt.Sprintf("%s has no account in Jira.", Line(n.IssueKey))
	}
}
