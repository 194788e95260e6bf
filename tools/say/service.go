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
		return fmt.Sprintf("%s answered %d and points to %s, where nothing was sent.", e.Service, e.Status, place(e))
	case e.Timeout():
		return fmt.Sprintf("%s did not answer in time.", e.Service)
	case e.Kind == rest.KindTooLarge:
		return fmt.Sprintf("%s answered with more than can be read at once (%d MB).", e.Service, rest.MaxBody>>20)
	case e.BadBody() && e.Page:
		return fmt.Sprintf("%s answered with a web page%s, not with its API.", e.Service, titled(e.Title))
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

// place is where a redirect leads to.
func place(e *rest.Error) string {
	if atHome(e) {
		return "another address of its own"
	}
	return e.Location
}

// atHome reports whether a redirect leads to the service itself.
func atHome(e *rest.Error) bool {
	return e.Location == e.Base || strings.HasPrefix(e.Base, e.Location+"/")
}

func titled(title string) string {
	if title == "" {
		return ""
	}
	return fmt.Sprintf(" titled %q", title)
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
	switch told := h.refused(e); {
	case e.NotSent():
		return "Nothing was sent. " + h.Network(setting(e))
	case e.Location != "" && !atHome(e), e.Page && e.BadBody() && !e.IsWrite():
		return h.Stranger(setting(e))
	case e.Kind == rest.KindTooLarge && !e.IsWrite():
		return "Ask for fewer days."
	case told != "" && e.Status != 401 && e.IsWrite() && !e.Unknown() && !strings.Contains(told, "othing was"):
		return told + " Nothing was written."
	case told != "":
		return told
	case e.IsWrite() && e.Service == "Tempo" && !e.Unknown():
		return "Nothing was written. Try again later; " + h.Address(setting(e))
	case e.Unknown():
		return looked(e.Method) + " Try again later."
	default:
		return "Try again later; " + h.Address(setting(e))
	}
}

// looked says what a look at Tempo found after a write that had no effect.
func looked(method string) string {
	switch method {
	case "PUT":
		return "It was looked at again and is as it was: nothing was changed."
	case "DELETE":
		return "It was looked for and is still there: nothing was deleted."
	default:
		return "It was looked for and is not there: nothing was written."
	}
}

// refused says what to do about a refusal whose status tells the reason.
func (h Help) refused(e *rest.Error) string {
	switch advice := advice(e); {
	case advice != "" && mentions(e, "Work attribute"):
		return advice + " Nothing was logged."
	case advice != "":
		return advice + " So far nothing was written."
	case e.Status == 429:
		return fmt.Sprintf("It is asked too often: try again %s.", When(e.RetryAfter))
	case e.Status == 401 && e.Service == "Tempo":
		return "The token was refused: it is wrong, expired or revoked, or your site is in another region. " + h.TempoToken
	case e.Status == 401 && mentions(e, "scope does not match"):
		return "The Jira token lacks a scope: it needs read:jira-user and read:jira-work. " + h.JiraScope
	case e.Status == 401:
		return "The sign-in was refused. " + h.JiraToken
	case e.Status == 403 && e.Service == "Tempo":
		return fmt.Sprintf("The Tempo token lacks the scope %s, or you lack the permission. %s", scopeOf(e), h.TempoScope)
	case e.Status == 403:
		return "You lack a Jira permission, which a Jira administrator can give, or the Jira token lacks a scope (read:jira-user, read:jira-work). " + h.JiraScope
	case e.Status == 404 && e.Page:
		return meant(e, "It") + " does not exist, or you may not see it; " + h.Address(setting(e))
	case e.Status == 404 && e.IsWrite():
		return meant(e, "The issue, an account or an attribute value that it names") + " does not exist, or you may not see it. Nothing was written."
	case e.Status == 404:
		return meant(e, "It") + " does not exist, or you may not see it."
	case e.Status == 400 || e.Status == 422:
		return "Mend the arguments and try again; nothing was written."
	case e.Status == 409 && len(e.Messages) > 0 && !mentions(e, "bulk"):
		return "Something else is being done to the same: try again in a minute."
	case e.Status == 409:
		return "Another bulk request for the same issue is still running: try again in a minute."
	}
	return ""
}

// setting is the setting that says where a request goes.
func setting(e *rest.Error) string {
	switch {
	case e.Service == "Tempo":
		return "TEMPO_BASE_URL"
	case strings.Contains(e.Base, "/ex/jira/"):
		return "ATLASSIAN_API_URL"
	default:
		return "JIRA_BASE_URL"
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

// When says after what time, in words for people.
func When(wait time.Duration) string {
	if wait <= 0 {
		return "in a minute"
	}
	return "in " + rest.Human(wait)
}
