package say

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

const (
	canceled = "The call was canceled before anything was written."
	late     = "There was no answer in time, and nothing was written. Try again, later if it stays so."
)

// Failure puts the error of a call into words for a model: what happened, and what
// to do next. It is false for an error that no one has foreseen. ctx is the
// call's.
func (h Help) Failure(ctx context.Context, err error) (text string, foreseen bool) {
	text, foreseen = h.failure(ctx, err)
	if about, ok := errors.AsType[*aboutError](err); ok && foreseen {
		text = about.subject + ": " + text
	}
	return h.fit(text), foreseen
}

// fit makes words fit to be shown, whoever they are from.
func (h Help) fit(text string) string {
	if text = Text(text); h.Hide != nil {
		text = h.Hide(text)
	}
	return text
}

func (h Help) failure(ctx context.Context, err error) (text string, foreseen bool) {
	if e, ok := errors.AsType[*change.UncertainError](err); ok {
		return uncertain(e), true
	}
	if _, ok := errors.AsType[*safe.PanicError](err); ok {
		return "", false
	}
	if bad, ok := errors.AsType[*ArgumentError](err); ok {
		return bad.Error(), true
	}
	if bad, ok := errors.AsType[*person.InputError](err); ok {
		return Sentence(bad.Error()), true
	}
	if message, ok := errors.AsType[MessageError](err); ok {
		return message.Error(), true
	}
	if text, ok := h.ofChange(err); ok {
		return text, true
	}
	e := serviceError(err)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) && (e == nil || e.NotSent() || !e.IsWrite()) {
		return canceled, true
	}
	if e != nil {
		return h.explain(err), true
	}
	if text, ok := h.ofSignIn(err); ok {
		return text, true
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return late, true
	}
	if errors.Is(err, context.Canceled) {
		return canceled, true
	}
	return "", false
}

// Explain puts an error of a service or of the sign-in into words for a person:
// what happened, and what to do next. Errors of other kinds are shown as they are.
func (h Help) Explain(err error) string { return h.fit(h.explain(err)) }

func (h Help) explain(err error) string {
	if text, ok := h.ofSignIn(err); ok {
		return text
	}
	if e, ok := errors.AsType[*jira.AddressError](err); ok {
		return h.noSite(e)
	}
	if both, ok := errors.AsType[*jira.GatewayError](err); ok {
		return fmt.Sprintf("%s The API gateway, for tokens with scopes, did not take it either: %s", headline(serviceError(both.Site)), h.explain(both.Gateway))
	}
	if e := serviceError(err); e != nil {
		return headline(e) + " " + h.nextStep(e)
	}
	return Line(err.Error())
}

// noSite says that there is no Jira Cloud where it was looked for.
func (h Help) noSite(e *jira.AddressError) string {
	if e.Deployment == "" {
		return fmt.Sprintf("There is no Jira Cloud site at %s: %s", e.URL, h.JiraSite)
	}
	return fmt.Sprintf("The Jira at %s is no Jira Cloud site but one that an organization runs itself (Server or Data Center). This server works with Jira Cloud and Tempo Cloud alone: %s",
		e.URL, h.JiraSite)
}

// ofChange words the errors that a change of the time sheet can end with.
func (h Help) ofChange(err error) (string, bool) {
	if e, ok := errors.AsType[*change.HiddenIssueError](err); ok {
		return fmt.Sprintf("Jira shows no issue %s: it does not exist, or you may not see it. Nothing was sent to Tempo. Check the key.", e.Key), true
	}
	if e, ok := errors.AsType[*change.AccountError](err); ok {
		return fmt.Sprintf("The account of %s could not be looked up, so nothing was logged. Name the account in attributes as _Account_, or mend this: %s",
			e.IssueKey, h.explain(e.Cause)), true
	}
	if e, ok := errors.AsType[*change.AttributeError](err); ok {
		return h.attributeHelp(e), true
	}
	return h.ofWrite(err)
}

func uncertain(e *change.UncertainError) string {
	cause := "Tempo's answer was lost"
	if f := serviceError(e.Cause); f != nil {
		cause = strings.TrimSuffix(headline(f), ".")
	}
	_, panicked := errors.AsType[*safe.PanicError](e.Cause)
	switch {
	case e.Missing && serviceStatus(e.Cause) == 409:
		return cause + ". The change was not found in Tempo, but the first request for it may still be running; look before trying again."
	case panicked:
		return "Something went wrong in the middle. The outcome is unknown: look with retrieveWorklogs before trying again."
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

// serviceStatus is the status that a service answered, or 0.
func serviceStatus(err error) int {
	if e := serviceError(err); e != nil {
		return e.Status
	}
	return 0
}

// serviceError returns the service's error in err, or nil.
func serviceError(err error) *rest.Error {
	e, _ := errors.AsType[*rest.Error](err)
	return e
}
