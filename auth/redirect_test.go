package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// TestRedirects follows none, neither with a refresh token nor to learn which sites
// there are, and tells where they point to.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]string{"refresh the token": "/oauth/token", "look up the site": "/oauth/token/accessible-resources"} {
		for location, want := range map[string]string{
			"https://login.example.com/x?secret=1": "the answer points to https://login.example.com, which was not followed", "": "the answer points nowhere",
		} {
			t.Run(name+" "+location, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				token := b.signedIn(-time.Minute)
				token.CloudID = ""
				b.keep(token)
				b.set(func() {
					b.unavailable = func(w http.ResponseWriter, path string) bool {
						if path != away {
							return false
						}
						if location != "" {
							w.Header().Set("Location", location)
						}
						w.WriteHeader(http.StatusFound)
						_, _ = w.Write([]byte(`[{"id":"a","url":"` + site + `","scopes":["read:jira-work"]}]`))
						return true
					}
				})
				err := b.note(b.oauth().Ready(t.Context()))
				failure, ok := errors.AsType[*auth.UnavailableError](err)
				if !ok || failure.Status != http.StatusFound || failure.Detail != want || !strings.HasPrefix(failure.Error(), name) {
					t.Errorf("got %v, want that %s", err, want)
				}
			})
		}
	}
}
