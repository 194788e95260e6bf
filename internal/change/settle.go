package change

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// To settle is to find out what became of a write whose answer does not tell.

// failure returns the service's error in err, or an empty one for an error that
// says nothing about the exchange.
func failure(err error) *tempo.Error {
	if e, ok := errors.AsType[*tempo.Error](err); ok {
		return e
	}
	return &tempo.Error{}
}

// gone reports whether the service says that there is no such thing.
func gone(err error) bool { return failure(err).Status == http.StatusNotFound }

// unanswered reports whether a write that ended with err may have had its effect.
func unanswered(err error) bool { return failure(err).Unknown() || errors.Is(err, tempo.ErrIncomplete) }

// mayCome reports whether an effect that is not there may still come, or is there
// and does not show.
func mayCome(cause error) bool {
	e := failure(cause)
	_, panicked := errors.AsType[*safe.PanicError](cause)
	return panicked || e.Timeout() || e.BadBody() || errors.Is(cause, tempo.ErrIncomplete)
}

// unseen is the reason of a write whose effect was looked for and is not there.
func unseen(cause error) error {
	if mayCome(cause) {
		return &UncertainError{Missing: true, Cause: cause}
	}
	return cause
}

// again decides whether a write that had no effect may be sent once more.
func (w *writer) again(ctx context.Context, cause error, sent int) bool {
	return sent <= w.retries && ctx.Err() == nil && !mayCome(cause)
}

// sight is what a look at Tempo can tell.
type sight int

const (
	absent  sight = iota // the effect is not there
	present              // the effect is there
	unclear              // nobody can say
)

// Limits of the pauses before a look, for those who wait long between two tries.
const (
	lookPause  = 5 * time.Second
	laterPause = 10 * time.Second
)

// settle looks after a moment, and after a timeout, where the effect may still be on
// its way, a second time a while later. It goes on when the caller's ctx has ended,
// because something was sent.
func (w *writer) settle(ctx context.Context, cause error, look func(context.Context) (sight, error)) (sight, error) {
	ctx, cancel := tempo.Outlasting(ctx)
	defer cancel()
	if failure(cause).Unknown() {
		if err := pause(ctx, min(w.delay, lookPause)); err != nil {
			return unclear, err
		}
	}
	seen, err := look(ctx)
	if err != nil || seen != absent || !failure(cause).Timeout() {
		return seen, err
	}
	if err := pause(ctx, min(4*w.delay, laterPause)); err != nil {
		return unclear, err
	}
	return look(ctx)
}

// find settles new worklogs, all of one issue, whose answer never came. It notes
// what is known of each, and returns those that are not there.
func (w *writer) find(ctx context.Context, cause error, changes []*Change) (missing []*Change) {
	var found map[*Change]*tempo.Worklog
	_, err := w.settle(ctx, cause, func(ctx context.Context) (sight, error) {
		arrived, err := w.arrivals(ctx, changes)
		if err != nil {
			return unclear, err
		}
		if found = match(changes, arrived, identical, same); len(found) < len(changes) {
			return absent, nil
		}
		return present, nil
	})
	for _, c := range changes {
		f := found[c]
		switch {
		case err != nil:
			fail(&UncertainError{Cause: cause, LookError: err}, c)
		case f == nil:
			missing = append(missing, c)
		case w.sheet == nil:
			fail(&UncertainError{Cause: cause, Candidate: f.ID}, c)
		default:
			w.p.Claim(f.ID)
			c.made(f)
		}
	}
	return missing
}

// arrivals lists the worklogs that have come since the sheet was read, and that no
// call of the person has made.
func (w *writer) arrivals(ctx context.Context, changes []*Change) ([]tempo.Worklog, error) {
	now, err := readSheet(ctx, w.p.Tempo, changes[0].wire.AuthorAccountID, runs(daysOf(changes)))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(now.Worklogs, func(l tempo.Worklog) bool { return w.sheet.Has(l.ID) || w.p.Claimed(l.ID) }), nil
}

// pause waits, or returns why ctx has ended before.
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
