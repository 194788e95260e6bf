package auth

import (
	"context"
	"errors"
	"net/http"
)

// Bound signs requests for one sign-in and for no other, so that what began for one
// person never goes on with another one's token. When the current sign-in is
// another one, its errors are a [SignInError] for [SignedInAgain]. It is made by
// [OAuth.For], and can be used by several goroutines at once.
type Bound struct {
	oauth    *OAuth
	signInID string
	anybody  bool // whoever is signed in
}

// For returns a signer for the sign-in with the given ID, see [OAuth.SignInID].
func (o *OAuth) For(signInID string) *Bound { return &Bound{oauth: o, signInID: signInID} }

// anybody returns a signer for whoever is signed in.
func (o *OAuth) anybody() *Bound { return &Bound{oauth: o, anybody: true} }

// Sign sets the Authorization header of req as [OAuth.Sign] does.
func (b *Bound) Sign(req *http.Request) error {
	token, err := b.fresh(req.Context())
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", bearer+token.AccessToken)
	return nil
}

// BaseURL is where requests with the token go, see [OAuth.BaseURL].
func (b *Bound) BaseURL(ctx context.Context) (string, error) {
	if id, known := b.oauth.memory.place(); known {
		return b.oauth.gateway(id), nil
	}
	token, err := b.load(ctx)
	if err != nil {
		return "", err
	}
	return b.base(ctx, token)
}

// Transport sends requests through next, and once more after a 401, see
// [OAuth.Transport].
func (b *Bound) Transport(next http.RoundTripper) http.RoundTripper {
	return &retrier{bound: b, next: next}
}

// load returns the token as it is in the store.
func (b *Bound) load(ctx context.Context) (Token, error) {
	token, err := b.oauth.load(ctx)
	if nobody, ok := errors.AsType[*SignInError](err); ok && nobody.Reason == NotSignedIn && !b.anybody {
		return Token{}, &SignInError{Site: nobody.Site, Reason: SignedOut}
	}
	if err != nil {
		return Token{}, err
	}
	return b.own(token)
}

// own returns the token if it belongs to the sign-in.
func (b *Bound) own(token Token) (Token, error) {
	if b.anybody || b.oauth.memory.signInID(token) == b.signInID {
		return token, nil
	}
	return Token{}, &SignInError{Site: b.oauth.app.SiteURL, Reason: SignedInAgain}
}
