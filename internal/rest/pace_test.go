package rest_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// gauge is a server that takes a second for each request and remembers how
// many it had at once.
type gauge struct {
	now, most atomic.Int32
}

func (g *gauge) RoundTrip(req *http.Request) (*http.Response, error) {
	now := g.now.Add(1)
	defer g.now.Add(-1)
	for most := g.most.Load(); now > most && !g.most.CompareAndSwap(most, now); most = g.most.Load() {
	}
	time.Sleep(time.Second)
	return reply(200, `{"name":"x"}`)(req)
}

func TestConcurrency(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		call    func(context.Context, *rest.Client) error
		setting int
		want    int32
	}{
		{"writes", write, 3, 3},
		{"reads", read, 3, 6},
		{"searches", find, 3, 6},
		{"writes by default", write, 0, 4},
		{"reads by default", read, 0, 8},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &gauge{}
				client := newClient(t, server, func(o *rest.Options) { o.MaxConcurrency = test.setting })
				var group sync.WaitGroup
				for range 20 {
					group.Go(func() {
						if err := test.call(t.Context(), client); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
				if got := server.most.Load(); got != test.want {
					t.Errorf("got %d at once, want %d", got, test.want)
				}
			})
		})
	}
}

func TestQueueEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, serve(hangs), func(o *rest.Options) { o.MaxConcurrency = 1 })
		var group sync.WaitGroup
		group.Go(func() { _ = write(t.Context(), client) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		e := failure(t, write(ctx, client))
		if waited := time.Since(start); waited != time.Second || !e.NotSent() || !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("got %v after %s, want not sent after 1s", e, waited)
		}
		group.Wait()
	})
}

func TestPauses(t *testing.T) {
	t.Parallel()
	const pause = 20 * time.Second
	tests := []struct {
		name, reason string
		path         string
		wait         bool
	}{
		{"quota", "jira-quota-global-based", "/other", true},
		{"unknown reason", "jira-cost-based", "/other", true},
		{"no reason", "", "/other", true},
		{"burst, other endpoint", "jira-burst-based", "/other/ABC-1", false},
		{"burst, same endpoint", "jira-burst-based", "/issue/ABC-2", true},
		{"one issue", "jira-per-issue-on-write", "/issue/ABC-2", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := serve(reply(429, "", "Retry-After: 20", "RateLimit-Reason: "+test.reason), reply(200, `{"name":"x"}`))
				client := newClient(t, server)
				var group sync.WaitGroup
				group.Go(func() {
					if err := client.Get(t.Context(), "/issue/ABC-1", nil, nil); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait()
				start := time.Now()
				if err := client.Get(t.Context(), test.path, nil, nil); err != nil {
					t.Error(err)
				}
				waited := time.Since(start)
				if test.wait && (waited < pause || waited > pause+time.Second) || !test.wait && waited != 0 {
					t.Errorf("waited %s; want the pause: %t", waited, test.wait)
				}
				group.Wait()
			})
		})
	}
}

func TestPauseReachesQueuedCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return reply(429, "", "Retry-After: 10")(req)
		}
		server := serve(slow, reply(200, `{"name":"x"}`))
		client := newClient(t, server, func(o *rest.Options) { o.MaxConcurrency = 1 })
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				if err := write(t.Context(), client); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for _, r := range server.requests()[1:] {
			if r.after < 11*time.Second {
				t.Errorf("a request went out %s after the first, into the pause", r.after)
			}
		}
	})
}

func TestLongPauseFailsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(reply(429, "", "Retry-After: 600", "RateLimit-Reason: jira-quota-tenant-based"), reply(200, `{"name":"x"}`))
		client := newClient(t, server, func(o *rest.Options) { o.Now = nil }) // the system's clock
		_ = read(t.Context(), client)
		time.Sleep(4 * time.Minute)
		e := failure(t, write(t.Context(), client))
		if e.Status != 429 || e.RetryAfter != 6*time.Minute || e.Reason != "jira-quota-tenant-based" || e.Unknown() || len(server.requests()) != 1 {
			t.Errorf("got %v and %d requests, want a 429 that ends in 6m and 1 request", e, len(server.requests()))
		}
		time.Sleep(6*time.Minute + time.Second)
		if err := write(t.Context(), client); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestPauseEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(reply(429, "", "Retry-After: 30"))
		client := newClient(t, server, func(o *rest.Options) { o.MaxRetries = 0 })
		_ = read(t.Context(), client)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		e := failure(t, write(ctx, client))
		if waited := time.Since(start); waited != time.Second || !e.NotSent() {
			t.Errorf("got %v after %s, want not sent after 1s", e, waited)
		}
	})
}

// TestPauseThatEndsLastCounts has a short pause begin shortly before a long one
// ends.
func TestPauseThatEndsLastCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late := func(req *http.Request) (*http.Response, error) {
			time.Sleep(570 * time.Second)
			return reply(429, "", "Retry-After: 300", "RateLimit-Reason: second")(req)
		}
		server := serve(late, reply(429, "", "Retry-After: 600", "RateLimit-Reason: first"), reply(200, `{"name":"x"}`))
		client := newClient(t, server, func(o *rest.Options) { o.Timeout, o.MaxRetries = time.Hour, 0 })
		var group sync.WaitGroup
		group.Go(func() { _ = read(t.Context(), client) })
		synctest.Wait()
		_ = read(t.Context(), client)
		group.Wait()
		time.Sleep(5 * time.Second)
		start := time.Now()
		e := failure(t, read(t.Context(), client))
		if waited := time.Since(start); waited != 0 || e.RetryAfter != 295*time.Second || e.Reason != "second" {
			t.Errorf("got %v after %s, want at once the pause that ends in 295s", e, waited)
		}
		time.Sleep(295*time.Second + time.Millisecond)
		if err := read(t.Context(), client); err != nil {
			t.Errorf("after both pauses: %v", err)
		}
	})
}
