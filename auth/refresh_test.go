package auth_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

func TestRefreshWhenDue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lasts time.Duration
		want  int
	}{
		{"fresh", time.Hour, 0},
		{"six minutes left", 6 * time.Minute, 0},
		{"four minutes left", 4 * time.Minute, 1},
		{"expired", -time.Minute, 1},
		{"expired long ago", -24 * time.Hour, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			old := b.signedIn(test.lasts)
			o := b.oauth()
			for range 3 {
				if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
					t.Fatalf("Jira says %d, %v", status, b.note(err))
				}
			}
			if b.refreshes != test.want {
				t.Errorf("%d refreshes, want %d", b.refreshes, test.want)
			}
			now := b.loaded()
			if replaced := now.RefreshToken != old.RefreshToken; replaced != (test.want > 0) || now.CloudID != cloudID {
				t.Errorf("refresh token replaced: %v; cloud id %q", replaced, now.CloudID)
			}
		})
	}
}

func TestRefreshOnceForAll(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	b.noLeeway = true
	o := b.oauth()
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() {
			if _, status, err := askJira(t.Context(), o); err != nil || status != http.StatusOK {
				t.Errorf("Jira says %d, %v", status, err)
			}
		})
	}
	calls.Wait()
	if b.refreshes != 1 {
		t.Errorf("%d refreshes, want 1", b.refreshes)
	}
	if diff := cmp.Diff(slices.Repeat([]string{b.loaded().AccessToken}, 10), b.used); diff != "" {
		t.Error("not all calls used the new token")
	}
}

// TestSavedBeforeUsed looks into the file at the moment when Jira sees a token.
func TestSavedBeforeUsed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	o := b.oauth()
	req := b.request(b.URL)
	if err := o.Sign(req); err != nil {
		t.Fatal(err)
	}
	if got := req.Header.Get("Authorization"); got != "Bearer "+b.loaded().AccessToken {
		t.Error("the token that is used is not the one in the file")
	}
}

// TestCallerGivesUp ends a call during a refresh: the new token is still kept.
func TestCallerGivesUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(-time.Minute)
	arrived, proceed := make(chan bool), make(chan bool)
	b.rotated = func() { arrived <- true; <-proceed }
	o := b.oauth()
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	req := b.request(b.URL).WithContext(ctx)
	go func() { failed <- o.Sign(req) }()
	<-arrived
	cancel()
	if err := <-failed; !errors.Is(b.note(err), context.Canceled) {
		t.Errorf("got %v", err)
	}
	proceed <- true
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if b.loaded().RefreshToken == old.RefreshToken {
		t.Error("the new token is lost")
	}
}

// TestShortLivedToken is not renewed at every use.
func TestShortLivedToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	b.edit = func(m map[string]any) { m["expires_in"] = 120 }
	o := b.oauth()
	for range 5 {
		if _, _, err := b.myself(o); err != nil {
			t.Fatal(err)
		}
	}
	if b.refreshes != 1 {
		t.Errorf("%d refreshes, want 1", b.refreshes)
	}
	b.clock.set(61 * time.Second)
	if _, _, err := b.myself(o); err != nil || b.refreshes != 2 {
		t.Errorf("after half its life: %d refreshes, %v", b.refreshes, err)
	}
}

// TestRefreshFails keeps the token that there is, whatever comes back.
func TestRefreshFails(t *testing.T) {
	t.Parallel()
	reply := func(status int, kind, body string) func(http.ResponseWriter, []byte) {
		return func(w http.ResponseWriter, sent []byte) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(strings.ReplaceAll(body, "SENT", string(sent))))
		}
	}
	const json, html = "application/json", "text/html"
	tests := []struct {
		name  string
		reply func(http.ResponseWriter, []byte)
		check func(error) bool
		again int32 // how many requests two further calls make
	}{
		{"invalid grant", reply(403, json, `{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}`), is(auth.ErrSignInNeeded), 0},
		{"unauthorized client", reply(403, json, `{"error":"unauthorized_client","error_description":"refresh_token is invalid"}`), is(auth.ErrSignInNeeded), 0},
		{"invalid grant by the book", reply(400, json, `{"error":"invalid_grant"}`), is(auth.ErrSignInNeeded), 0},
		{"wrong client secret", reply(401, json, `{"error":"access_denied","error_description":"Unauthorized"}`), typed[*auth.ClientSecretError], 2},
		{"another refusal", reply(400, json, `{"error":"invalid_request","error_description":"no"}`), typed[*auth.RefusedError], 2},
		{"a proxy's 403", reply(403, html, `<html>SENT`), typed[*auth.UnavailableError], 2},
		{"a portal's 200", reply(200, html, `<html>SENT`), typed[*auth.UnavailableError], 2},
		{"half of the JSON", reply(200, json, `{"access_token":"half-of-a-token-that-nobody-may-see`), typed[*auth.UnavailableError], 2},
		{"not an object", reply(200, json, `null`), typed[*auth.UnavailableError], 2},
		{"no token", reply(200, json, `{}`), typed[*auth.UnavailableError], 2},
		{"too large", reply(200, json, `{"access_token":"`+strings.Repeat("a", 2<<20)+`"}`), typed[*auth.UnavailableError], 2},
		{"too many requests", reply(429, json, `{"error":"invalid_grant"}`), typed[*auth.UnavailableError], 2},
		{"fault of the service", reply(503, json, `{"error":"access_denied","error_description":"SENT"}`), typed[*auth.UnavailableError], 2},
		{"broken connection", func(http.ResponseWriter, []byte) { panic(http.ErrAbortHandler) }, typed[*auth.UnavailableError], 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			old := b.signedIn(-time.Minute)
			var requests atomic.Int32
			b.instead = func(w http.ResponseWriter, sent []byte) { requests.Add(1); test.reply(w, sent) }
			o := b.oauth()
			fails := func(err error) {
				t.Helper()
				if !test.check(b.note(err)) {
					t.Errorf("got %T %v", err, err)
				}
			}
			_, _, err := b.myself(o)
			fails(err)
			first := requests.Load()
			for range 2 {
				_, _, err := b.myself(o)
				fails(err)
			}
			if further := requests.Load() - first; further != test.again {
				t.Errorf("%d further requests, want %d", further, test.again)
			}
			if got := b.loaded(); got.RefreshToken != old.RefreshToken || got.AccessToken != old.AccessToken {
				t.Error("the old token is gone")
			}
			if strings.Contains(b.shown.String(), "half-of-a-token") {
				t.Error("shows half of a token")
			}
		})
	}
}

