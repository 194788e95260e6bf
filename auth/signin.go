package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"

	"golang.org/x/oauth2"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// SignIn is a sign-in that waits for somebody in a browser. It prints as
// [redacted].
type SignIn struct {
	url    string
	cancel context.CancelCauseFunc
	ending <-chan struct{} // closed when the outcome is decided
	done   chan struct{}
	err    error // readable when done is closed
}

// URL is the address to open in the browser. It is good for this sign-in only.
func (s *SignIn) URL() string { return s.url }

// Wait waits until the sign-in is over, and returns nil when the token is in the
// store. The error is [ErrDeclined], [ErrTimeout], [ErrClosed], of one of the types
// of this package, the store's, or a panic. When ctx ends first its error is
// returned, and the sign-in goes on.
func (s *SignIn) Wait(ctx context.Context) error {
	select {
	case <-s.done:
		return s.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Close ends the sign-in, for everybody who shares it, and waits until the port is
// free again. It does nothing after the end. A code that has already come is still
// exchanged.
func (s *SignIn) Close() error {
	s.cancel(ErrClosed)
	<-s.done
	return nil
}

// Format hides the state in the address under every verb.
func (*SignIn) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the state in the address in logs.
func (*SignIn) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the state in the address in JSON and other encodings.
func (*SignIn) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Begin begins a sign-in, or returns the one that is under way. It listens for the
// browser, on this computer only, until the token is there, the sign-in has
// failed, the patience of [App] is at its end, or Close is called; the end of ctx
// does not end it. The error is a [PortError] when the port is taken, and the
// store's when a token could not be kept.
func (o *OAuth) Begin(ctx context.Context) (*SignIn, error) {
	if s, err := o.open(ctx); s != nil || err != nil {
		return s, err
	}
	if err := o.canKeep(ctx); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, ErrClosed
	}
	if o.signIn != nil {
		return o.signIn, nil
	}
	return o.begin(ctx)
}

// open returns the sign-in that waits for somebody, or nil. One that is about to end is
// waited for: its address is of no more use, and its port about to be free.
func (o *OAuth) open(ctx context.Context) (*SignIn, error) {
	for s := o.underWay(); s != nil; s = o.underWay() {
		select {
		case <-s.ending:
			_ = s.Wait(ctx) // how it ended is not our business
		default:
			return s, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	return nil, nil
}

func (o *OAuth) underWay() *SignIn {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.signIn
}

// begin begins a sign-in. The caller holds o.mu.
func (o *OAuth) begin(ctx context.Context) (*SignIn, error) {
	listeners, err := listen(ctx, o.app.CallbackPort)
	if err != nil {
		return nil, err
	}
	state, verifier := rand.Text()+rand.Text(), oauth2.GenerateVerifier()
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	desk := newDesk(o.app.CallbackPort, state, o.app.Logger)
	s := &SignIn{cancel: cancel, ending: desk.decided, done: make(chan struct{}), url: o.config.AuthCodeURL(state,
		oauth2.SetAuthURLParam("audience", "api.atlassian.com"),
		oauth2.SetAuthURLParam("prompt", "consent"),
		oauth2.S256ChallengeOption(verifier))}
	o.signIn = s
	stop := desk.serve(ctx, listeners, cancel)
	end := func(err error) {
		desk.decide(err)
		stop()
		cancel(nil)
		o.mu.Lock()
		defer o.mu.Unlock()
		s.err, o.signIn, o.failed = err, nil, o.worthTelling(err)
		close(s.done)
	}
	safe.Go(&o.work, func() { end(o.attend(ctx, desk, verifier, state)) }, func(err error) {
		err = hushed(err)
		o.app.Logger.Error("the sign-in panicked", slog.Any("error", err)) // the page does not tell
		end(err)
	})
	return s, nil
}

// worthTelling logs how a sign-in failed, and returns it unless a person knows it or
// nothing was tried.
func (o *OAuth) worthTelling(err error) error {
	if err == nil || errors.Is(err, ErrClosed) || errors.Is(err, ErrTimeout) {
		return nil
	}
	o.app.Logger.Warn("the sign-in failed", slog.String("site", o.app.SiteURL), slog.Any("error", err))
	return err
}

// Failed returns how the latest sign-in failed, once: whoever began it may have
// waited for nothing but the address. It is nil when the latest one has succeeded, is
// still under way, or was never used.
func (o *OAuth) Failed(ctx context.Context) error {
	if s, stopped := o.open(ctx); s != nil || stopped != nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.failed
	o.failed = nil
	return err
}

// canKeep reports why a token could not be kept, before anybody takes the trouble
// to sign in.
func (o *OAuth) canKeep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	return o.update(ctx, func(_ context.Context, current Token) (Token, error) { return current, nil })
}

// attend waits for the browser and turns what it brings into a token.
func (o *OAuth) attend(ctx context.Context, desk *desk, verifier, state string) error {
	waiting, cancel := context.WithTimeoutCause(ctx, o.app.Patience, ErrTimeout)
	defer cancel()
	var c callback
	select {
	case c = <-desk.callbacks:
	case <-waiting.Done():
		return context.Cause(waiting)
	}
	if c.refusal != "" {
		return refusedByBrowser(c, o.app.ClientSecret, verifier, state)
	}
	// From here on a token may be made, which must not be lost.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 3*requestTimeout)
	defer stop()
	token, err := o.exchange(ctx, c.code, verifier, state)
	if err != nil {
		return err
	}
	if err := o.admit(ctx, token); err != nil {
		return err
	}
	o.app.Logger.Info("signed in", slog.String("site", o.app.SiteURL), slog.Time("expires_at", token.ExpiresAt))
	if token.RefreshToken == "" {
		o.app.Logger.Warn("the sign-in came without a refresh token and ends with the access token", slog.Time("expires_at", token.ExpiresAt))
	}
	return nil
}

// refusedByBrowser says what the error parameter of a callback means.
func refusedByBrowser(c callback, secrets ...string) error {
	if c.refusal == "access_denied" {
		return ErrDeclined
	}
	return &RefusedError{Doing: "sign in", Code: scrub(c.refusal, secrets...), Detail: scrub(c.description, secrets...)}
}

// admit keeps a new token, then looks whether it is good for the site; if it is
// not, what was there before is put back, unless there has been yet another sign-in.
// When that cannot be found out, the token is kept.
func (o *OAuth) admit(ctx context.Context, token Token) error {
	token.SignInID = rand.Text()
	var before Token
	err := o.update(ctx, func(_ context.Context, current Token) (Token, error) {
		before = current
		return token, nil
	})
	if err != nil {
		return err
	}
	token.CloudID, err = o.lookUp(ctx, token)
	if err == nil {
		return o.keepSite(ctx, token)
	}
	if _, ok := errors.AsType[*UnavailableError](err); ok {
		o.app.Logger.Warn("the site was not looked up yet", slog.Any("error", err))
		return nil
	}
	return errors.Join(err, o.update(ctx, func(_ context.Context, current Token) (Token, error) {
		if o.memory.signInID(current) != token.SignInID {
			return current, nil
		}
		return before, nil
	}))
}
