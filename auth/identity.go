package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// SignInID names the current sign-in. It is the same text for as long as that is
// renewed, by this process or another one of this program, and another one after any
// new sign-in, also of the same person. It tells no token and is not secret. The
// error is [ErrSignInNeeded] when nobody is signed in.
//
// A program that does not know the ID may drop it when it writes a token. Then the
// sign-in has a new one: that its ID changes too often is possible, that two
// sign-ins share one is not.
func (o *OAuth) SignInID(ctx context.Context) (string, error) {
	token, err := o.load(ctx)
	if err != nil {
		return "", err
	}
	return o.memory.signInID(token), nil
}

// Fingerprint returns a hash of the tokens. It tells nothing else about them.
func (t Token) Fingerprint() string {
	hash := sha256.Sum256(fmt.Appendf(nil, "%d:%s,%s", len(t.AccessToken), t.AccessToken, t.RefreshToken))
	return hex.EncodeToString(hash[:])
}

// lineage is what this process knows of the sign-in that a token comes from.
type lineage struct {
	tokens   string // their fingerprint
	signInID string
}

// signInID names the sign-in that a token comes from: as the store does, or as it is
// known from when the store still did, or else by the tokens themselves.
func (m *memory) signInID(token Token) string {
	if token.SignInID != "" {
		return token.SignInID
	}
	tokens := token.Fingerprint()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lineage.tokens == tokens {
		return m.lineage.signInID
	}
	return tokens
}
