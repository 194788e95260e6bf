package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Defaults of [App].
const (
	DefaultAuthURL      = "https://auth.atlassian.com"
	DefaultAPIURL       = "https://api.atlassian.com"
	DefaultCallbackPort = 7788
	DefaultPatience     = 5 * time.Minute
)

// App says where Atlassian's sign-in is and who asks. The client ID and secret
// come from an app of the user's own
// (https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/): the
// sign-in demands the secret always, also together with PKCE. It prints as
// [redacted].
type App struct {
	AuthURL      string // "" means DefaultAuthURL
	APIURL       string // "" means DefaultAPIURL
	ClientID     string
	ClientSecret string
	// CallbackPort is the port in the callback address, which the app has to have
	// registered exactly as CallbackURL returns it; 0 means DefaultCallbackPort.
	CallbackPort int
	SiteURL      string        // of the Jira site, such as https://example.atlassian.net
	Patience     time.Duration // how long a sign-in waits for the browser; 0 means DefaultPatience

	Transport http.RoundTripper // nil means http.DefaultTransport
	Now       func() time.Time
	Logger    *slog.Logger // nil means none
	Store     Store
}

// CallbackURL is the address that the browser comes back to.
func (a App) CallbackURL() string {
	port := a.CallbackPort
	if port == 0 {
		port = DefaultCallbackPort
	}
	return fmt.Sprintf("http://localhost:%d%s", port, callbackPath)
}

// Format hides the secret under every verb.
func (App) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(redacted)) }

// LogValue hides the secret in logs.
func (App) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret in JSON and other encodings.
func (App) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// withDefaults fills in what was left out, and says what must not be.
func (a App) withDefaults() (App, error) {
	if a.AuthURL == "" {
		a.AuthURL = DefaultAuthURL
	}
	if a.APIURL == "" {
		a.APIURL = DefaultAPIURL
	}
	if a.CallbackPort == 0 {
		a.CallbackPort = DefaultCallbackPort
	}
	if a.Patience == 0 {
		a.Patience = DefaultPatience
	}
	if a.Transport == nil {
		a.Transport = http.DefaultTransport
	}
	if a.Logger == nil {
		a.Logger = slog.New(slog.DiscardHandler)
	}
	a.AuthURL, a.APIURL, a.SiteURL = strings.TrimRight(a.AuthURL, "/"), strings.TrimRight(a.APIURL, "/"), SiteKey(a.SiteURL)
	switch {
	case !usable(a.ClientID):
		return a, fmt.Errorf("client ID: %w", ErrMissing)
	case !usable(a.ClientSecret):
		return a, fmt.Errorf("client secret: %w", ErrMissing)
	case a.CallbackPort < 1 || a.CallbackPort > 65535:
		return a, fmt.Errorf("callback port %d: want 1 to 65535", a.CallbackPort)
	case a.Store == nil || a.Now == nil || a.Patience < 0:
		return a, errors.New("auth: an app needs a store, a clock and patience")
	}
	for what, address := range map[string]string{"sign-in": a.AuthURL, "API": a.APIURL, "site": a.SiteURL} {
		if !secure(address) {
			return a, fmt.Errorf("%s address: want https://, or http:// on this computer", what)
		}
	}
	return a, nil
}

// secure reports whether a secret may be sent to address.
func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}
