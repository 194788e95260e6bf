package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// TestRefreshAnswers are answers that hold a token, in more or less the usual form.
func TestRefreshAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(map[string]any)
		want time.Duration
	}{
		{"number", func(m map[string]any) { m["expires_in"] = 1800 }, 30 * time.Minute},
		{"fraction", func(m map[string]any) { m["expires_in"] = 1800.9 }, 30 * time.Minute},
		{"text", func(m map[string]any) { m["expires_in"] = "1800" }, 30 * time.Minute},
		{"words", func(m map[string]any) { m["expires_in"] = "soon" }, time.Hour},
		{"negative", func(m map[string]any) { m["expires_in"] = -1 }, time.Hour},
		{"negative text", func(m map[string]any) { m["expires_in"] = "-3600" }, time.Hour},
		{"zero", func(m map[string]any) { m["expires_in"] = 0 }, time.Hour},
		{"missing", func(m map[string]any) { delete(m, "expires_in") }, time.Hour},
		{"null", func(m map[string]any) { m["expires_in"] = nil }, time.Hour},
		{"object", func(m map[string]any) { m["expires_in"] = map[string]any{"a": 1} }, time.Hour},
		{"huge", func(m map[string]any) { m["expires_in"] = 1e300 }, 24 * time.Hour},
		{"NaN", func(m map[string]any) { m["expires_in"] = "NaN" }, time.Hour},
		{"unknown token type", func(m map[string]any) { m["token_type"] = "mac" }, time.Hour},
		{"odd fields", func(m map[string]any) { m["scope"], m["token_type"], m["error"] = 7, []int{1}, nil }, time.Hour},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.signedIn(-time.Minute)
			b.edit = test.edit
			if _, status, err := b.myself(b.oauth()); err != nil || status != http.StatusOK {
				t.Fatalf("Jira says %d, %v", status, b.note(err))
			}
			left := b.loaded().ExpiresAt.Sub(b.clock.now())
			if left > test.want || left < test.want-time.Minute {
				t.Errorf("lasts %v, want %v", left, test.want)
			}
		})
	}
}

func TestAnswerWithoutRefreshToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(-time.Minute)
	b.edit = func(m map[string]any) { delete(m, "refresh_token") }
	o := b.oauth()
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
		t.Fatalf("Jira says %d, %v", status, b.note(err))
	}
	if got := b.loaded(); got.RefreshToken != old.RefreshToken || got.AccessToken == old.AccessToken {
		t.Error("want a new access token and the old refresh token")
	}
	signIn := b.begin(o) // and now a sign-in that has none from the start
	b.open(signIn.URL())
	if err := signIn.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
		t.Errorf("Jira says %d, %v", status, b.note(err))
	}
	b.clock.set(2 * time.Hour)
	_, _, err := b.myself(o)
	if failure, ok := errors.AsType[*auth.SignInError](b.note(err)); !ok || failure.Reason != auth.NoRefreshToken {
		t.Errorf("when it has expired: %v", err)
	}
	if !strings.Contains(b.shown.String(), "without a refresh token") {
		t.Error("nobody was told")
	}
}
