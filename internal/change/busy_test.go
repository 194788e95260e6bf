package change_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestBusy waits for a bulk request that is still running.
func TestBusy(t *testing.T) {
	t.Parallel()
	for times, want := range map[int]string{1: "done", 3: "done", 4: "not done"} {
		synctest.Test(t, func(t *testing.T) {
			s := newSim()
			s.AddFault(sim.Fault{Status: http.StatusConflict, Times: times, Match: isWrite})
			if err := act(t, s, "bulk"); state(err) != want {
				t.Errorf("%d conflicts: %v", times, err)
			}
		})
	}
}

// TestBusyForLong gives up after a while, however patient the settings are, and when
// the caller does.
func TestBusyForLong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		delay       time.Duration
		limit       time.Duration // of the caller; 0 for none
		least, most time.Duration
	}{
		{time.Minute, 0, 8 * time.Second, 15 * time.Second},
		{500 * time.Millisecond, 0, 8 * time.Second, 15 * time.Second},
		{time.Minute, 7 * time.Second, 7 * time.Second, 7 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSim()
			s.AddFault(sim.Fault{Status: http.StatusConflict, Match: isWrite})
			p := connect(t, s, func(o *tempo.Options) { o.MaxRetries, o.RetryDelay = 10, tt.delay })
			ctx := t.Context()
			if tt.limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, tt.limit)
				defer cancel()
			}
			began := time.Now()
			changes := []*change.Change{entry(), entry()}
			if _, err := change.Apply(ctx, p, changes); err != nil || state(changes[0].Err) != "not done" {
				t.Errorf("%v, %v", err, changes[0].Err)
			}
			if took := time.Since(began); took < tt.least || took > tt.most {
				t.Errorf("delay %s, limit %s: took %s, want %s to %s", tt.delay, tt.limit, took, tt.least, tt.most)
			}
		})
	}
}

// TestBusyWithItself does not send again what may be the very request that is still
// running: its answer was lost, and its effect comes late or never.
func TestBusyWithItself(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		late time.Duration // 0 for never
		want string
	}{{3 * time.Second, "done"}, {time.Minute, "missing"}, {0, "missing"}} {
		synctest.Test(t, func(t *testing.T) {
			s := newSim()
			s.AddFault(sim.Fault{Status: http.StatusConflict, Times: 1, Match: isWrite})
			p := connect(t, firstLost(t, s, tt.late), func(o *tempo.Options) { o.RetryDelay = 500 * time.Millisecond })
			changes := []*change.Change{entry(), entry()}
			apply(t, p, changes...)
			time.Sleep(time.Hour)
			for i, c := range changes {
				if got := state(c.Err); got != tt.want {
					t.Errorf("late by %s: change %d is %s, want %s: %v", tt.late, i, got, tt.want, c.Err)
				}
			}
			if n := len(s.Worklogs()); n > 2 {
				t.Errorf("late by %s: %d worklogs", tt.late, n)
			}
		})
	}
}

// firstLost breaks the connection of the first write, which has its effect later, or
// never when late is 0.
func firstLost(t *testing.T, s *sim.Sim, late time.Duration) http.RoundTripper {
	t.Helper()
	n := 0
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if !isWrite(req) {
			return s.RoundTrip(req)
		}
		if n++; n > 1 {
			return s.RoundTrip(req)
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		again := req.Clone(context.WithoutCancel(req.Context()))
		again.Body = io.NopCloser(bytes.NewReader(body))
		if late > 0 {
			time.AfterFunc(late, func() { effect(t, s, again) })
		}
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	})
}

// effect does what a request asks for, without faults.
func effect(t *testing.T, s *sim.Sim, req *http.Request) {
	t.Helper()
	s.ClearFaults()
	resp, err := s.RoundTrip(req)
	if err != nil {
		t.Error(err)
		return
	}
	_ = resp.Body.Close()
}

// TestLookSoon looks for a lost worklog after some seconds, however patient the
// settings are.
func TestLookSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSim()
		s.AddFault(sim.Fault{HangBefore: true, Match: isWrite})
		p := connect(t, s, func(o *tempo.Options) { o.RetryDelay = time.Minute })
		began := time.Now()
		c := entry()
		apply(t, p, c)
		if took := time.Since(began); state(c.Err) != "missing" || took > 46*time.Second {
			t.Errorf("took %s: %v", took, c.Err)
		}
	})
}
