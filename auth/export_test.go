package auth

import (
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
