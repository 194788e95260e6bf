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

// longestPause bounds a pause; quotas are by the hour.
const longestPause = time.Hour

// pace limits how many requests are under way and keeps the pauses that the
// service asked for.
type pace struct {
	reads, writes chan struct{}
	spread        time.Duration // calls that waited for the same pause set off within this
	now           func() time.Time

	mu     sync.Mutex
	pauses map[*pause]struct{}
}

// pause is a time in which the service wants no requests.
type pause struct {
	endpoint string // "": all of them
	reason   string
	until    time.Time
	over     chan struct{}
}

func newPace(writes int, spread time.Duration, now func() time.Time) *pace {
	return &pace{
		reads:  make(chan struct{}, 2*writes),
		writes: make(chan struct{}, writes),
		spread: spread,
		now:    now,
		pauses: map[*pause]struct{}{},
	}
}

// addPause makes the calls that a 429 concerns wait: those to the same endpoint
// after a burst, none besides the refused call itself for a single issue, and
// all of them for any other reason.
func (p *pace) addPause(cl call, reason string, length time.Duration) {
	if reason == reasonPerIssue {
		return
	}
	length = min(length, longestPause)
	added := &pause{reason: reason, until: p.now().Add(length), over: make(chan struct{})}
	if reason == reasonBurst {
		added.endpoint = endpoint(cl)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pauses[added] = struct{}{}
	time.AfterFunc(length, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.pauses, added)
		close(added.over)
	})
}

// lastPause returns the pause that ends last of those that concern the call, or
// nil. When a pause began and how long it is do not matter.
func (p *pace) lastPause(cl call) *pause {
	p.mu.Lock()
	defer p.mu.Unlock()
	var last *pause
	for candidate := range p.pauses {
		if candidate.endpoint != "" && candidate.endpoint != endpoint(cl) {
			continue
		}
		if last == nil || candidate.until.After(last.until) {
			last = candidate
		}
	}
	return last
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
		if c.pace.lastPause(cl) == nil {
			return func() { <-slots }, nil
		}
		<-slots // a pause began while this call queued
	}
}

// sitOut waits for the pauses that concern the call.
func (c *Client) sitOut(ctx context.Context, cl call) *Error {
	waited := false
	for last := c.pace.lastPause(cl); last != nil; last = c.pace.lastPause(cl) {
		if remaining := last.until.Sub(c.now()); remaining > maxWait {
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
