package stdio

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

const (
	// moment is how long canceled requests have to be done before anybody is told.
	moment = 250 * time.Millisecond
	// patience is how long those are waited for, when the program has been told to end,
	// that were canceled and have written nothing: answers that nobody reads.
	patience = 2 * time.Second
)

// stage is how far a connection's end has come.
type stage int

const (
	lingering stage = iota // the input has ended; requests go on
	canceling              // requests have been canceled, which most notice at once
	waiting                // for those that must not be cut off
	leaving                // the grace time is over
)

// end takes no more requests and sees those in flight through. ctx is done when the
// program has been told to end; cancel cancels all requests.
func (c *connection) end(ctx context.Context, cancel context.CancelFunc) {
	c.stop()
	defer func() {
		c.finished.Store(true)
		c.out.Close()
		c.client.notes.abandon()
	}()
	idle := c.idle()
	timer := time.NewTimer(c.opts.Linger)
	defer timer.Stop()
	told, broken := ctx.Done(), c.out.Broken()
	for now := lingering; ; {
		select {
		case <-idle:
			return
		case <-told:
			told = nil
		case <-broken: // nobody is left to read the answers
			broken = nil
		case <-timer.C:
			if now == leaving {
				return
			}
			now = c.next(now, ctx.Err() != nil, cancel, timer)
			continue
		}
		cancel()
		if now == lingering {
			now = canceling
			timer.Reset(moment)
		} else if now == waiting && ctx.Err() != nil && c.unfinished().Writes == 0 {
			timer.Reset(patience)
		}
	}
}

// next goes on to the stage after one whose time is over, and sets the timer to its end.
// told is whether the program has been told to end.
func (c *connection) next(now stage, told bool, cancel context.CancelFunc, timer *time.Timer) stage {
	left := c.unfinished()
	if told && left.Writes == 0 {
		left.Grace = min(left.Grace, patience+2*moment)
	}
	switch now {
	case lingering:
		c.cancelReads()
		timer.Reset(moment)
		return canceling
	case canceling:
		c.opts.OnUnfinished(left)
		timer.Reset(left.Grace - 2*moment)
		return waiting
	default:
		c.opts.Logger.Warn("requests given up at the end of the grace time",
			slog.Duration("grace", left.Grace), slog.Int("calls", left.Calls), slog.Int("writes", left.Writes))
		cancel()
		timer.Reset(moment)
		return leaving
	}
}

// stop takes no more requests, and ends what would wait for the client: subscriptions are
// closed, questions fail.
func (c *connection) stop() {
	c.asks.shut()
	c.crew.dismiss()
	c.cancelCalls((*call).listens, func() { c.stopping = true })
}

// cancelReads cancels the requests that have written nothing. What others have begun to
// write, such as a list of entries, they may complete.
func (c *connection) cancelReads() {
	c.cancelCalls(func(call *call) bool { return !call.writes }, func() {})
}

// cancelCalls cancels some of the requests in flight, once it has noted why under the same
// lock.
func (c *connection) cancelCalls(which func(*call) bool, note func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	note()
	for _, call := range c.calls {
		if which(call) {
			call.cancel()
		}
	}
}

// idle returns a channel that is closed when no request is in flight any more and all that
// they said has been written.
func (c *connection) idle() <-chan struct{} {
	idle := make(chan struct{})
	var watching sync.WaitGroup // never waited for: requests that hear of no cancel go on
	safe.Go(&watching, func() {
		defer close(idle)
		c.running.Wait()
		c.crew.members.Wait()
		c.client.notes.finish()
	}, c.panicked)
	return idle
}

// unfinished says what is in flight.
func (c *connection) unfinished() Unfinished {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Unfinished{Calls: c.admitted, Writes: c.writing, Grace: c.opts.Grace}
}

// panicked logs a panic that no request can be blamed for.
func (c *connection) panicked(err error) {
	c.opts.Logger.Error("internal error", slog.String("reference", safe.Reference()), slog.Any("error", err))
}
