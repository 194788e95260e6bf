package auth

import (
	"fmt"
	"log/slog"
	"regexp"
	"time"
)

// Token is a sign-in to one site. It prints as [redacted].
type Token struct {
	AccessToken  string
	RefreshToken string    // "" when the sign-in went without offline_access
	ExpiresAt    time.Time // of the access token; zero when it is not known
	CloudID      string    // "" until it has been looked up
	Scopes       []string  // nil when they are not known
	SignInID     string    // names the sign-in that it comes from; "" when the store does not know
}

// String hides the token.
func (Token) String() string { return redacted }

// GoString hides the token.
func (Token) GoString() string { return redacted }

// Format hides the token under every verb.
func (Token) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the token in logs.
func (Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the token in JSON and other encodings.
func (Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// cloudIDPattern keeps what is not an id out of the addresses of requests.
var cloudIDPattern = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// valid reports whether the access token has not expired.
func (t Token) valid(now time.Time) bool {
	return t.AccessToken != "" && now.Before(t.ExpiresAt)
}

// IsZero reports whether there is neither an access nor a refresh token, which is
// how it stands when nobody is signed in.
func (t Token) IsZero() bool { return t.AccessToken == "" && t.RefreshToken == "" }

// Cleaned returns t without what cannot be sent: an access token that is no value
// of a header, and a cloud ID that is no part of an address.
func (t Token) Cleaned() Token {
	if !usable(t.AccessToken) {
		t.AccessToken = ""
	}
	if !cloudIDPattern.MatchString(t.CloudID) {
		t.CloudID = ""
	}
	return t
}
