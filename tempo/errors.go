package tempo

import (
	"errors"
	"net/http"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Error is Tempo's refusal, or its failure to answer.
type Error = rest.Error

// ErrIncomplete says that Tempo accepted a write and that its answer does not show
// what was written.
var ErrIncomplete = errors.New("tempo's answer does not show what was written")

// unreadable is the error of a read whose answer is JSON, but not what it is to be.
func unreadable(path string) error {
	return &Error{Service: service, Method: http.MethodGet, Path: path, Kind: rest.KindBadBody, Status: http.StatusOK}
}

// refused reports whether err is Tempo's answer with that status.
func refused(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}
