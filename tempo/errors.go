package tempo

import (
	"context"
	"errors"
	"net/http"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Error is Tempo's refusal, or its failure to answer.
type Error = rest.Error

// ErrIncomplete says that Tempo accepted a write and that its answer does not show
// what was written.
var ErrIncomplete = errors.New("tempo's answer does not show what was written")

// ErrTooLate says that a write was not sent, because too little of its call's time
// was left.
var ErrTooLate = rest.ErrTooLate

// Outlasting returns a context for finding out what became of a write: see
// [rest.Outlasting].
func Outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return rest.Outlasting(ctx)
}

// Reserving returns a context that leaves time for one more write: see
// [rest.Reserving].
func Reserving(ctx context.Context) context.Context { return rest.Reserving(ctx) }

// unreadable is the error of a read whose answer is JSON, but not what it is to be.
func unreadable(path string) error {
	return &Error{Service: service, Method: http.MethodGet, Path: path, Kind: rest.KindBadBody, Status: http.StatusOK}
}

// tooLarge reports whether an answer was larger than what is read of one.
func tooLarge(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == rest.KindTooLarge
}

// Forbidden reports whether err is Tempo's answer that the token or the person may
// not do that.
func Forbidden(err error) bool { return refused(err, http.StatusForbidden) }

// refused reports whether err is Tempo's answer with that status.
func refused(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}
