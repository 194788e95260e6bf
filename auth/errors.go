package auth

import (
	"errors"
	"fmt"
	"strings"
)

// ErrSignInNeeded says that a person has to sign in. The error that wraps it is a
// [SignInError] and tells why.
var ErrSignInNeeded = errors.New("sign-in needed")

// How a sign-in can end without a token, besides the error types below.
var (
	// ErrDeclined says that the person did not give consent.
	ErrDeclined = errors.New("the sign-in was declined")
	// ErrTimeout says that nobody came back from the browser in time.
	ErrTimeout = errors.New("nobody came back from the browser in time")
	// ErrClosed says that the sign-in was ended from this side.
	ErrClosed = errors.New("the sign-in was ended")
)

// Reason is why a person has to sign in.
type Reason string

// The reasons.
const (
	// NotSignedIn: there is no token for the site.
	NotSignedIn Reason = "nobody has signed in"
	// NoRefreshToken: the access token has expired and cannot be renewed, since
	// the sign-in went without offline_access.
	NoRefreshToken Reason = "the access token has expired and there is no refresh token"
	// RefreshRefused: the refresh token has expired, was used up elsewhere, or was
	// revoked.
	RefreshRefused Reason = "the refresh token is no longer valid"
	// TokenRefused: Jira refuses an access token that has just been made.
	TokenRefused Reason = "a new access token was refused"
	// CodeRefused: the code that the browser brought was not accepted.
	CodeRefused Reason = "the code from the browser was not accepted"
	// SignedOut: somebody has signed out in the middle of what was being done.
	SignedOut Reason = "there has been a sign-out meanwhile"
	// SignedInAgain: there is another sign-in than the one that this was for. Nobody
	// has to sign in, but what was begun has to begin anew.
	SignedInAgain Reason = "there has been another sign-in meanwhile"
)

// SignInError is why somebody has to sign in to Site, again or for the first
// time. It is an [ErrSignInNeeded], except for [SignedInAgain].
type SignInError struct {
	Site   string
	Reason Reason
	Detail string // the service's own words, fit to be shown, or empty
}

// Error tells the reason.
func (e *SignInError) Error() string {
	return "sign in to " + e.Site + ": " + string(e.Reason) + inParentheses(e.Detail)
}

// Is reports whether target is ErrSignInNeeded and somebody has to sign in.
func (e *SignInError) Is(target error) bool {
	return target == ErrSignInNeeded && e.Reason != SignedInAgain
}

// Permanent reports that to try again at once does not help.
func (*SignInError) Permanent() bool { return true }

// ClientSecretError says that the service does not know the app's client ID with
// this client secret. Another sign-in would not help.
type ClientSecretError struct {
	Detail string // the service's own words, fit to be shown, or empty
}

// Error tells it.
func (e *ClientSecretError) Error() string {
	return "the client secret was not accepted" + inParentheses(e.Detail)
}

// Permanent reports that to try again at once does not help.
func (*ClientSecretError) Permanent() bool { return true }

// ScopeError says that the sign-in does not cover what was asked for. A new
// access token would not either: the app lacks a scope, or it was added after the
// sign-in.
type ScopeError struct {
	Site  string
	Wants []string // the scopes that this program asks for
}

// Error tells it.
func (e *ScopeError) Error() string {
	return "the sign-in to " + e.Site + " lacks a scope: want " + strings.Join(e.Wants, ", ")
}

// Permanent reports that to try again at once does not help.
func (*ScopeError) Permanent() bool { return true }

// SiteError says that the person who signed in has not given the app access to Site.
type SiteError struct {
	Site  string
	Sites []string // those that it has access to
}

// Error lists the sites there are.
func (e *SiteError) Error() string {
	there := "none"
	if len(e.Sites) > 0 {
		there = strings.Join(e.Sites, ", ")
	}
	return "the sign-in does not cover " + e.Site + ", but " + there
}

// Permanent reports that to try again at once does not help.
func (*SiteError) Permanent() bool { return true }

// UnavailableError says that there is no usable answer from Atlassian: the
// network, a fault of the service, or a stranger who answers in its place. What
// has been kept is still good; trying again later may help.
type UnavailableError struct {
	Doing  string // such as "refresh the token"
	Status int    // HTTP status; 0: no answer
	Detail string // what went wrong, fit to be shown
	cause  error  // a context's error, or nil
}

// Error tells what was being done and what went wrong.
func (e *UnavailableError) Error() string {
	text := e.Doing + ": " + e.Detail
	if e.Status != 0 {
		text = fmt.Sprintf("%s: status %d: %s", e.Doing, e.Status, e.Detail)
	}
	return text
}

// Unwrap returns a context's error, if that was the cause.
func (e *UnavailableError) Unwrap() error { return e.cause }

// RefusedError is a refusal of the sign-in that has no type of its own, such as a
// callback address that is not registered.
type RefusedError struct {
	Doing  string // such as "exchange the code"
	Status int    // HTTP status; 0: it came through the browser
	Code   string // such as invalid_request, fit to be shown
	Detail string // the service's own words, fit to be shown, or empty
}

// Error tells what was refused.
func (e *RefusedError) Error() string {
	return e.Doing + ": " + e.Code + inParentheses(e.Detail)
}

// Permanent reports that to try again at once does not help.
func (*RefusedError) Permanent() bool { return true }

// PortError says that the callback cannot be listened for.
type PortError struct {
	Port int
	Busy bool // another program listens there
	Err  error
}

// Error names the port.
func (e *PortError) Error() string {
	return fmt.Sprintf("listen for the browser on port %d: %v", e.Port, e.Err)
}

// Unwrap returns the cause.
func (e *PortError) Unwrap() error { return e.Err }

func inParentheses(detail string) string {
	if detail == "" {
		return ""
	}
	return " (" + detail + ")"
}
