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
		time.Sleep(59 * time.Second)
		e := failure(t, write(t.Context(), client))
		if e.Status != 429 || e.RetryAfter != 541*time.Second || e.Reason != "jira-quota-tenant-based" || e.Unknown() || len(server.requests()) != 1 {
			t.Errorf("got %v and %d requests, want a 429 that ends in 541s and 1 request", e, len(server.requests()))
		}
		time.Sleep(541*time.Second + time.Second)
		if err := write(t.Context(), client); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

// all makes calls at the same time, and returns how many failed.
func all(t *testing.T, client *rest.Client, calls ...func(context.Context, *rest.Client) error) (failed int32) {
	t.Helper()
	var failures atomic.Int32
	var group sync.WaitGroup
	for _, call := range calls {
		group.Go(func() {
			if call(t.Context(), client) != nil {
				failures.Add(1)
			}
		})
	}
	group.Wait()
	return failures.Load()
}

// TestOneFindsOutThatAPauseIsOver sends one request a minute into a pause of an hour.
// When the service takes it, all others may go.
func TestOneFindsOutThatAPauseIsOver(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]step{"success": reply(200, `{"name":"x"}`), "refusal of another kind": reply(404, "")} {
		for _, call := range []func(context.Context, *rest.Client) error{read, find, write} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					slow := func(req *http.Request) (*http.Response, error) {
						time.Sleep(time.Second)
						return answer(req)
					}
					server := serve(reply(429, "", "Retry-After: 3600"), slow, reply(200, `{"name":"x"}`))
					client := newClient(t, server)
					_ = read(t.Context(), client)
					time.Sleep(time.Minute)
					start := time.Now()
					if failed := all(t, client, call, call, call, call); failed < 3 || len(server.requests()) != 2 {
						t.Errorf("%d of 4 calls failed, and %d requests were sent; want one request more", failed, len(server.requests()))
					}
					if waited := time.Since(start); waited != time.Second {
						t.Errorf("the others waited %s", waited)
					}
					if failed := all(t, client, read, write, find); failed > 0 {
						t.Errorf("%d calls failed after the pause has ended", failed)
					}
				})
			})
		}
	}
}

// TestAPauseGoesOn as long as the answers to the requests that find out say so, or
// say nothing.
func TestAPauseGoesOn(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]step{
		"429": reply(429, ""), "another time": reply(429, "", "Retry-After: 5"), "longer": reply(429, "", "Retry-After: 3600"),
		"503": reply(503, ""), "broken": fails(errReset), "redirect": reply(302, "", "Location: https://elsewhere.example"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := serve(reply(429, "", "Retry-After: 3600"), answer, answer, reply(200, `{"name":"x"}`))
				client := newClient(t, server, func(o *rest.Options) { o.MaxRetries = 1 })
				_ = read(t.Context(), client)
				start := time.Now()
				probed(t, client, server, start, time.Minute, 2)
				probed(t, client, server, start, 2*time.Minute, 3)
				time.Sleep(time.Second)
				if err := read(t.Context(), client); err != nil {
					t.Errorf("at last: %v", err)
				}
			})
		})
	}
}

// probed makes calls from a moment on, which all fail, and looks whether just one of
// them was sent within a minute.
func probed(t *testing.T, client *rest.Client, server *script, start time.Time, from time.Duration, requests int) {
	t.Helper()
	time.Sleep(from - time.Since(start))
	if failed := all(t, client, read, write, find); failed != 3 || len(server.requests()) != requests {
		t.Errorf("%d of 3 calls failed, and %d requests were sent; want %d", failed, len(server.requests()), requests)
	}
	time.Sleep(from + 59*time.Second - time.Since(start))
	if e := failure(t, read(t.Context(), client)); e.Status != 429 || e.RetryAfter < 50*time.Minute || len(server.requests()) != requests {
		t.Errorf("a minute later: got %v after %d requests, want %d", e, len(server.requests()), requests)
	}
}

// TestOnlyItsOwnCallsFindOut leaves a pause of one endpoint to calls of that endpoint.
func TestOnlyItsOwnCallsFindOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(reply(429, "", "Retry-After: 3600", "RateLimit-Reason: jira-burst-based"), reply(200, `{"name":"x"}`))
		client := newClient(t, server)
		_ = read(t.Context(), client)
		time.Sleep(30 * time.Second)
		if err := find(t.Context(), client); err != nil {
			t.Errorf("another endpoint: %v", err)
		}
		if e := failure(t, read(t.Context(), client)); e.Status != 429 {
			t.Errorf("got %v, want the pause", e)
		}
		time.Sleep(30 * time.Second)
		if err := read(t.Context(), client); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// TestCanceledProbe leaves it to the next minute to find out.
func TestCanceledProbe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(reply(429, "", "Retry-After: 3600"), hangs, reply(200, `{"name":"x"}`))
		client := newClient(t, server)
		_ = read(t.Context(), client)
		time.Sleep(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if e := failure(t, read(ctx, client)); e.Kind != rest.KindCanceled {
			t.Errorf("got %v, want it canceled", e)
		}
		if e := failure(t, read(t.Context(), client)); e.Status != 429 {
			t.Errorf("got %v, want the pause", e)
		}
		time.Sleep(time.Minute)
		if err := read(t.Context(), client); err != nil {
			t.Error(err)
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
