package say

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// headline says what happened, in the service's own words where it has any.
func headline(e *rest.Error) string {
	said := strings.Join(e.Messages, "; ")
	switch {
	case e.NotSent():
		return Sentence(fmt.Sprintf("%s could not be reached%s", e.Service, because(e)))
	case e.Location != "":
		return fmt.Sprintf("%s answered %d and points to %s, where nothing was sent.", e.Service, e.Status, e.Location)
	case e.Timeout():
		return fmt.Sprintf("%s did not answer in time.", e.Service)
	case e.BadBody():
		return fmt.Sprintf("%s answered with something that is not its JSON.", e.Service)
	case e.Status == 0:
		return fmt.Sprintf("The connection to %s broke.", e.Service)
	case said != "":
		return Sentence(fmt.Sprintf("%s says (%d): %s", e.Service, e.Status, said))
	default:
		return fmt.Sprintf("%s answered %d.", e.Service, e.Status)
	}
}

// because shows the cause of a failed connection in a few words.
func because(e *rest.Error) string {
	cause := e.Unwrap()
	for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
		cause = inner
	}
	if cause == nil {
		return ""
	}
	return ": " + Line(cause.Error())
}

// nextStep says what to do about it.
func (h Help) nextStep(e *rest.Error) string {
	switch {
	case e.NotSent():
		return "Nothing was sent. " + h.Network(e.Service)
	case e.Status == 429:
		return fmt.Sprintf("It is asked too often: try again %s.", when(e.RetryAfter))
	case e.Status == 401 && e.Service == "Tempo":
		return "The token was refused: it is wrong, expired or revoked, or your site is in another region. " + h.TempoToken
	case e.Status == 401 && mentions(e, "scope does not match"):
		return "The Jira token lacks a scope: it needs read:jira-user and read:jira-work. " + h.JiraScope
	case e.Status == 401:
		return "The sign-in was refused. " + h.JiraToken
	case e.Status == 403:
		return h.forbidden(e)
	case e.Status == 404 && e.IsWrite():
		return "Nothing was written: what it names does not exist, or you may not see it."
	case e.Status == 404:
		return "It does not exist, or you may not see it."
	case e.Status == 400 && mentions(e, "Work attribute"):
		return "Nothing was logged."
	case e.Status == 400:
		return "Mend the arguments and try again; nothing was written."
	case e.Status == 409:
		return "Another bulk request for the same issue is still running: try again in a minute."
	case e.IsWrite() && e.Service == "Tempo" && !e.Unknown():
		return "Nothing was written."
	case e.Unknown():
		return "It was looked for and is not there: nothing was written. Try again later."
	default:
		return "Try again later; " + h.Address(e.Service)
	}
}

// forbidden tells a closed period from a missing scope or permission.
func (h Help) forbidden(e *rest.Error) string {
	switch {
	case mentions(e, "Period is closed"):
		return "The day lies in a period that an administrator has closed. Ask a Tempo administrator to open it; trying again does not help."
	case mentions(e, "approv"):
		return "The time sheet of that day is approved or in review, which locks it. Have it reopened first."
	case e.Service == "Tempo":
		return fmt.Sprintf("The Tempo token lacks the scope %s, or you lack the permission. %s", scopeOf(e), h.TempoScope)
	default:
		return "You lack a Jira permission, or the Jira token lacks a scope (read:jira-user, read:jira-work)."
	}
}

// scopeOf names the scope of a Tempo token that a path needs.
func scopeOf(e *rest.Error) string {
	access := "view"
	if e.IsWrite() {
		access = "manage"
	}
	scopes := []struct{ path, scope string }{
		{"worklogs", "Worklogs"},
		{"work-attributes", "Worklogs"},
		{"user-schedule", "Schemes"},
		{"accounts", "Accounts"},
		{"periods", "Periods"},
	}
	for _, s := range scopes {
		if strings.Contains(e.Path, s.path) {
			return fmt.Sprintf("%s (%s)", s.scope, access)
		}
	}
	return "for " + e.Path
}

func mentions(e *rest.Error, words string) bool {
	for _, m := range e.Messages {
		if strings.Contains(strings.ToLower(m), strings.ToLower(words)) {
			return true
		}
	}
	return false
}

func when(wait time.Duration) string {
	if wait <= 0 {
		return "in a minute"
	}
	return "in " + wait.Round(time.Second).String()
}
