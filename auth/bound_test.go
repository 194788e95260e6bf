package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// checkSignedInAgain looks for the error of who was bound to another sign-in.
func (b *bench) checkSignedInAgain(err error) {
	b.t.Helper()
	failure, ok := errors.AsType[*auth.SignInError](b.note(err))
	if !ok || failure.Reason != auth.SignedInAgain || failure.Site != site || errors.Is(err, auth.ErrSignInNeeded) {
		b.t.Errorf("got %v, want SignedInAgain and no ErrSignInNeeded", err)
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	b.signIn(o)
	bound := o.For(b.id(o))
	fmt.Fprintf(b.shown, "%v %+v %#v\n", bound, bound, *bound)
	sign := func() error {
		req := b.request(b.URL)
		err := bound.Sign(req)
		if got := req.Header.Get("Authorization"); err == nil && got != "Bearer "+b.loaded().AccessToken || err != nil && got != "" {
			t.Errorf("signed with another token than the current one, %v", err)
		}
		return b.note(err)
	}
	if base, err := bound.BaseURL(t.Context()); err != nil || base != b.URL+"/ex/jira/"+cloudID {
		t.Errorf("got %q, %v", base, err)
	}
	for _, off := range []time.Duration{0, 2 * time.Hour, 4 * time.Hour} { // each time a refresh is due
		b.clock.set(off)
		if err := sign(); err != nil {
			t.Error(err)
		}
	}
	b.signIn(b.oauth())
	b.checkSignedInAgain(sign())
	b.clock.set(8 * time.Hour)
	before := b.refreshCount()
	b.checkSignedInAgain(sign())
	if got := b.refreshCount(); got != before {
		t.Error("another one's token was renewed")
	}
	if err := b.store.Delete(t.Context(), site); err != nil {
		t.Fatal(err)
	}
	failure, _ := errors.AsType[*auth.SignInError](sign())
	if failure == nil || failure.Reason != auth.SignedOut || !errors.Is(failure, auth.ErrSignInNeeded) {
		t.Errorf("when somebody has signed out: %v", failure)
	}
}

func TestForNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(time.Hour)
	bound := b.oauth().For("")
	_, err := bound.BaseURL(t.Context())
	b.checkSignedInAgain(err)
	b.checkSignedInAgain(bound.Sign(b.request(b.URL)))
}

// TestForDuringRefresh has somebody else sign in while the token is being renewed.
func TestForDuringRefresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	o := b.oauth()
	bound := o.For(b.id(o))
	b.instead = func(w http.ResponseWriter, _ []byte) {
		access, refresh := b.pair()
		b.typeScript(auth.Token{AccessToken: access, RefreshToken: refresh, ExpiresAt: b.clock.now().Add(time.Hour)}, "")
		answer(w, http.StatusForbidden, map[string]any{"error": "invalid_grant"})
	}
	b.checkSignedInAgain(bound.Sign(b.request(b.URL)))
	if err := o.Sign(b.request(b.URL)); err != nil {
		t.Errorf("for whoever is signed in: %v", b.note(err))
	}
}

// TestForLooksUp has somebody else sign in while the site is being looked up: the
// site's id is not kept with a token that it was not found with.
func TestForLooksUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.signedIn(time.Hour)
	token.CloudID = ""
	b.keep(token)
	o := b.oauth()
	bound := o.For(b.id(o))
	other := b.tokens()
	b.unavailable = func(http.ResponseWriter, string) bool {
		b.keep(other)
		return false
	}
	if _, err := bound.BaseURL(t.Context()); err != nil {
		t.Error(b.note(err))
	}
	if got := b.loaded(); got.CloudID != "" || got.AccessToken != other.AccessToken {
		t.Errorf("the other sign-in has the cloud ID %q", got.CloudID)
	}
	b.checkSignedInAgain(bound.Sign(b.request(b.URL)))
}

// TestTransportForOne does not repeat a refused request for somebody else.
func TestTransportForOne(t *testing.T) {
	t.Parallel()
	for _, changed := range []bool{false, true} {
		t.Run(fmt.Sprint("another sign-in ", changed), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.signedIn(time.Hour)
			o := b.oauth()
			bound := o.For(b.id(o))
			j := &jira{answers: []int{http.StatusUnauthorized, http.StatusOK}, message: "Unauthorized"}
			if changed {
				j.answered = func() { b.signedIn(time.Hour) }
			}
			client := &http.Client{Transport: signing{bound, bound.Transport(j)}}
			resp, err := client.Do(b.request("https://jira.example/"))
			if changed {
				b.checkSignedInAgain(err)
				if len(j.requests) != 1 || b.refreshCount() != 0 {
					t.Errorf("%d requests and %d refreshes, want 1 and none", len(j.requests), b.refreshCount())
				}
				return
			}
			if err != nil {
				t.Fatal(b.note(err))
			}
			if err := drain(resp); err != nil || resp.StatusCode != http.StatusOK || len(j.requests) != 2 {
				t.Errorf("got %d, %v after %d requests, want 200 after 2", resp.StatusCode, err, len(j.requests))
			}
		})
	}
}
