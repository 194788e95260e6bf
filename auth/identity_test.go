package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// id returns the ID of the sign-in, which must not tell anything secret.
func (b *bench) id(o *auth.OAuth) string {
	b.t.Helper()
	id, err := o.SignInID(b.t.Context())
	if err != nil {
		b.t.Fatal(b.note(err))
	}
	fmt.Fprintln(b.shown, id)
	return id
}

// signIn signs in by the browser.
func (b *bench) signIn(o *auth.OAuth) {
	b.t.Helper()
	signIn := b.begin(o)
	b.open(signIn.URL())
	if err := signIn.Wait(b.t.Context()); err != nil {
		b.t.Fatal(b.note(err))
	}
}

// refreshNow has o renew its token and checks that it did.
func (b *bench) refreshNow(o *auth.OAuth) {
	b.t.Helper()
	b.clock.off.Add(int64(2 * time.Minute)) // a new token is not replaced at once
	old := b.loaded()
	err := b.note(o.Refused(b.t.Context(), "Bearer "+old.AccessToken, "Unauthorized"))
	if err != nil || b.loaded().RefreshToken == old.RefreshToken {
		b.t.Fatalf("the token was not renewed, %v", err)
	}
}

// typeScript writes the entry as the TypeScript server does, with more after it.
func (b *bench) typeScript(token auth.Token, more string) {
	b.t.Helper()
	b.writeFile(fmt.Sprintf(`{%q:{"accessToken":%q,"refreshToken":%q,"expiresAt":%s,"cloudId":%q%s}}`,
		site, token.AccessToken, token.RefreshToken, millis(token.ExpiresAt), cloudID, more))
}

// tokens makes tokens that Jira takes, without keeping them.
func (b *bench) tokens() auth.Token {
	b.mu.Lock()
	defer b.mu.Unlock()
	access, refresh := b.pair()
	return auth.Token{AccessToken: access, RefreshToken: refresh, ExpiresAt: b.clock.now().Add(time.Hour)}
}

func TestSignInID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	here, there := b.oauth(), b.oauth() // as two processes
	if id, err := here.SignInID(t.Context()); !errors.Is(b.note(err), auth.ErrSignInNeeded) || id != "" {
		t.Fatalf("before: got %q, %v", id, err)
	}
	b.signIn(here)
	first := b.id(here)
	b.refreshNow(here)
	b.refreshNow(there)
	for name, o := range map[string]*auth.OAuth{"here": here, "there": there, "a new process": b.oauth()} {
		if got := b.id(o); got != first {
			t.Errorf("%s: after refreshes it is %q, want %q", name, got, first)
		}
		if got, err := o.Current(t.Context()); err != nil || got != first {
			t.Errorf("%s: the current one is %q, %v", name, got, err)
		}
	}
	b.signIn(there)
	second := b.id(here)
	if second == first || second != b.id(there) {
		t.Errorf("after another sign-in it is %q, and was %q", second, first)
	}
	b.sites = "[]" // the next sign-in does not cover the site
	failed := b.begin(here)
	b.open(failed.URL())
	if err := failed.Wait(t.Context()); !typed[*auth.SiteError](b.note(err)) || b.id(here) != second {
		t.Errorf("after a sign-in that failed (%v) it is %q, want %q", err, b.id(here), second)
	}
}

// TestSignInIDBesideTypeScript shares the file with a program that does not know IDs.
func TestSignInIDBesideTypeScript(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	here, there := b.oauth(), b.oauth()
	b.typeScript(b.tokens(), "")
	first := b.id(here)
	b.refreshNow(here)
	if b.id(here) != first || b.id(there) != first {
		t.Error("the sign-in has another ID after a refresh of ours")
	}
	b.typeScript(b.loaded(), "")
	if b.id(here) != first {
		t.Error("the ID is lost with its field, though the tokens are known")
	}
	b.refreshNow(here)
	if b.id(here) != first || b.id(there) != first {
		t.Error("the ID is not written anew")
	}
	b.typeScript(b.tokens(), "")
	if second := b.id(here); second == first || second != b.id(there) {
		t.Error("tokens that nobody knows have a known ID")
	}
}

// TestSignInIDIsNotInherited has a program that keeps unknown fields sign in somebody
// else: the new tokens stand beside the ID of the old ones.
func TestSignInIDIsNotInherited(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	b.signIn(o)
	first := b.id(o)
	_, field, ok := strings.Cut(read(t, b.path), `"signIn": `)
	if !ok || !strings.Contains(field, first) {
		t.Fatal("the file does not name the sign-in")
	}
	field, _, _ = strings.Cut(field, "}")
	b.typeScript(b.tokens(), `,"signIn":`+field+"}")
	if got := b.id(o); got == first {
		t.Error("another sign-in has the same ID")
	}
	for _, field := range []string{`"x"`, `{"id":"\u001b[31m","tokens":""}`, `{"id":7}`, `null`} {
		b.typeScript(b.tokens(), `,"signIn":`+field)
		if got := b.id(o); len(got) != 64 {
			t.Errorf("with %s in the file it is %q", field, got)
		}
	}
}
