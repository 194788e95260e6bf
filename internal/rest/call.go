package rest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// call is one request of a caller, however often it is sent.
type call struct {
	method, path string
	query        url.Values
	body, out    any  // nil: none
	write        bool // changes something
}

// run sends the call, again where that is allowed and can help. Its errors are of
// type *[Error].
func (c *Client) run(ctx context.Context, cl call) error {
	if err := checkPath(cl.path); err != nil {
		return c.fail(cl, KindNotSent, err)
	}
	for attempt := 1; ; attempt++ {
		failure := c.attempt(ctx, cl, attempt)
		if failure == nil {
			return nil
		}
		wait := c.wait(failure, attempt)
		if failure.Status == http.StatusTooManyRequests && !failure.permanent { // not one that a pause itself made
			c.pace.addPause(cl, failure.Reason, wait)
		}
		if attempt > c.maxRetries || !failure.retryable() || wait > maxWait || !inTime(ctx, wait) {
			return failure
		}
		if err := sleep(ctx, wait); err != nil {
			return c.fail(cl, KindCanceled, errors.Join(err, failure))
		}
	}
}

// attempt sends the call once, when it is its turn.
func (c *Client) attempt(ctx context.Context, cl call, number int) *Error {
	turn, failure := c.enter(ctx, cl)
	if failure != nil {
		return failure
	}
	defer turn.leave()
	timeout, ok := c.attemptTime(ctx, cl)
	if !ok {
		failure := c.fail(cl, KindNotSent, ErrTooLate)
		failure.permanent = true
		return failure
	}
	sending := ctx
	if cl.write {
		sending = context.WithoutCancel(ctx)
	}
	sending, cancel := context.WithTimeout(sending, timeout)
	defer cancel()
	started := c.now()
	status, failure := c.exchange(sending, cl)
	c.pace.learn(turn, status)
	c.log.LogAttrs(ctx, slog.LevelDebug, "request",
		slog.String("service", c.service), slog.String("method", cl.method), slog.String("path", cl.path),
		slog.Int("status", status), slog.Duration("duration", c.now().Sub(started)), slog.Int("attempt", number))
	if failure == nil || cl.write || ctx.Err() == nil {
		return failure
	}
	switch failure.Kind {
	case KindRefused, KindRedirected, KindPanic: // before the end, or more than that
		return failure
	default:
		return c.fail(cl, KindCanceled, ctx.Err())
	}
}

// exchange sends one request and reads its answer. The status is 0 when there was
// none. A panic on the way is a failure too, because a write that may have been sent
// must be known to its caller as such.
func (c *Client) exchange(ctx context.Context, cl call) (status int, failure *Error) {
	ctx, tr := withTrace(ctx)
	err := safe.Do(func() error {
		status, failure = c.send(ctx, cl, tr)
		return nil
	})
	if err != nil {
		failure = c.fail(cl, KindPanic, c.withoutSecrets(tr, err))
		failure.permanent = true
	}
	return status, failure
}

// send does what exchange promises, but for panics.
func (c *Client) send(ctx context.Context, cl call, tr *trace) (status int, failure *Error) {
	req := c.resty.R().SetContext(ctx).SetQueryParamsFromValues(cl.query)
	if cl.body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(cl.body)
	}
	answer, err := req.Execute(cl.method, cl.path)
	if err != nil {
		return 0, c.broken(ctx, cl, tr, err)
	}
	resp := answer.RawResponse
	defer func() {
		// What is left is read, so that the connection can be used again.
		_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody)
		_ = resp.Body.Close()
	}()
	switch resp.StatusCode / 100 {
	case 2:
		return resp.StatusCode, c.accepted(ctx, cl, tr, resp)
	case 3:
		failure = c.fail(cl, KindRedirected, nil)
		failure.Status, failure.permanent = resp.StatusCode, true
		failure.Location = c.pointsTo(tr, resp)
		return resp.StatusCode, failure
	default:
		return resp.StatusCode, c.refused(cl, tr, resp)
	}
}

// broken explains why there is no answer.
func (c *Client) broken(ctx context.Context, cl call, tr *trace, err error) *Error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // without the URL, whose query is nobody's business
	}
	kind := KindNoAnswer
	switch {
	case tr.unsent(err):
		kind = KindNotSent
	case outOfTime(ctx, err):
		kind = KindTimeout
	}
	failure := c.fail(cl, kind, c.withoutSecrets(tr, err))
	failure.permanent = tr.hopeless(err)
	return failure
}

// outOfTime reports whether the time for an attempt ended it.
func outOfTime(ctx context.Context, err error) bool {
	timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return errors.Is(ctx.Err(), context.DeadlineExceeded) || ok && timeout.Timeout()
}

// refused reads an answer that is no success.
func (c *Client) refused(cl call, tr *trace, resp *http.Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // half a message is better than none
	failure := c.fail(cl, KindRefused, nil)
	failure.Status = resp.StatusCode
	if isHTML(resp, bufio.NewReader(bytes.NewReader(body))) {
		failure.readPage(body, c.secretsOf(tr))
	} else {
		failure.Messages = readMessages(body, c.secretsOf(tr))
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		failure.Reason = clean(resp.Header.Get("RateLimit-Reason"), c.secretsOf(tr))
	}
	failure.RetryAfter = retryAfter(resp, failure.Reason, c.now())
	return failure
}

// pointsTo is the host that a redirect leads to. The rest of the address may
// hold what the service was told, the credential included.
func (c *Client) pointsTo(tr *trace, resp *http.Response) string {
	location, err := resp.Location()
	if err != nil {
		return "nowhere"
	}
	return clean(location.Scheme+"://"+location.Host, c.secretsOf(tr))
}
