package auth

import (
	"context"
	"errors"
	"log/slog"
	"time"
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

// memory is what this process knows beyond the file. It is guarded by OAuth.mu.
type memory struct {
	dead       string    // a refresh token that was refused: not to be asked for again
	brief      string    // an access token that lasts less than twice the leeway
	briefUntil time.Time // and until when it is used
	notBefore  time.Time // no attempt to renew a valid token until then
	forced     string    // an access token that was made because another was refused
	forcedAt   time.Time
	unsaved    *unsaved
	spent      string       // an access token that only a person can replace
	spentFor   *SignInError // and why
}

// unsaved is a new token that could not be written to the file, in which the one
// that it replaces still is. It is not used before it is there.
type unsaved struct{ old, fresh Token }

// refresh is a renewal that its callers share.
type refresh struct {
	done  chan struct{}
	token Token
	err   error
}

// fresh returns a token that lasts for a while.
func (o *OAuth) fresh(ctx context.Context) (Token, error) {
	token, err := o.Token(ctx)
	if err != nil {
		return Token{}, err
	}
	if !o.due(token) {
		return token, nil
	}
	renewed, err := o.renew(ctx, "")
	if err == nil || ctx.Err() != nil || !token.valid(o.app.Now()) {
		o.giveUp(ctx, err)
		return renewed, err
	}
	o.app.Logger.Warn("the access token could not be renewed yet, and is still used", slog.Any("error", err))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.memory.notBefore = o.app.Now().Add(pauseAfterFailure)
	return token, nil
}

// due reports whether a token has to be renewed before it is used.
func (o *OAuth) due(token Token) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	now, m := o.app.Now(), &o.memory
	switch {
	case !token.valid(now):
		return true
	case now.Before(token.ExpiresAt.Add(-leeway)), token.RefreshToken == "", token.RefreshToken == m.dead:
		return false
	case token.AccessToken == m.brief:
		return !now.Before(m.briefUntil)
	default:
		return !now.Before(m.notBefore)
	}
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
	o.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTimeout)
		defer cancel()
		r.token, r.err = o.refresh(ctx, refused)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.shared = nil
		close(r.done)
	})
	return r
}

// refresh replaces the token in the file, while no other process does, unless one
// just did.
func (o *OAuth) refresh(ctx context.Context, refused string) (Token, error) {
	l, err := o.app.Store.lock(ctx)
	if err != nil {
		return Token{}, err
	}
	defer l.unlock()
	token, err := o.reread(ctx, l)
	if err != nil {
		return Token{}, err
	}
	if token.AccessToken != refused && !o.due(token) {
		return token, nil
	}
	renewed, err := o.replace(ctx, l, token)
	if !errors.Is(err, ErrSignInNeeded) {
		return renewed, err
	}
	// A program that takes no lock, such as the TypeScript server, may have been
	// first. Then its token is in the file by now.
	other, otherErr := o.reread(ctx, l)
	if otherErr != nil || other.RefreshToken == token.RefreshToken {
		return Token{}, err
	}
	if other.AccessToken != refused && !o.due(other) {
		return other, nil
	}
	return o.replace(ctx, l, other)
}

// reread returns the token in the file, after writing one there that could not be
// written before.
func (o *OAuth) reread(ctx context.Context, l *locked) (Token, error) {
	all, err := l.load(ctx)
	if err != nil {
		return Token{}, err
	}
	token, err := all.find(o.app.SiteURL)
	if err != nil {
		return Token{}, err
	}
	kept := o.kept()
	if kept == nil {
		return token, nil
	}
	if token.RefreshToken == kept.old.RefreshToken && token.AccessToken == kept.old.AccessToken {
		if err := l.save(o.app.SiteURL, kept.fresh); err != nil {
			return Token{}, err
		}
		token = kept.fresh
	}
	o.keep(nil)
	return token, nil
}

// replace gets a new token and writes it to the file before anybody uses it.
func (o *OAuth) replace(ctx context.Context, l *locked, old Token) (Token, error) {
	o.mu.Lock()
	dead := o.memory.dead
	o.mu.Unlock()
	switch old.RefreshToken {
	case "":
		return Token{}, &SignInError{Site: o.app.SiteURL, Reason: NoRefreshToken}
	case dead:
		return Token{}, &SignInError{Site: o.app.SiteURL, Reason: RefreshRefused}
	}
	if err := l.ready(); err != nil {
		return Token{}, err
	}
	token, err := o.renewal(ctx, old)
	if err != nil {
		if errors.Is(err, ErrSignInNeeded) {
			o.bury(old.RefreshToken)
		}
		return Token{}, err
	}
	if err := o.store(ctx, l, token); err != nil {
		o.keep(&unsaved{old: old, fresh: token})
		return Token{}, err
	}
	o.remember(token)
	o.app.Logger.Info("access token renewed", slog.Time("expires_at", token.ExpiresAt))
	return token, nil
}

// store writes the token to the file, which others may have written meanwhile.
func (o *OAuth) store(ctx context.Context, l *locked, token Token) error {
	if _, err := l.load(ctx); err != nil {
		return err
	}
	return l.save(o.app.SiteURL, token)
}

func (o *OAuth) kept() *unsaved {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.memory.unsaved
}

func (o *OAuth) keep(u *unsaved) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.memory.unsaved = u
}

func (o *OAuth) bury(refreshToken string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.memory.dead = refreshToken
}

// giveUp notes that only a person can replace the token in the file, so that the
// next one to ask for the site is told before anything is sent.
func (o *OAuth) giveUp(ctx context.Context, err error) {
	reason, ok := errors.AsType[*SignInError](err)
	if !ok {
		return
	}
	token, err := o.Token(ctx)
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.memory.spent, o.memory.spentFor = token.AccessToken, reason
}

// givenUp reports why a token is of no more use, until it is replaced.
func (o *OAuth) givenUp(token Token) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.memory.spentFor == nil || token.AccessToken != o.memory.spent {
		return nil
	}
	return o.memory.spentFor
}

// remember notes a new token that lasts so short that it would be renewed at
// every use: it is used for half its life.
func (o *OAuth) remember(token Token) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.app.Now()
	if life := token.ExpiresAt.Sub(now); life < 2*leeway {
		o.memory.brief, o.memory.briefUntil = token.AccessToken, now.Add(life/2)
	}
}
