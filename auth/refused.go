package auth

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// shortly is how long after a forced refresh the token it made is not replaced by
// another one: whatever Jira dislikes, it is not the token's age.
const shortly = time.Minute

// refused is told that Jira answered 401 to a request with the given
// Authorization header, and with what message. It returns nil when the request
// can be signed and sent once more, with another token: after a refresh, if no
// other process has done that already. Otherwise it returns why that would not
// help: a [ScopeError] when the message says so, an [ErrSignInNeeded], or what
// stands in the way of a refresh.
func (o *OAuth) refused(ctx context.Context, authorization, message string) error {
	if strings.Contains(strings.ToLower(message), "scope does not match") {
		return &ScopeError{Site: o.app.SiteURL, Wants: Scopes()}
	}
	accessToken := strings.TrimPrefix(authorization, bearer)
	token, err := o.load(ctx)
	if err != nil {
		return err
	}
	if token.AccessToken != accessToken {
		return nil
	}
	if o.memory.wasForced(accessToken, o.app.Now()) {
		refusal := &SignInError{Site: o.app.SiteURL, Reason: TokenRefused}
		o.memory.giveUp(token, refusal)
		return refusal
	}
	renewed, err := o.renew(ctx, accessToken)
	if err != nil {
		o.memory.giveUp(token, err)
		return err
	}
	o.memory.force(renewed.AccessToken, o.app.Now())
	return nil
}

// Transport sends requests through next. When the answer to one that Sign has signed
// is 401, it gets another token and sends the request once more. Why that does not
// help, if so, is returned as the error of the request, which has had no effect.
func (o *OAuth) Transport(next http.RoundTripper) http.RoundTripper {
	return o.anybody().Transport(next)
}

// retrier is the RoundTripper of [Bound.Transport].
type retrier struct {
	bound *Bound
	next  http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !replayable(req) {
		return resp, err
	}
	message := beginning(resp)
	_ = resp.Body.Close() // the answer has served
	if err := r.bound.oauth.refused(req.Context(), req.Header.Get("Authorization"), message); err != nil {
		return nil, err
	}
	again, err := r.again(req)
	if err != nil {
		return nil, err
	}
	resp, err = r.next.RoundTrip(again)
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		hide(resp, strings.TrimPrefix(again.Header.Get("Authorization"), bearer))
	}
	return resp, err
}

// again returns the request with another token.
func (r *retrier) again(req *http.Request) (*http.Request, error) {
	again := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	return again, r.bound.Sign(again)
}

// replayable reports whether a request was signed here and can be sent again.
func replayable(req *http.Request) bool {
	whole := req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
	return whole && strings.HasPrefix(req.Header.Get("Authorization"), bearer)
}

// maxRefusal bounds what is read of a refusal.
const maxRefusal = 64 << 10

// beginning reads as much of an answer as matters of a refusal.
func beginning(resp *http.Response) string {
	head, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // half a message is better than none
	return string(head)
}

// hide takes the token out of an error answer: the sender knows only the one that
// it signed with first.
func hide(resp *http.Response, token string) {
	text := beginning(resp)
	_ = resp.Body.Close() // its beginning is enough of an error
	for _, form := range formsOf([]string{token}) {
		text = strings.ReplaceAll(text, form, redacted)
	}
	resp.Body = io.NopCloser(strings.NewReader(text))
	resp.ContentLength = int64(len(text))
	resp.Header.Del("Content-Length")
}
