package auth

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// exchange turns a code from the browser into a token.
func (o *OAuth) exchange(ctx context.Context, code, verifier, state string) (Token, error) {
	const doing = "exchange the code"
	answer, err := o.config.Exchange(o.client(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Token{}, o.explain(ctx, doing, err, CodeRefused, code, verifier, state)
	}
	return o.received(doing, Token{}, answer)
}

// renewal turns a refresh token into a new pair of tokens.
func (o *OAuth) renewal(ctx context.Context, old Token) (Token, error) {
	const doing = "refresh the token"
	source := o.config.TokenSource(o.client(ctx), &oauth2.Token{RefreshToken: old.RefreshToken})
	answer, err := source.Token()
	if err != nil {
		return Token{}, o.explain(ctx, doing, err, RefreshRefused, old.RefreshToken, old.AccessToken)
	}
	return o.received(doing, old, answer)
}

// client returns a context with the HTTP client for x/oauth2.
func (o *OAuth) client(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{
		Transport: jsonForms{o.app.Transport}, CheckRedirect: stay, Timeout: requestTimeout,
	})
}

// stay follows no redirects: a secret is meant for one address alone.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// received makes a token of the answer; what it leaves out stays as it was.
func (o *OAuth) received(doing string, old Token, answer *oauth2.Token) (Token, error) {
	if !usable(answer.AccessToken) || answer.RefreshToken != "" && !usable(answer.RefreshToken) {
		return Token{}, &UnavailableError{Doing: doing, Status: http.StatusOK, Detail: "the answer holds no usable token"}
	}
	token := old
	token.AccessToken, token.RefreshToken = answer.AccessToken, answer.RefreshToken
	token.ExpiresAt = o.app.Now().Add(time.Duration(answer.ExpiresIn) * time.Second)
	if scope, _ := answer.Extra("scope").(string); scope != "" {
		token.Scopes = strings.Fields(scope)
	}
	return token, nil
}

// explain says what an error of x/oauth2 means. That error itself may quote the
// request and the answer, and is dropped.
func (o *OAuth) explain(ctx context.Context, doing string, err error, reason Reason, secrets ...string) error {
	secrets = append(secrets, o.app.ClientSecret)
	refusal, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return unavailable(ctx, doing, err, secrets...)
	}
	status, code := refusal.Response.StatusCode, refusal.ErrorCode
	detail := scrub(refusal.ErrorDescription+" ["+code+"]", secrets...)
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500, status/100 == 3, code == "":
		return &UnavailableError{Doing: doing, Status: status, Detail: detail}
	case code == "invalid_grant", code == "unauthorized_client":
		return &SignInError{Site: o.app.SiteURL, Reason: reason, Detail: detail}
	case status == http.StatusUnauthorized && (code == "access_denied" || code == "invalid_client"):
		return &ClientSecretError{Detail: detail}
	}
	return &RefusedError{Doing: doing, Status: status, Code: scrub(code, secrets...), Detail: scrub(refusal.ErrorDescription, secrets...)}
}

// unavailable says why there is no answer.
func unavailable(ctx context.Context, doing string, err error, secrets ...string) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // without the address
	}
	failure := &UnavailableError{Doing: doing, Detail: scrub(err.Error(), secrets...)}
	if answer, ok := errors.AsType[*answerError](err); ok {
		failure.Status, failure.Detail = answer.status, answer.reason
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		failure.Detail, failure.cause = "no answer in time", context.DeadlineExceeded
	}
	if ctx.Err() != nil {
		failure.cause = context.Cause(ctx)
	}
	return failure
}
