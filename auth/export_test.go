package auth

import (
	"context"
	"log/slog"
	"net/http"
)

// Scrub is looked at from outside.
var Scrub = scrub

// EndedDesk returns what answers the browser when the sign-in has ended.
func EndedDesk(port int, state string) http.Handler {
	d := newDesk(port, state, slog.New(slog.DiscardHandler))
	d.decide(ErrTimeout)
	return d
}

// Refused tells o that Jira refused a request.
func (o *OAuth) Refused(ctx context.Context, authorization, message string) error {
	return o.refused(ctx, authorization, message)
}
