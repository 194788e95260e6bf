package rest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// hanging never answers.
type hanging struct{ sent int }

// RoundTrip implements [http.RoundTripper].
func (h *hanging) RoundTrip(req *http.Request) (*http.Response, error) {
	h.sent++
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// TestWithin bounds a write so that a look at its outcome fits into the time of its call,
// and does not begin it when too little is left. Reads may take all of the time.
func TestWithin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		write   bool
		before  time.Duration // of the call's 50 s
		took    time.Duration
		tooLate bool
	}{
		{"write at once", true, 0, 30 * time.Second, false},
		{"write later", true, 20 * time.Second, 20 * time.Second, false},
		{"write just in time", true, 35 * time.Second, 5 * time.Second, false},
		{"write too late", true, 36 * time.Second, 0, true},
		{"read", false, 36 * time.Second, 14 * time.Second, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := &hanging{}
			c, err := rest.New("Tempo", "https://api.tempo.io/4", nil, rest.Options{Transport: h, MaxRetries: 3})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := rest.Within(t.Context(), 50*time.Second)
			defer cancel()
			time.Sleep(tt.before)
			began := time.Now()
			if tt.write {
				err = c.Write(ctx, http.MethodPost, "/worklogs", nil, nil, nil)
			} else {
				err = c.Get(ctx, "/worklogs", nil, nil)
			}
			if took := time.Since(began); took != tt.took || errors.Is(err, rest.ErrTooLate) != tt.tooLate || h.sent > 0 == tt.tooLate {
				t.Errorf("%s: took %s, want %s: %v", tt.name, took, tt.took, err)
			}
			var e *rest.Error
			if !errors.As(err, &e) || e.Unknown() == (tt.tooLate || !tt.write) {
				t.Errorf("%s: %v", tt.name, err)
			}
		})
	}
}

// TestOutlasting goes on without the caller, but not beyond the time of the call.
func TestOutlasting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := rest.Within(t.Context(), 50*time.Second)
		cancel()
		on, stop := rest.Outlasting(ctx)
		defer stop()
		if ctx.Err() == nil || on.Err() != nil {
			t.Errorf("%v, %v", ctx.Err(), on.Err())
		}
		time.Sleep(51 * time.Second)
		if !errors.Is(on.Err(), context.DeadlineExceeded) {
			t.Errorf("%v", on.Err())
		}
	})
}
