package change

import (
	"context"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// createBulk sends new worklogs of one issue with one request, and again what
// surely did not arrive. Tempo's answer has neither an order that it promises nor
// results worklog by worklog, so the worklogs themselves tell what was written.
func (w *writer) createBulk(ctx context.Context, changes []*Change) {
	lost, other := false, busy{}
	for sent := 1; len(changes) > 0; sent++ {
		made, err := w.postBulk(ctx, changes)
		e := failure(err)
		switch {
		case err == nil:
			w.assign(ctx, changes, made)
			return
		case e.Unknown():
			lost = true
			changes = w.find(ctx, err, changes)
			if !w.again(ctx, err, sent) {
				fail(unseen(err), changes...)
				return
			}
		case maybeOne(e):
			w.oneByOne(ctx, changes, err)
			return
		case e.Status == http.StatusConflict && lost:
			w.awaitLost(ctx, changes, err, other)
			return
		case e.Status == http.StatusConflict && sent <= w.retries && other.wait(ctx, w.delay):
		default:
			fail(err, changes...)
			return
		}
	}
}

// awaitLost looks for worklogs whose answer was lost while a bulk request for the
// issue is still running. It may be that very one, so that nothing is sent again.
func (w *writer) awaitLost(ctx context.Context, changes []*Change, conflict error, other busy) {
	for len(changes) > 0 && other.wait(ctx, w.delay) {
		changes = w.find(ctx, conflict, changes)
	}
	fail(&UncertainError{Missing: true, Cause: conflict}, changes...)
}

// stillRunning is how Tempo says that it is at work on another bulk request, which is
// what the status means by itself.
var stillRunning = regexp.MustCompile(`(?i)bulk|in progress|running|^conflict$`)

// maybeOne reports whether a bulk request may have been refused for one of its
// worklogs alone. An account that does not exist, for one, is a 404.
func maybeOne(e *tempo.Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity:
		return true
	case http.StatusConflict:
		return len(e.Messages) > 0 && !slices.ContainsFunc(e.Messages, stillRunning.MatchString)
	}
	return false
}

// assign gives changes their worklogs out of Tempo's answer. What the answer does
// not show is looked for.
func (w *writer) assign(ctx context.Context, changes []*Change, made []tempo.Worklog) {
	found := match(changes, made, identical, same, roughly)
	var rest []*Change
	for _, c := range changes {
		if f := found[c]; f != nil {
			c.made(f)
		} else {
			rest = append(rest, c)
		}
	}
	if len(rest) > 0 {
		fail(unseen(tempo.ErrIncomplete), w.find(ctx, tempo.ErrIncomplete, rest)...)
	}
}

// oneByOne follows a refusal, which does not say which worklog was the reason nor
// whether others were written: what is there already counts as made, the others
// are sent singly, so that each gets its own answer.
func (w *writer) oneByOne(ctx context.Context, changes []*Change, refusal error) {
	left := w.find(ctx, refusal, changes)
	if ctx.Err() != nil {
		fail(refusal, left...)
		return
	}
	w.createSingly(ctx, left)
}

// Limits of waiting for a bulk request that is still running for the issue.
const (
	busyPause = 5 * time.Second
	busyTotal = 15 * time.Second
)

// busy is the waiting for a bulk request, by whomever, that Tempo says is still
// running. The lock is kept meanwhile: whoever had it would
// write beside that request, and Tempo loses time when one issue is written to by
// two requests at once.
type busy struct {
	next, waited time.Duration
}

// wait waits, longer each time. It is false when that was long enough, or when ctx
// has ended.
func (b *busy) wait(ctx context.Context, first time.Duration) bool {
	b.next = min(max(2*b.next, first), busyPause)
	d := b.next - b.next/4 + rand.N(b.next/2+1) //nolint:gosec // spreads load, guards nothing
	if b.waited += d; b.waited > busyTotal {
		return false
	}
	return pause(ctx, d) == nil
}
