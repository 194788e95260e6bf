package auth_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// faulty is a transport with a mistake in it: it panics with what it was to send.
type faulty struct{ mended atomic.Bool }

func (f *faulty) RoundTrip(req *http.Request) (*http.Response, error) {
	if f.mended.Load() {
		return http.DefaultTransport.RoundTrip(req)
	}
	time.Sleep(10 * time.Millisecond) // so that others join
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	panic(string(body))
}

// checkPanic looks for a panic that tells where it happened.
func (b *bench) checkPanic(err error) {
	b.t.Helper()
	p, ok := errors.AsType[*safe.PanicError](b.note(err))
	if !ok || !strings.Contains(err.Error(), "panic_test.go") {
		b.t.Errorf("got %v, want a PanicError", err)
		return
	}
	_, _ = b.shown.Write(p.Stack)
}

// TestRefreshPanics is an error of all who wait for the refresh, and of nobody after.
func TestRefreshPanics(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(-time.Minute)
	transport := &faulty{}
	b.app.Transport = transport
	o := b.oauth()
	var calls sync.WaitGroup
	for range 5 {
		calls.Go(func() {
			req := b.request(b.URL)
			err := o.Sign(req)
			b.checkPanic(err)
			if req.Header.Get("Authorization") != "" {
				t.Error("the request was signed all the same")
			}
		})
	}
	calls.Wait()
	if b.loaded().RefreshToken != old.RefreshToken {
		t.Error("the old token is gone")
	}
	transport.mended.Store(true)
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
		t.Errorf("afterwards Jira says %d, %v", status, b.note(err))
	}
}

// TestSignInPanics ends the sign-in for the browser and for who waits, and frees the
// port for the next one.
func TestSignInPanics(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	transport := &faulty{}
	b.app.Transport = transport
	o := b.oauth()
	first := b.begin(o)
	status, header, page := b.open(first.URL())
	if status != http.StatusBadRequest || !strings.Contains(page, "failed") || strings.Contains(page, "panic_test") {
		t.Errorf("the page says %d:\n%s", status, page)
	}
	checkPage(t, header, page)
	b.checkPanic(first.Wait(t.Context()))
	if !strings.Contains(b.shown.String(), "the sign-in panicked") {
		t.Error("the log does not tell")
	}
	transport.mended.Store(true)
	second := b.begin(o)
	b.open(second.URL())
	if err := second.Wait(t.Context()); err != nil {
		t.Errorf("the next sign-in: %v", b.note(err))
	}
}
