package rest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Ways to use a client that differ in what is repeated.
var (
	read = func(ctx context.Context, c *rest.Client) error { return c.Get(ctx, "/things", nil, &result{}) }
	find = func(ctx context.Context, c *rest.Client) error {
		return c.Search(ctx, "/things/search", nil, map[string]int{}, &result{})
	}
	write = func(ctx context.Context, c *rest.Client) error {
		return c.Write(ctx, http.MethodPost, "/things", nil, map[string]int{}, &result{})
	}
)

var (
	errReset   = &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	errRefused = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	errNoHost  = &net.DNSError{Err: "no such host", Name: "api.example.com", IsNotFound: true}
	errNoDNS   = &net.DNSError{Err: "server misbehaving", Name: "api.example.com", IsTemporary: true}
)

// halfBody announces more than comes.
func halfBody(*http.Request) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader(`{"name":`), brokenReader{})
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errReset }

// slowBody never ends.
func slowBody(req *http.Request) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader(`{"name":`), untilDone{req.Context()})
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
}

type untilDone struct{ ctx context.Context } //nolint:containedctx // a body that ends with its request

func (u untilDone) Read([]byte) (int, error) {
	<-u.ctx.Done()
	return 0, u.ctx.Err()
}

func TestRetries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                string
		step                step
		reads, finds, writs int // requests until the call gives up or succeeds
	}{
		{"429", reply(429, ""), 4, 4, 4},
		{"502", reply(502, ""), 4, 4, 1},
		{"503", reply(503, ""), 4, 4, 1},
		{"503 with retry-after", reply(503, "", "Retry-After: 1"), 4, 4, 1},
		{"504", reply(504, ""), 4, 4, 1},
		{"500", reply(500, ""), 1, 1, 1},
		{"400", reply(400, ""), 1, 1, 1},
		{"404", reply(404, ""), 1, 1, 1},
		{"reset", fails(errReset), 4, 4, 1},
		{"eof", fails(io.ErrUnexpectedEOF), 4, 4, 1},
		{"refused connection", fails(errRefused), 4, 4, 4},
		{"no name server", fails(errNoDNS), 4, 4, 4},
		{"unknown host", fails(errNoHost), 1, 1, 1},
		{"timeout", hangs, 4, 4, 1},
		{"half body", halfBody, 4, 4, 1},
		{"body without end", slowBody, 4, 4, 1},
		{"cut body", reply(200, `{"name":"x`), 4, 4, 1},
		{"empty body", reply(200, ``), 4, 4, 1},
		{"garbled body", reply(200, `{"name"?`), 4, 4, 1},
		{"wrong type", reply(200, `{"name":1}`), 1, 1, 1},
		{"trailing garbage", reply(200, `{"name":"x"}{`), 1, 1, 1},
		{"web page", reply(200, `<html>sign in</html>`), 1, 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				calls := []struct {
					name string
					call func(context.Context, *rest.Client) error
					want int
				}{{"get", read, test.reads}, {"search", find, test.finds}, {"write", write, test.writs}}
				for _, call := range calls {
					server := serve(test.step)
					if err := call.call(t.Context(), newClient(t, server)); err == nil {
						t.Errorf("%s: no error", call.name)
					}
					if got := len(server.requests()); got != call.want {
						t.Errorf("%s: got %d requests, want %d", call.name, got, call.want)
					}
				}
			})
		})
	}
}

func TestRetrySucceeds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(fails(errReset), reply(503, ""), reply(200, `{"name":"x"}`))
		var got result
		if err := newClient(t, server).Get(t.Context(), "/things", nil, &got); err != nil || got.Name != "x" {
			t.Errorf("got %+v, %v", got, err)
		}
		server = serve(reply(429, ""), fails(errRefused), reply(200, `{"name":"x"}`))
		if err := write(t.Context(), newClient(t, server)); err != nil {
			t.Errorf("write: %v", err)
		}
		if first, last := server.requests()[0].body, server.requests()[2].body; first != "{}" || last != "{}" {
			t.Errorf("bodies %q and %q, want {} each time", first, last)
		}
	})
}

func TestNoRetries(t *testing.T) {
	t.Parallel()
	server := serve(reply(503, ""))
	if err := read(t.Context(), newClient(t, server, func(o *rest.Options) { o.MaxRetries = 0 })); err == nil {
		t.Error("no error")
	}
	if got := len(server.requests()); got != 1 {
		t.Errorf("got %d requests, want 1", got)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(reply(503, ""))
		_ = read(t.Context(), newClient(t, server, func(o *rest.Options) { o.RetryDelay = 400 * time.Millisecond }))
		requests := server.requests()
		for i, want := range []time.Duration{400 * time.Millisecond, 800 * time.Millisecond, 1600 * time.Millisecond} {
			got := requests[i+1].after - requests[i].after
			if got < want*3/4 || got > want*5/4 {
				t.Errorf("wait %d: got %s, want %s ± 25 %%", i+1, got, want)
			}
		}
	})
}

func TestJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		waits := map[time.Duration]bool{}
		for range 20 {
			server := serve(reply(503, ""), reply(200, `{"name":"x"}`))
			if err := read(t.Context(), newClient(t, server)); err != nil {
				t.Fatal(err)
			}
			waits[server.requests()[1].after] = true
		}
		if len(waits) < 2 {
			t.Errorf("20 retries waited equally long: %v", waits)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const date = "Date: Sat, 21 Nov 2026 10:00:00 GMT"
	tests := []struct {
		name    string
		status  int
		headers []string
		low     time.Duration
		high    time.Duration
	}{
		{"seconds", 429, []string{"Retry-After: 7"}, 7 * time.Second, 7500 * time.Millisecond},
		{"limit", 429, []string{"Retry-After: 60"}, 60 * time.Second, 60500 * time.Millisecond},
		{"seconds with 503", 503, []string{"Retry-After: 7"}, 7 * time.Second, 7 * time.Second},
		{"date", 429, []string{date, "Retry-After: Sat, 21 Nov 2026 10:00:09 GMT"}, 9 * time.Second, 9500 * time.Millisecond},
		{"date by our clock", 503, []string{"Retry-After: Sat, 01 Jan 2000 00:00:09 GMT"}, 9 * time.Second, 9 * time.Second},
		{"past date", 503, []string{date, "Retry-After: Sat, 21 Nov 2026 09:00:00 GMT"}, 375 * time.Millisecond, 625 * time.Millisecond},
		{"reset", 429, []string{date, "X-RateLimit-Reset: 2026-11-21T10:00:30Z"}, 30 * time.Second, 30500 * time.Millisecond},
		{"reset without seconds", 429, []string{date, "X-RateLimit-Reset: 2026-11-21T10:01Z"}, 60 * time.Second, 60500 * time.Millisecond},
		{"retry-after wins", 429, []string{date, "Retry-After: 3", "X-RateLimit-Reset: 2026-11-21T10:00:30Z"}, 3 * time.Second, 3500 * time.Millisecond},
		{"reset of a quota after a burst", 429, []string{date, "RateLimit-Reason: jira-burst-based", "X-RateLimit-Reset: 2026-11-21T10:59:00Z"}, time.Second, 1750 * time.Millisecond},
		{"nothing", 429, nil, time.Second, 1750 * time.Millisecond},
		{"nonsense", 429, []string{"Retry-After: soon", "X-RateLimit-Reset: later"}, time.Second, 1750 * time.Millisecond},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := serve(reply(test.status, "", test.headers...), reply(200, `{"name":"x"}`))
				if err := read(t.Context(), newClient(t, server)); err != nil {
					t.Fatal(err)
				}
				if got := server.requests()[1].after; got < test.low || got > test.high {
					t.Errorf("waited %s, want %s to %s", got, test.low, test.high)
				}
			})
		})
	}
}

func TestRetryAfterTooLong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		status  int
		headers []string
		want    time.Duration
	}{
		{"429", 429, []string{"Retry-After: 61"}, 61 * time.Second},
		{"503", 503, []string{"Retry-After: 3600"}, time.Hour},
		{"quota", 429, []string{"Date: Sat, 21 Nov 2026 10:20:00 GMT", "RateLimit-Reason: jira-quota-tenant-based", "X-RateLimit-Reset: 2026-11-21T11:00Z"}, 40 * time.Minute},
		{"absurd", 429, []string{"Retry-After: 2000000000"}, 24 * time.Hour},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := serve(reply(test.status, "", test.headers...))
				start := time.Now()
				e := failure(t, read(t.Context(), newClient(t, server)))
				if e.RetryAfter != test.want || e.Status != test.status {
					t.Errorf("got status %d, retry after %s; want %d, %s", e.Status, e.RetryAfter, test.status, test.want)
				}
				if !strings.Contains(e.Error(), "try again in "+rest.Human(test.want)+")") {
					t.Errorf("%q does not say when to try again", e.Error())
				}
				if waited := time.Since(start); waited != 0 || len(server.requests()) != 1 {
					t.Errorf("waited %s and sent %d requests, want none and 1", waited, len(server.requests()))
				}
			})
		})
	}
}

func TestCancelWhileWaiting(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *rest.Client) error{"read": read, "write": write} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := serve(reply(429, `{"message":"slow down"}`, "Retry-After: 50"))
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				start := time.Now()
				e := failure(t, call(ctx, newClient(t, server)))
				if waited := time.Since(start); waited != 3*time.Second {
					t.Errorf("waited %s, want 3s", waited)
				}
				if !errors.Is(e, context.DeadlineExceeded) || e.Unknown() || !strings.Contains(e.Error(), "slow down") {
					t.Errorf("got %v; want the end of the context, the refusal, and a known outcome", e)
				}
			})
		})
	}
}

func TestCanceledReadIsNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(hangs)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		e := failure(t, read(ctx, newClient(t, server)))
		if e.Kind != rest.KindCanceled || !errors.Is(e, context.Canceled) || e.Timeout() {
			t.Errorf("got %v (kind %d), want canceled", e, e.Kind)
		}
		if got := len(server.requests()); got != 1 {
			t.Errorf("got %d requests, want 1", got)
		}
	})
}

func TestAnswerBeforeCancelCounts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := serve(func(req *http.Request) (*http.Response, error) {
		cancel()
		return reply(404, "")(req)
	})
	if e := failure(t, read(ctx, newClient(t, server))); e.Status != http.StatusNotFound {
		t.Errorf("got %v, want the 404 that came", e)
	}
}
