package auth_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// TestSignInFails looks at what becomes of a sign-in that does not end well, when
// somebody had been signed in before: the old token survives.
func TestSignInFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		setUp func(b *bench)
		query url.Values // added to the callback instead of consent
		check func(error) bool
		page  string
	}{
		{"declined", nil, url.Values{"error": {"access_denied"}, "error_description": {"<script>no</script>"}}, is(auth.ErrDeclined), "declined"},
		{"another error with HTML", nil, url.Values{"error": {"<b>x"}, "error_description": {"<img src=x>\x1b[31m" + strings.Repeat("y ", 400)}}, typed[*auth.RefusedError], "&lt;img"},
		{"forged code", nil, url.Values{"code": {"forged"}}, is(auth.ErrSignInNeeded), "refused"},
		{"wrong client secret", func(b *bench) { b.app.ClientSecret = "wrong-" + clientSecret }, nil, typed[*auth.ClientSecretError], "client secret"},
		{"another site", func(b *bench) { b.app.SiteURL = "https://elsewhere.atlassian.net" }, nil, typed[*auth.SiteError], "not for the Jira site"},
		{"no scope of Jira", func(b *bench) { b.sites = `[{"id":"a","url":"` + site + `","scopes":["read:confluence-user"]}]` }, nil, typed[*auth.ScopeError], "permission"},
		{"service down", func(b *bench) {
			b.instead = func(w http.ResponseWriter, sent []byte) { http.Error(w, "<h1>"+string(sent), http.StatusBadGateway) }
		}, nil, typed[*auth.UnavailableError], "could not be reached"},
		{"HTML as success", func(b *bench) {
			b.instead = func(w http.ResponseWriter, sent []byte) { _, _ = w.Write(append([]byte("<html>"), sent...)) }
		}, nil, typed[*auth.UnavailableError], "could not be reached"},
		{"no token", func(b *bench) { b.edit = func(m map[string]any) { delete(m, "access_token") } }, nil, typed[*auth.UnavailableError], "could not be reached"},
		{"a header in the token", func(b *bench) { b.edit = func(m map[string]any) { m["access_token"] = "a\r\nX-Evil: 1" } }, nil, typed[*auth.UnavailableError], "could not be reached"},
		{"redirected", func(b *bench) {
			b.instead = func(w http.ResponseWriter, _ []byte) {
				w.Header().Set("Location", "/oauth/token2")
				w.WriteHeader(http.StatusTemporaryRedirect)
				_, _ = w.Write([]byte(`{"error":"moved"}`))
			}
		}, nil, typed[*auth.UnavailableError], "could not be reached"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			before := b.signedIn(time.Hour)
			if test.setUp != nil {
				test.setUp(b)
			}
			signIn := b.begin(b.oauth())
			address := signIn.URL()
			if test.query != nil {
				address = b.callback(signIn, test.query)
			}
			status, header, page := b.open(address)
			if status != http.StatusBadRequest || !strings.Contains(page, test.page) {
				t.Errorf("the page says %d, want %q in:\n%s", status, test.page, page)
			}
			checkPage(t, header, page)
			if err := signIn.Wait(t.Context()); !test.check(b.note(err)) {
				t.Errorf("got %T %v", err, err)
			}
			b.checkOnly(before)
			if b.astray != nil {
				t.Errorf("requests went to %v", b.astray)
			}
		})
	}
}

// checkOnly looks whether a token is the only one there is.
func (b *bench) checkOnly(want auth.Token) {
	b.t.Helper()
	if diff := cmp.Diff(want.RefreshToken, b.loaded().RefreshToken); diff != "" {
		b.t.Errorf("the old token is gone (-want +got):\n%s", diff)
	}
	if sites, err := b.store.Sites(b.t.Context()); err != nil || len(sites) != 1 {
		b.t.Errorf("there are tokens for %v, %v", sites, err)
	}
}

func TestSiteErrorListsTheSites(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.app.SiteURL = "https://elsewhere.atlassian.net"
	signIn := b.begin(b.oauth())
	b.open(signIn.URL())
	failure, ok := errors.AsType[*auth.SiteError](b.note(signIn.Wait(t.Context())))
	if !ok {
		t.Fatal("no SiteError")
	}
	if diff := cmp.Diff([]string{site, "https://other.atlassian.net"}, failure.Sites); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(failure.Error(), "https://other.atlassian.net") {
		t.Errorf("the text is %v", failure)
	}
}
