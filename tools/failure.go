package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// explain puts an error into words for a model: what happened, and what to do
// next. It is false for an error that no one has foreseen.
func (s *Session) explain(ctx context.Context, err error) (string, bool) {
	var bad *argumentError
	var hidden *change.HiddenIssueError
	var uncertain *change.UncertainError
	var account *change.AccountError
	var same *change.SameError
	var attributes *change.AttributeError
	switch {
	case errors.As(err, &bad):
		return bad.Error(), true
	case errors.As(err, &hidden):
		return fmt.Sprintf("Jira shows no issue %s: it does not exist, or you may not see it. Nothing was sent to Tempo. Check the key.", hidden.Key), true
	case errors.As(err, &uncertain):
		return explainUncertain(uncertain), true
	case errors.As(err, &account):
		return fmt.Sprintf("The account of %s could not be looked up, so nothing was logged. Name the account in attributes as %s, or mend this: %s",
			account.IssueKey, accountAttribute, Explain(account.Cause)), true
	case errors.As(err, &same):
		return fmt.Sprintf("Nothing to change: worklog %d has these values already. Nothing was sent.", same.WorklogID), true
	case errors.As(err, &attributes):
		return lines(Explain(err), attributeHelp(attributes)), true
	}
	e := asTempo(err)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) && (e == nil || e.NotSent() || !e.IsWrite()) {
		return "The call was canceled before anything was written.", true
	}
	if e != nil {
		return Explain(err), true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "The call was canceled before anything was written.", true
	}
	return "", false
}

func explainUncertain(e *change.UncertainError) string {
	cause := "Tempo's answer was lost"
	if f := asTempo(e.Cause); f != nil {
		cause = strings.TrimSuffix(headline(f), ".")
	}
	switch {
	case e.Missing:
		return cause + ". The change was not found in Tempo after a timeout; look before trying again, because it may still arrive."
	case e.Candidate != 0:
		return fmt.Sprintf("%s. The outcome is unknown: worklog %d may be the result, or may have been there before. Look before trying again.", cause, e.Candidate)
	case e.LookError != nil:
		return cause + ", and looking for the result failed too. The outcome is unknown: look with retrieveWorklogs before trying again."
	default:
		return cause + ". The outcome is unknown: somebody else has changed the worklog meanwhile. Look before trying again."
	}
}

// explainService explains the failure of an exchange with Tempo or Jira.
func explainService(e *tempo.Error) string {
	return headline(e) + " " + nextStep(e)
}

// headline says what happened, in the service's own words where it has any.
func headline(e *tempo.Error) string {
	said := strings.Join(e.Messages, "; ")
	switch {
	case e.NotSent():
		return sentence(fmt.Sprintf("%s could not be reached%s", e.Service, because(e)))
	case e.Location != "":
		return fmt.Sprintf("%s answered %d and points to %s, where nothing was sent.", e.Service, e.Status, e.Location)
	case e.Timeout():
		return fmt.Sprintf("%s did not answer in time.", e.Service)
	case e.BadBody():
		return fmt.Sprintf("%s answered with something that is not its JSON.", e.Service)
	case e.Status == 0:
		return fmt.Sprintf("The connection to %s broke.", e.Service)
	case said != "":
		return sentence(fmt.Sprintf("%s says (%d): %s", e.Service, e.Status, said))
	default:
		return fmt.Sprintf("%s answered %d.", e.Service, e.Status)
	}
}

// because shows the cause of a failed connection in a few words.
func because(e *tempo.Error) string {
	cause := e.Unwrap()
	for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
		cause = inner
	}
	if cause == nil {
		return ""
	}
	return ": " + clean(cause.Error())
}

// nextStep says what to do about it.
func nextStep(e *tempo.Error) string {
	switch {
	case e.NotSent():
		return fmt.Sprintf("Nothing was sent. Check the network, the proxy (HTTPS_PROXY), %s, and TEMPO_MCP_CA_FILE behind a proxy with its own certificate.", baseVariable(e))
	case e.Status == 429:
		return fmt.Sprintf("It is asked too often: try again %s.", when(e.RetryAfter))
	case e.Status == 401 && e.Service == "Tempo":
		return "The token was refused: it is wrong, expired or revoked, or your site is in another region. Create one under Tempo > Settings > API Integration and set TEMPO_API_TOKEN, or set TEMPO_BASE_URL (https://api.eu.tempo.io/4 or https://api.us.tempo.io/4)."
	case e.Status == 401 && mentions(e, "scope does not match"):
		return "The Jira token lacks a scope: it needs read:jira-user and read:jira-work. Create a token with both."
	case e.Status == 401:
		return "The sign-in was refused. Check JIRA_EMAIL, JIRA_API_TOKEN and JIRA_AUTH_TYPE; a new token is made at id.atlassian.com/manage-profile/security/api-tokens."
	case e.Status == 403:
		return nextStepForbidden(e)
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
	default:
		return retryText(e)
	}
}

func retryText(e *tempo.Error) string {
	if e.Unknown() {
		return "It was looked for and is not there: nothing was written. Try again later."
	}
	return fmt.Sprintf("Try again later; if it stays so, check %s.", baseVariable(e))
}

// nextStepForbidden tells a closed period from a missing scope or permission.
func nextStepForbidden(e *tempo.Error) string {
	switch {
	case mentions(e, "Period is closed"):
		return "The day lies in a period that an administrator has closed. Ask a Tempo administrator to open it; trying again does not help."
	case mentions(e, "approv"):
		return "The time sheet of that day is approved or in review, which locks it. Have it reopened first."
	case e.Service == "Tempo":
		return fmt.Sprintf("The Tempo token lacks the scope %s, or you lack the permission. Scopes of a token cannot be changed: create a new one under Tempo > Settings > API Integration.", scopeOf(e))
	default:
		return "You lack a Jira permission, or the Jira token lacks a scope (read:jira-user, read:jira-work)."
	}
}

// scopes names the scope of a Tempo token that a path needs.
func scopes() []struct{ path, scope string } {
	return []struct{ path, scope string }{
		{"worklogs", "Worklogs"},
		{"work-attributes", "Worklogs"},
		{"user-schedule", "Schemes"},
		{"accounts", "Accounts"},
		{"periods", "Periods"},
	}
}

func scopeOf(e *tempo.Error) string {
	access := "view"
	if e.IsWrite() {
		access = "manage"
	}
	for _, s := range scopes() {
		if strings.Contains(e.Path, s.path) {
			return fmt.Sprintf("%s (%s)", s.scope, access)
		}
	}
	return "for " + e.Path
}

func mentions(e *tempo.Error, words string) bool {
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

func baseVariable(e *tempo.Error) string {
	if e.Service == "Tempo" {
		return "TEMPO_BASE_URL"
	}
	return "JIRA_BASE_URL"
}

// worded is an error that brings its own words, such as one of the sign-in.
type worded interface {
	error
	Words() string
}

// Explain puts an error of a service into words for a person: what happened, and
// what to do next. Errors of other kinds are shown as they are.
func Explain(err error) string {
	if e, ok := errors.AsType[worded](err); ok {
		return e.Words()
	}
	if both, ok := errors.AsType[*jira.GatewayError](err); ok {
		return fmt.Sprintf("%s The API gateway, for tokens with scopes, did not take it either: %s", headline(asTempo(both.Site)), Explain(both.Gateway))
	}
	if e := asTempo(err); e != nil {
		return explainService(e)
	}
	return clean(err.Error())
}
