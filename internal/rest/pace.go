package rest

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// pace limits how many requests are under way and keeps the pauses that the
// service asked for.
type pace struct {
	reads, writes chan struct{}
	spread        time.Duration // calls that waited for the same pause set off within this
	now           func() time.Time

	mu     sync.Mutex
	pauses map[string]*pause // by endpoint
}

func newPace(writes int, spread time.Duration, now func() time.Time) *pace {
	return &pace{
		reads:  make(chan struct{}, 2*writes),
		writes: make(chan struct{}, writes),
		spread: spread,
		now:    now,
		pauses: map[string]*pause{},
	}
}

// turn is a call's permission to be sent.
type turn struct {
	slots chan struct{}
	tried []*pause // that the answer is to tell about
}

func (t *turn) leave() { <-t.slots }

// learn ends the pauses that the call was to find out about, when its answer says that
// the service takes requests again. Otherwise they go on.
func (p *pace) learn(t *turn, status int) {
	taken := status/100 == 2 || status/100 == 4 && status != http.StatusTooManyRequests
	if taken {
		p.end(t.tried...)
	}
}

// enter waits until the call may be sent. A pause longer than a call waits is an error
// at once, but for one call a minute, which finds out whether it is over.
func (c *Client) enter(ctx context.Context, cl call) (*turn, *Error) {
	t := &turn{slots: c.pace.reads}
	if cl.write {
		t.slots = c.pace.writes
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, c.fail(cl, KindCanceled, err)
		}
		if failure := c.sitOut(ctx, cl, t); failure != nil {
			return nil, failure
		}
		select {
		case t.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, c.fail(cl, KindCanceled, ctx.Err())
		}
		if c.pace.last(cl, t.tried) == nil {
			return t, nil
		}
		t.leave() // a pause began while this call queued
	}
}

// sitOut waits for the pauses that concern the call, but for those that it tries.
func (c *Client) sitOut(ctx context.Context, cl call, t *turn) *Error {
	waited := false
	for last := c.pace.last(cl, t.tried); last != nil; last = c.pace.last(cl, t.tried) {
		if remaining := last.until.Sub(c.now()); remaining > maxWait {
			if tried := c.pace.try(cl); len(tried) > 0 {
				t.tried = tried
				continue
			}
			failure := c.fail(cl, KindRefused, nil)
			failure.Status, failure.Reason = http.StatusTooManyRequests, last.reason
			failure.RetryAfter, failure.permanent = remaining, true
			return failure
		}
		select {
		case <-last.over:
		case <-ctx.Done():
			return c.fail(cl, KindCanceled, ctx.Err())
		}
		waited = true
	}
	if !waited {
		return nil
	}
	if err := sleep(ctx, upTo(c.pace.spread)); err != nil {
		return c.fail(cl, KindCanceled, err)
	}
	return nil
}
