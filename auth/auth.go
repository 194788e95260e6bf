// Package auth knows how a request to Jira is signed: with an e-mail address
// and an API token, with a bearer token, or with a sign-in in the browser (OAuth
// 2.0), which it keeps in a [Store] and renews. It does not know where requests go;
// whoever sends them makes sure that they only reach the right host.
//
// Errors tell what happened, in types; what a person can do about it is written
// where the person is. No error, log line or page shows a token, code, secret,
// verifier or state, also when the service repeats one.
package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
)

// Signer adds a credential to a request. It may be used by several goroutines
// at once. An error means that there is no credential to send; nothing may be
// sent then.
type Signer interface {
	Sign(req *http.Request) error
}

// ErrMissing says that a signer was made from an empty or unusable credential.
var ErrMissing = errors.New("credential missing")

const redacted = "[redacted]"

// header signs with a fixed Authorization header and shows it to nobody.
type header struct {
	value string
}

// Sign sets the Authorization header of req.
func (h header) Sign(req *http.Request) error {
	req.Header.Set("Authorization", h.value)
	return nil
}

// String hides the credential.
func (header) String() string { return redacted }

// GoString hides the credential.
func (header) GoString() string { return redacted }

// Format hides the credential under every verb.
func (header) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the credential in logs.
func (header) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the credential in JSON and other encodings.
func (header) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// usable reports whether text can be part of a credential: something that
// survives as a header value.
func usable(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// refusal is the signer of a credential that cannot be used.
type refusal struct {
	what string
}

// Sign refuses and says which part is missing.
func (r refusal) Sign(*http.Request) error { return fmt.Errorf("%s: %w", r.what, ErrMissing) }