// TestRefreshFailsEarly goes on with a token that is still valid.
func TestRefreshFailsEarly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(4 * time.Minute)
	requests := 0
	b.instead = func(w http.ResponseWriter, _ []byte) { requests++; w.WriteHeader(http.StatusBadGateway) }
	o := b.oauth()
	for range 3 {
		if used, status, err := b.myself(o); err != nil || status != http.StatusOK || used != "Bearer "+old.AccessToken {
			t.Errorf("Jira says %d, %v", status, b.note(err))
		}
	}
	if requests != 1 {
		t.Errorf("%d attempts, want 1 for a while", requests)
	}
	b.clock.set(31 * time.Second)
	b.mu.Lock()
	b.instead = nil
	b.mu.Unlock()
	if used, _, err := b.myself(o); err != nil || used == "Bearer "+old.AccessToken {
		t.Errorf("half a minute later: still the old token, %v", err)
	}
}

func TestNoNetwork(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(-time.Minute)
	o := b.oauth()
	b.Close()
	_, _, err := b.myself(o)
	if failure, ok := errors.AsType[*auth.UnavailableError](b.note(err)); !ok || failure.Status != 0 || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
	if b.loaded().RefreshToken != old.RefreshToken {
		t.Error("the old token is gone")
	}
}

// TestSaveFails cannot keep a new token at first. It is not used, and not lost.
func TestSaveFails(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(-time.Minute)
	aside := b.path + ".aside"
	b.set(func() {
		b.noLeeway = true
		b.rotated = func() {
			if err := errors.Join(os.Rename(b.path, aside), os.Mkdir(b.path, 0o700)); err != nil {
				t.Error(err)
			}
		}
	})
	o := b.oauth()
	req := b.request(b.URL)
	if err := o.Sign(req); !typed[*tokenfile.FileError](b.note(err)) || req.Header.Get("Authorization") != "" {
		t.Fatalf("got %v", err)
	}
	if err := errors.Join(os.Remove(b.path), os.Rename(aside, b.path)); err != nil {
		t.Fatal(err)
	}
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK || b.refreshCount() != 1 {
		t.Errorf("Jira says %d, %v after %d refreshes", status, b.note(err), b.refreshCount())
	}
	if b.loaded().RefreshToken == old.RefreshToken {
		t.Error("the new token was not kept")
	}
}

// TestSignedOutMeanwhile does not bring back what somebody has deleted.
func TestSignedOutMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(time.Hour)
	o := b.oauth()
	if _, _, err := b.myself(o); err != nil {
		t.Fatal(err)
	}
	if err := b.openStore(nil).Delete(t.Context(), site); err != nil {
		t.Fatal(err)
	}
	_, _, err := b.myself(o)
	if failure, ok := errors.AsType[*auth.SignInError](b.note(err)); !ok || failure.Reason != auth.NotSignedIn {
		t.Errorf("got %v", err)
	}
}

// TestAnotherProgramWasFirst refreshes while a program that takes no lock does.
func TestAnotherProgramWasFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	other := auth.Token{}
	b.instead = func(w http.ResponseWriter, _ []byte) {
		access, refresh := b.pair()
		other = auth.Token{AccessToken: access, RefreshToken: refresh, ExpiresAt: b.clock.now().Add(time.Hour), CloudID: cloudID}
		b.writeFile(`{"` + site + `":{"accessToken":"` + access + `","refreshToken":"` + refresh + `","expiresAt":` + millis(other.ExpiresAt) + `,"cloudId":"` + cloudID + `"}}`)
		answer(w, http.StatusForbidden, map[string]any{"error": "invalid_grant"})
	}
	used, status, err := b.myself(b.oauth())
	if err != nil || status != http.StatusOK || used != "Bearer "+other.AccessToken {
		t.Errorf("Jira says %d, %v", status, b.note(err))
	}
}

func TestClockIsOff(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{time.Hour, -time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.signedIn(30 * time.Minute)
			b.clock.set(off)
			o := b.oauth()
			if off < 0 {
				b.revoke() // the token ends earlier than this clock says
			}
			client := &http.Client{Transport: signing{o, o.Transport(http.DefaultTransport)}}
			for range 3 {
				resp, err := client.Do(b.request(b.URL + "/ex/jira/" + cloudID + "/rest/api/3/myself"))
				if err != nil {
					t.Fatal(b.note(err))
				}
				if err := drain(resp); err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("Jira says %d, %v", resp.StatusCode, err)
				}
			}
			if b.refreshes != 1 {
				t.Errorf("%d refreshes, want 1", b.refreshes)
			}
		})
	}
}
