package auth_test

import (
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// TestGranted asks Atlassian for the scopes of a sign-in that is kept without them, as
// the TypeScript server keeps it.
func TestGranted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kept, want []string
		asks       int
	}{
		"kept":     {[]string{"read:jira-work", "offline_access"}, []string{"read:jira-work", "offline_access"}, 0},
		"not kept": {nil, []string{"read:jira-user", "read:jira-work"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			token := b.signedIn(time.Hour)
			token.Scopes = tt.kept
			b.keep(token)
			got, err := b.oauth().Granted(t.Context())
			if err != nil || !slices.Equal(got, tt.want) || b.lookups != tt.asks {
				t.Errorf("got %v, %v with %d questions, want %v with %d", got, err, b.lookups, tt.want, tt.asks)
			}
		})
	}
}

// TestFailed tells once how a sign-in failed that nobody waited for.
func TestFailed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	signIn := b.begin(o)
	if err := o.Failed(t.Context()); err != nil {
		t.Errorf("before anything has happened: %v", err)
	}
	b.open(b.callback(signIn, url.Values{"code": {"wrong-code"}}))
	failed := b.note(o.Failed(t.Context()))
	if failure, ok := errors.AsType[*auth.SignInError](failed); !ok || failure.Reason != auth.CodeRefused {
		t.Errorf("got %v, want CodeRefused", failed)
	}
	if err := o.Failed(t.Context()); err != nil {
		t.Errorf("told twice: %v", err)
	}
}
