package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	if _, _, err := b.myself(o); !errors.Is(b.note(err), auth.ErrSignInNeeded) {
		t.Fatalf("before: got %v, want ErrSignInNeeded", err)
	}
	signIn := b.begin(o)
	status, header, page := b.open(signIn.URL())
	if status != http.StatusOK || !strings.Contains(page, "Signed in") {
		t.Errorf("the page says %d:\n%s", status, page)
	}
	checkPage(t, header, page)
	if err := signIn.Wait(t.Context()); err != nil {
		t.Fatal(b.note(err))
	}
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
		t.Errorf("after: Jira says %d, %v", status, b.note(err))
	}
	got := b.loaded()
	if diff := cmp.Diff(auth.Scopes(), got.Scopes); diff != "" || got.CloudID != cloudID {
		t.Errorf("cloud id %q, scopes (-want +got):\n%s", got.CloudID, diff)
	}
	if b.lookups != 1 || b.exchanges != 1 || b.refreshes != 0 {
		t.Errorf("%d look-ups, %d exchanges, %d refreshes", b.lookups, b.exchanges, b.refreshes)
	}
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(b.app.CallbackPort))
	if err == nil {
		t.Errorf("the port is still open, %v", conn.Close())
	}
}

// TestSignInFile pins the file that the TypeScript server reads too.
func TestSignInFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	signIn := b.begin(b.oauth())
	b.open(signIn.URL())
	if err := signIn.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]map[string]any
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	entry := file[site]
	for _, field := range []string{"accessToken", "refreshToken", "cloudId"} {
		if text, _ := entry[field].(string); text == "" {
			t.Errorf("%s is %v", field, entry[field])
		}
	}
	expires, _ := entry["expiresAt"].(float64)
	if left := time.UnixMilli(int64(expires)).Sub(b.clock.now()); left < 59*time.Minute || left > time.Hour {
		t.Errorf("expires in %v", left)
	}
}

func TestSignInShared(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	var mu sync.Mutex
	urls := map[string]bool{}
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() {
			signIn, err := o.Begin(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			urls[signIn.URL()] = true
			mu.Unlock()
		})
	}
	calls.Wait()
	if len(urls) != 1 {
		t.Fatalf("%d sign-ins were begun, want 1", len(urls))
	}
	first := b.begin(o)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(t.Context()); !errors.Is(err, auth.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
	if b.begin(o).URL() == first.URL() {
		t.Error("a new sign-in has the address of the old one")
	}
}

// TestSignInAgainAtOnce begins anew while the old sign-in still sees its guests out.
func TestSignInAgainAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	first := b.begin(o)
	guest, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(b.app.CallbackPort))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = guest.Close() }()
	b.open(b.callback(first, url.Values{"error": {"access_denied"}}))
	second := b.begin(o)
	if second.URL() == first.URL() {
		t.Fatal("the address of a sign-in that has ended was given out")
	}
	b.open(second.URL())
	if err := second.Wait(t.Context()); err != nil {
		t.Error(b.note(err))
	}
}

func TestSignInOutlivesItsCall(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	ctx, cancel := context.WithCancel(t.Context())
	signIn, err := o.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := signIn.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the caller's end", err)
	}
	b.open(signIn.URL())
	if err := signIn.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSignInTimeout(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.app.Patience = 50 * time.Millisecond
	o := b.oauth()
	if err := b.begin(o).Wait(t.Context()); !errors.Is(err, auth.ErrTimeout) {
		t.Errorf("got %v, want ErrTimeout", err)
	}
	if b.app.Patience = 0; auth.DefaultPatience != 5*time.Minute {
		t.Errorf("waits for %v", auth.DefaultPatience)
	}
	if signIn := b.begin(o); signIn == nil { // the port is free again
		t.Error("no second sign-in")
	}
}

