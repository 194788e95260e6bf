package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

const (
	// leeway is how long before its end an access token is renewed.
	leeway = 5 * time.Minute
	// refreshTimeout is for waiting for other processes and for the service.
	refreshTimeout = 2 * requestTimeout
	// pauseAfterFailure is how long a token that could not be renewed, but is
	// still valid, is used before the next attempt.
	pauseAfterFailure = 30 * time.Second
)

// refresh is a renewal that its callers share.
type refresh struct {
	done  chan struct{}
	token Token
	err   error
}

// fresh returns a token that lasts for a while.
func (b *Bound) fresh(ctx context.Context) (Token, error) {
	o := b.oauth
	token, err := b.load(ctx)
	if err != nil {
		return Token{}, err
	}
	if !o.memory.due(token, o.app.Now()) {
		return token, nil
	}
	renewed, err := o.renew(ctx, "")
	switch {
	case err == nil:
		return b.own(renewed)
	case ctx.Err() != nil || !token.valid(o.app.Now()):
		o.memory.giveUp(token, err)
		return Token{}, err
	}
	o.app.Logger.Warn("the access token could not be renewed yet, and is still used", slog.Any("error", err))
	o.memory.postpone(o.app.Now().Add(pauseAfterFailure))
	return token, nil
}

// renew returns a token other than the one refused, by refreshing at most once.
// All callers share one refresh, which goes on when one of them gives up: the
// service may already have replaced the refresh token.
func (o *OAuth) renew(ctx context.Context, refused string) (Token, error) {
	for {
		shared := o.join(ctx, refused)
		select {
		case <-shared.done:
		case <-ctx.Done():
			return Token{}, unavailable(ctx, "refresh the token", context.Cause(ctx))
		}
		// One that others had begun may have found nothing to do.
		if shared.err != nil || refused == "" || shared.token.AccessToken != refused {
			return shared.token, shared.err
		}
	}
}

// join returns the refresh that is under way, or begins one.
func (o *OAuth) join(ctx context.Context, refused string) *refresh {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shared != nil {
		return o.shared
	}
	r := &refresh{done: make(chan struct{})}
	if o.closed {
		r.err = ErrClosed
		close(r.done)
		return r
	}
	o.shared = r
	end := func(token Token, err error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		r.token, r.err, o.shared = token, err, nil
		close(r.done)
	}
	safe.Go(&o.work, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTimeout)
		defer cancel()
		end(o.refresh(ctx, refused))
	}, func(err error) { end(Token{}, hushed(err)) })
	return r
}

// refresh replaces the token in the store, while no other process does, unless one
// just did.
func (o *OAuth) refresh(ctx context.Context, refused string) (Token, error) {
	if err := o.saveUnsaved(ctx); err != nil {
		return Token{}, err
	}
	token, tried, err := o.replace(ctx, refused)
	if !errors.Is(err, ErrSignInNeeded) {
		return token, err
	}
	// A program that waits for no turn, such as the TypeScript server, may have been
	// first. Then its token is in the store by now.
	other, otherErr := o.load(ctx)
	if otherErr != nil || other.RefreshToken == tried.RefreshToken {
		return Token{}, err
	}
	token, _, err = o.replace(ctx, refused)
	return token, err
}

// saveUnsaved writes a token that could not be written before, unless the one that it
// replaces has gone.
func (o *OAuth) saveUnsaved(ctx context.Context) error {
	left := o.memory.getUnsaved()
	if left == nil {
		return nil
	}
	err := o.update(ctx, func(_ context.Context, current Token) (Token, error) {
		switch {
		case current.IsZero():
			return Token{}, o.notSignedIn()
		case left.replaces(current):
			return left.fresh, nil
		}
		return current, nil
	})
	if err == nil {
		o.memory.setUnsaved(nil)
	}
	return err
}

// replace returns a token that was written to the store before anybody uses it, and
// the one that it found there: a new one, unless that is good already.
func (o *OAuth) replace(ctx context.Context, refused string) (token, found Token, err error) {
	renewed := false
	err = o.update(ctx, func(ctx context.Context, current Token) (Token, error) {
		found, token = current, current
		if !current.IsZero() && current.AccessToken != refused && !o.memory.due(current, o.app.Now()) {
			return current, nil
		}
		next, err := o.successor(ctx, current)
		if err == nil {
			token, renewed = next, true
			o.memory.setUnsaved(&unsaved{old: current, fresh: next})
		}
		return next, err
	})
	if err != nil {
		return Token{}, found, err
	}
	if renewed {
		o.memory.setUnsaved(nil)
		o.memory.renewed(token, o.app.Now())
		o.app.Logger.Info("access token renewed", slog.Time("expires_at", token.ExpiresAt))
	}
	return token, found, nil
}

// successor gets a new token for an old one, or says why only a person can.
func (o *OAuth) successor(ctx context.Context, old Token) (Token, error) {
	switch {
	case old.IsZero():
		return Token{}, o.notSignedIn()
	case old.RefreshToken == "":
		return Token{}, &SignInError{Site: o.app.SiteURL, Reason: NoRefreshToken}
	case o.memory.isDead(old.RefreshToken):
		return Token{}, &SignInError{Site: o.app.SiteURL, Reason: RefreshRefused}
	}
	old.SignInID = o.memory.signInID(old)
	token, err := o.renewal(ctx, old)
	if errors.Is(err, ErrSignInNeeded) {
		o.memory.bury(old.RefreshToken)
	}
	return token, err
}
