package rest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Reasons of a 429 that do not concern the whole client
// (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
const (
	reasonBurst    = "jira-burst-based"
	reasonPerIssue = "jira-per-issue-on-write"
)

// narrow reports whether a 429 for this reason leaves other endpoints alone.
func narrow(reason string) bool { return reason == reasonBurst || reason == reasonPerIssue }

// longestHold bounds a pause; quotas are by the hour.
const longestHold = time.Hour

// pace limits how many requests are under way and keeps the pauses that the
// service asked for.
type pace struct {
	reads, writes chan struct{}
	spread        time.Duration // calls that waited for the same pause set off within this
	now           func() time.Time

	mu    sync.Mutex
	holds map[*hold]struct{}
}

// hold is a pause.
type hold struct {
	endpoint string // "": all of them
	reason   string
	length   time.Duration
	until    time.Time // zero without a clock
	over     chan struct{}
}

func newPace(writes int, spread time.Duration, now func() time.Time) *pace {
	return &pace{
		reads:  make(chan struct{}, 2*writes),
		writes: make(chan struct{}, writes),
		spread: spread,
		now:    now,
		holds:  map[*hold]struct{}{},
	}
}

// hold makes the calls that a 429 concerns wait: those to the same endpoint
// after a burst, none besides the refused call itself for a single issue, and
// all of them for any other reason.
func (p *pace) hold(cl call, reason string, length time.Duration) {
	if reason == reasonPerIssue {
		return
	}
	h := &hold{reason: reason, length: min(length, longestHold), over: make(chan struct{})}
	if reason == reasonBurst {
		h.endpoint = endpoint(cl)
	}
	if p.now != nil {
		h.until = p.now().Add(h.length)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.holds[h] = struct{}{}
	time.AfterFunc(h.length, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.holds, h)
		close(h.over)
	})
}

// held returns a pause that concerns the call, the longest first.
func (p *pace) held(cl call) *hold {
	p.mu.Lock()
	defer p.mu.Unlock()
	var longest *hold
	for h := range p.holds {
		if h.endpoint != "" && h.endpoint != endpoint(cl) {
			continue
		}
		if longest == nil || h.length > longest.length {
			longest = h
		}
	}
	return longest
}

// remaining is how long the pause still takes, at most.
func (p *pace) remaining(h *hold) time.Duration {
	if p.now == nil {
		return h.length
	}
	return max(h.until.Sub(p.now()), 0)
}

// enter waits until the call may be sent. A pause longer than a call waits is
// an error at once.
func (c *Client) enter(ctx context.Context, cl call) (leave func(), failure *Error) {
	slots := c.pace.reads
	if cl.write {
		slots = c.pace.writes
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, c.fail(cl, KindCanceled, err)
		}
		if failure := c.sitOut(ctx, cl); failure != nil {
			return nil, failure
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil, c.fail(cl, KindCanceled, ctx.Err())
		}
		if c.pace.held(cl) == nil {
			return func() { <-slots }, nil
		}
		<-slots // a pause began while this call queued
	}
}

// sitOut waits for the pauses that concern the call.
func (c *Client) sitOut(ctx context.Context, cl call) *Error {
	waited := false
	for h := c.pace.held(cl); h != nil; h = c.pace.held(cl) {
		if remaining := c.pace.remaining(h); remaining > maxWait {
			failure := c.fail(cl, KindRefused, nil)
			failure.Status, failure.Reason = http.StatusTooManyRequests, h.reason
			failure.RetryAfter, failure.permanent = remaining, true
			return failure
		}
		select {
		case <-h.over:
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

// endpoint names what a call is limited by: its method and its path with the
// ids, which are the longer segments with a digit in them, taken out.
func endpoint(cl call) string {
	segments := strings.Split(cl.path, "/")
	for i, segment := range segments {
		if len(segment) > 1 && strings.ContainsAny(segment, "0123456789") {
			segments[i] = "*"
		}
	}
	return cl.method + " " + strings.Join(segments, "/")
}