func TestSignInAfterClose(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	signIn := b.begin(o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if err := signIn.Wait(t.Context()); !errors.Is(err, auth.ErrClosed) {
		t.Errorf("got %v", err)
	}
	if _, err := o.Begin(t.Context()); !errors.Is(err, auth.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func hasAddress(host string) bool {
	l, err := net.Listen("tcp", host+":0")
	return err == nil && l.Close() == nil
}

func TestPortBusy(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1", "[::1]"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			l, err := net.Listen("tcp", host+":"+strconv.Itoa(b.app.CallbackPort))
			if err != nil {
				if host == "[::1]" && !hasAddress(host) {
					t.Skip("this computer has no IPv6, so nobody can have taken the port there")
				}
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			_, err = b.oauth().Begin(t.Context())
			busy, ok := errors.AsType[*auth.PortError](b.note(err))
			if !ok || !busy.Busy || !strings.Contains(err.Error(), strconv.Itoa(b.app.CallbackPort)) {
				t.Fatalf("got %v, want a PortError that names the port", err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := b.oauth().Begin(t.Context()); err != nil {
				t.Errorf("when the port is free again: %v", err)
			}
		})
	}
}

// TestSiteIsLookedUpLater signs in while the look-up does not work.
func TestSiteIsLookedUpLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.unavailable = func(w http.ResponseWriter, path string) bool {
		down := strings.HasSuffix(path, "accessible-resources")
		if down {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return down
	}
	o := b.oauth()
	signIn := b.begin(o)
	if status, _, _ := b.open(signIn.URL()); status != http.StatusOK {
		t.Errorf("the page says %d", status)
	}
	if err := signIn.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := o.BaseURL(t.Context()); !typed[*auth.UnavailableError](b.note(err)) {
		t.Errorf("got %v", err)
	}
	b.mu.Lock()
	b.unavailable = nil
	b.mu.Unlock()
	want := b.URL + "/ex/jira/" + cloudID
	for range 2 {
		if got, err := o.BaseURL(t.Context()); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if b.lookups != 1 {
		t.Errorf("looked up %d times, want once", b.lookups)
	}
}

// TestNothingBeginsThatCannotBeKept asks nobody to sign in for nothing.
func TestNothingBeginsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(b *bench) error
		want  tokenfile.Problem
	}{
		{"a file in place of the folder", func(b *bench) error { return os.WriteFile(b.dir, nil, 0o600) }, tokenfile.NotFolder},
		{"a folder in place of the file", func(b *bench) error { return os.MkdirAll(b.path, 0o700) }, tokenfile.IsFolder},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if err := test.spoil(b); err != nil {
				t.Fatal(err)
			}
			_, err := b.oauth().Begin(t.Context())
			failure, ok := errors.AsType[*tokenfile.FileError](b.note(err))
			if !ok || failure.Problem != test.want {
				t.Errorf("got %v, want one that %s", err, test.want)
			}
			if info, err := os.Stat(b.path); err == nil && info.Mode().IsRegular() {
				t.Error("a file was written")
			}
		})
	}
}

func (b *bench) begin(o *auth.OAuth) *auth.SignIn {
	b.t.Helper()
	signIn, err := o.Begin(b.t.Context())
	if err != nil {
		b.t.Fatal(b.note(err))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.issued = append(b.issued, stateOf(b.t, signIn))
	return signIn
}

// callback is the address that a browser is sent back to.
func (b *bench) callback(signIn *auth.SignIn, query url.Values) string {
	b.t.Helper()
	q := url.Values{"state": {stateOf(b.t, signIn)}}
	maps.Copy(q, query)
	return b.app.CallbackURL() + "?" + q.Encode()
}

func stateOf(t *testing.T, signIn *auth.SignIn) string {
	t.Helper()
	u, err := url.Parse(signIn.URL())
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

// checkPage looks at what every page must have.
func checkPage(t *testing.T, header http.Header, page string) {
	t.Helper()
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	policy := header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
	for _, bad := range []string{"<script", "<img", "\x1b", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q:\n%s", bad, page)
		}
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func typed[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
