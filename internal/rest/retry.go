package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// maxWait is how long a call waits for a service that asks for patience; what
// takes longer is left to the caller.
const maxWait = 60 * time.Second

// maxRetryAfter bounds what a service may ask for.
const maxRetryAfter = 24 * time.Hour

// retryable reports whether sending the same again is allowed, and may help.
func (e *Error) retryable() bool {
	if e.permanent {
		return false
	}
	switch e.Kind {
	case KindNotSent:
		return true
	case KindRefused:
		switch e.Status {
		case http.StatusTooManyRequests:
			return true
		case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return !e.write
		}
		return false
	case KindNoAnswer, KindTimeout, KindBadBody:
		return !e.write
	default:
		return false
	}
}

// wait is how long to wait after the given attempt failed: as long as the
// service asks for, else exponentially longer, give or take a quarter. Without
// a word from the service a 429 means at least twice the usual delay.
func (c *Client) wait(e *Error, attempt int) time.Duration {
	if e.RetryAfter > 0 {
		return e.RetryAfter
	}
	delay := min(c.retryDelay<<min(attempt-1, 16), maxWait/2)
	if e.Status == http.StatusTooManyRequests {
		return 2*delay + upTo(delay/2)
	}
	return delay - delay/4 + upTo(delay/2)
}

// upTo is a random duration from 0 to limit.
func upTo(limit time.Duration) time.Duration {
	return rand.N(limit + 1) //nolint:gosec // spreads load, guards nothing
}

// retryAfter reads how long the service asks to wait. Dates count from the answer's
// Date header, or from now when it has none.
func retryAfter(resp *http.Response, reason string, now time.Time) time.Duration {
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = date // the service's own clock, so that ours may be wrong
	}
	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if date, err := http.ParseTime(value); err == nil {
		return between(now, date)
	}
	if resp.StatusCode != http.StatusTooManyRequests || narrow(reason) {
		return 0
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if date, err := time.Parse(layout, resp.Header.Get("X-RateLimit-Reset")); err == nil {
			return between(now, date)
		}
	}
	return 0
}

func between(now, then time.Time) time.Duration {
	return min(max(then.Sub(now), 0), maxRetryAfter)
}

// sleep waits, or returns the error of the context that ended the waiting.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
