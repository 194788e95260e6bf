package tempo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// UncertainError says that a write was sent and that nobody can say for certain
// what became of it. It must not be sent again before someone has looked.
type UncertainError struct {
	// Missing is true when Tempo was looked at and the effect was not there. It
	// may still come.
	Missing bool
	// Candidate is a worklog that may be the result, or 0.
	Candidate int64
	// Cause is what went wrong with the write.
	Cause error
	// LookError is why looking failed, or nil.
	LookError error
}

// Error tells what is known.
func (e *UncertainError) Error() string {
	switch {
	case e.Missing:
		return fmt.Sprintf("not found in Tempo after a timeout: %v", e.Cause)
	case e.LookError != nil:
		return fmt.Sprintf("outcome unknown: %v; looking failed: %v", e.Cause, e.LookError)
	default:
		return fmt.Sprintf("outcome unknown: %v", e.Cause)
	}
}

// Unwrap returns what went wrong with the write.
func (e *UncertainError) Unwrap() error { return e.Cause }

// errIncomplete says that Tempo accepted a request and that its answer does not
// show the worklog.
var errIncomplete = errors.New("tempo's answer does not show the worklog")

// unreadable is the error of a read whose answer is JSON, but not what it is to be.
func unreadable(path string) error {
	return &Error{Service: service, Method: http.MethodGet, Path: path, Kind: rest.KindBadBody, Status: http.StatusOK}
}

// open reports whether a write that ended with err may have had its effect.
func open(err error) bool { return failure(err).Unknown() || errors.Is(err, errIncomplete) }

// failure returns the service's error in err, or an empty one for an error that
// says nothing about the exchange.
func failure(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{}
}

// gone reports whether the service says that there is no such thing.
func gone(err error) bool { return failure(err).Status == http.StatusNotFound }

// certain is what a look at Tempo can tell.
type certain int

const (
	absent  certain = iota // the effect is not there
	present                // the effect is there
	unclear                // nobody can say
)

// settle finds out what became of a write whose answer never came. It looks
// after a moment, and after a timeout, where the effect may still be on its way,
// a second time a while later. ctx must not end with the caller's.
func (c *Client) settle(ctx context.Context, cause error, look func() (certain, error)) (certain, error) {
	if failure(cause).Unknown() {
		if err := pause(ctx, c.retryDelay); err != nil {
			return unclear, err
		}
	}
	found, err := look()
	if err != nil || found != absent || !failure(cause).Timeout() {
		return found, err
	}
	if err := pause(ctx, 4*c.retryDelay); err != nil {
		return unclear, err
	}
	return look()
}

// again decides whether a write that had no effect may be sent once more.
func (c *Client) again(ctx context.Context, cause error, sent int) bool {
	return sent <= c.retries && ctx.Err() == nil && !mayCome(cause)
}

// mayCome reports whether an effect that is not there may still come, or is there
// and does not show.
func mayCome(cause error) bool {
	e := failure(cause)
	return e.Timeout() || e.BadBody() || errors.Is(cause, errIncomplete)
}

// unseen is the reason of a write whose effect was looked for and is not there.
func unseen(cause error) error {
	if mayCome(cause) {
		return &UncertainError{Missing: true, Cause: cause}
	}
	return cause
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
