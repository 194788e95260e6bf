package say

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

// SignInWords words an error of the sign-in to Jira. It is empty for other errors.
func (h Help) SignInWords(err error) string {
	text, _ := h.ofSignIn(err)
	return h.fit(text)
}

// ofSignIn words an error of the sign-in, if it is one.
func (h Help) ofSignIn(err error) (string, bool) {
	if e, ok := errors.AsType[*auth.SignInError](err); ok {
		if e.Reason == auth.SignedInAgain {
			return fmt.Sprintf("Somebody has signed in to Jira at %s in the middle of the call, perhaps somebody else, so it was not gone on with. %s", e.Site, h.OnceMore), true
		}
		return fmt.Sprintf("Nobody is signed in to Jira at %s (%s). %s", e.Site, e.Reason, h.SignInAgain), true
	}
	if e, ok := errors.AsType[*auth.ClientSecretError](err); ok {
		return "Atlassian does not accept the client secret" + inParentheses(e.Detail) + ". Signing in again does not help: " + h.ClientSecret, true
	}
	if e, ok := errors.AsType[*auth.ScopeError](err); ok {
		return fmt.Sprintf("The sign-in to %s lacks a scope. %s", e.Site, h.OAuthScope(strings.Join(e.Wants, ", "))), true
	}
	if e, ok := errors.AsType[*auth.SiteError](err); ok {
		return h.otherSite(e), true
	}
	if e, ok := errors.AsType[*auth.PortError](err); ok {
		return fmt.Sprintf("Port %d is taken, so the browser cannot come back from the sign-in. %s", e.Port, h.Port), true
	}
	if e, ok := errors.AsType[*tokenfile.FileError](err); ok {
		return fmt.Sprintf("The sign-in cannot be kept in %s: %v. %s", e.Path, e, h.TokenFile), true
	}
	if e, ok := errors.AsType[*auth.RefusedError](err); ok {
		return Sentence(e.Error()) + " " + h.OAuthApp, true
	}
	if e, ok := errors.AsType[*auth.UnavailableError](err); ok {
		return Sentence("Atlassian's sign-in could not be asked: "+e.Error()) + " What is signed in stays so. " + h.ofAtlassian(e), true
	}
	return ofEnd(err)
}

// ofAtlassian says what to do when there is no usable answer of Atlassian's.
func (h Help) ofAtlassian(e *auth.UnavailableError) string {
	if e.Status/100 == 3 {
		return h.Stranger("ATLASSIAN_AUTH_URL and ATLASSIAN_API_URL")
	}
	return "Try again later."
}

// ofEnd explains how a sign-in ended without a token.
func ofEnd(err error) (string, bool) {
	switch {
	case errors.Is(err, auth.ErrDeclined):
		return "The sign-in was declined in the browser. Start it again, and choose Accept.", true
	case errors.Is(err, auth.ErrTimeout):
		return "Nobody came back from the browser within five minutes. Start the sign-in again.", true
	case errors.Is(err, auth.ErrClosed):
		return "The sign-in was ended before it was complete. Start it again.", true
	default:
		return "", false
	}
}

func (h Help) otherSite(e *auth.SiteError) string {
	if len(e.Sites) == 0 {
		return fmt.Sprintf("The sign-in gives access to no Jira site, so not to %s. Sign in again, and choose the site on Atlassian's page.", e.Site)
	}
	return fmt.Sprintf("The sign-in gives no access to %s, but to %s. %s", e.Site, strings.Join(e.Sites, ", "), h.OtherSite)
}

func inParentheses(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}
