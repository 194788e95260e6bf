package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind says what went wrong.
type Kind int

// The kinds of [Error].
const (
	// KindRefused: the service answered with a status that is no success.
	KindRefused Kind = iota
	// KindRedirected: the answer points elsewhere, and was not followed.
	KindRedirected
	// KindNotSent: nothing reached the service.
	KindNotSent
	// KindNoAnswer: the connection broke after something may have been sent.
	KindNoAnswer
	// KindTimeout: no complete answer within the time for one attempt.
	KindTimeout
	// KindCanceled: the caller's context ended. A write was not sent, or not
	// accepted when it was.
	KindCanceled
	// KindBadBody: a success whose body is not the JSON expected.
	KindBadBody
	// KindTooLarge: a success whose body is larger than the limit.
	KindTooLarge
	// KindPanic: our own code failed, or the transport's. A *[safe.PanicError] is in
	// the chain. Something may have been sent.
	KindPanic
)

// Error is the error of every call.
type Error struct {
	Service    string        // "Tempo" or "Jira"
	Base       string        // where the service was looked for, as https://host/path
	Method     string        // of the request
	Path       string        // of the request, without base URL and query
	Kind       Kind          // what went wrong
	Status     int           // HTTP status; 0: no answer
	Messages   []string      // the service's own words, fit to be shown and bounded
	RetryAfter time.Duration // how long the service asks to wait; 0: it does not say
	Reason     string        // the RateLimit-Reason header of a 429
	Location   string        // host that a KindRedirected answer points to, as https://host
	Page       bool          // the answer was a web page
	Title      string        // what the page calls itself, fit to be shown; "" when it does not

	write     bool
	permanent bool // trying again cannot help
	cause     error
}

// Error tells the service, the request and what went wrong.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s %s: %s", e.Service, e.Method, e.Path, e.what())
	if len(e.Messages) > 0 {
		text.WriteString(": " + strings.Join(e.Messages, "; "))
	}
	if e.cause != nil {
		text.WriteString(": " + e.cause.Error())
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&text, " (try again in %s)", Human(e.RetryAfter))
	}
	return text.String()
}

func (e *Error) what() string {
	switch e.Kind {
	case KindRefused:
		return strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	case KindRedirected:
		return fmt.Sprintf("%d points to %s, which was not followed", e.Status, e.Location)
	case KindNotSent:
		return "not sent"
	case KindNoAnswer:
		return "connection broken"
	case KindTimeout:
		return "no answer in time"
	case KindCanceled:
		return "canceled"
	case KindBadBody:
		return fmt.Sprintf("%d with an unreadable body", e.Status)
	case KindTooLarge:
		return fmt.Sprintf("%d with a body of more than %d MB", e.Status, MaxBody>>20)
	case KindPanic:
		return "internal failure"
	}
	return "unknown failure"
}

// Unwrap returns what caused the error: a context's error, the error of the
// signer, of the network or of the decoder, or a panic. It is nil for a refusal.
func (e *Error) Unwrap() error { return e.cause }

// NotSent reports that nothing reached the service, or for a write that was
// canceled while it waited for its turn or for a retry, that it had no effect.
func (e *Error) NotSent() bool {
	return e.Kind == KindNotSent || e.Kind == KindCanceled && e.write
}

// IsWrite reports that the request was to change something.
func (e *Error) IsWrite() bool { return e.write }

// Unknown reports that a write may or may not have had its effect: after a
// timeout, a broken connection, a 5xx, a success that cannot be read, or a panic.
// It is false for reads.
func (e *Error) Unknown() bool {
	if !e.write {
		return false
	}
	switch e.Kind {
	case KindNoAnswer, KindTimeout, KindBadBody, KindTooLarge, KindPanic:
		return true
	case KindRefused:
		return e.Status >= 500 || e.Status == http.StatusRequestTimeout
	default:
		return false
	}
}

// statusTimeout is what a proxy in front of the service answers when the
// service takes too long (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/).
const statusTimeout = 524

// Timeout reports that time ran out: ours, or the service's own (408, 504, 524).
func (e *Error) Timeout() bool {
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusGatewayTimeout, statusTimeout:
		return true
	}
	return e.Kind == KindTimeout || errors.Is(e.cause, context.DeadlineExceeded)
}

// BadBody reports a success whose body is HTML, half of the JSON, or not the
// JSON expected.
func (e *Error) BadBody() bool { return e.Kind == KindBadBody }

// fail makes the error of a call.
func (c *Client) fail(cl call, kind Kind, cause error) *Error {
	return &Error{Service: c.service, Base: c.base, Method: cl.method, Path: c.secrets.Hide(cl.path), Kind: kind, write: cl.write, cause: cause}
}
