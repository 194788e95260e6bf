package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// outcome is what an error says about a call.
type outcome struct {
	Kind                               rest.Kind
	Status                             int
	NotSent, Unknown, Timeout, BadBody bool
}

func outcomeOf(e *rest.Error) outcome {
	return outcome{e.Kind, e.Status, e.NotSent(), e.Unknown(), e.Timeout(), e.BadBody()}
}

func TestWriteOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		step step
		want outcome
	}{
		{"400", reply(400, ""), outcome{Kind: rest.KindRefused, Status: 400}},
		{"409", reply(409, ""), outcome{Kind: rest.KindRefused, Status: 409}},
		{"429", reply(429, ""), outcome{Kind: rest.KindRefused, Status: 429}},
		{"408", reply(408, ""), outcome{Kind: rest.KindRefused, Status: 408, Unknown: true, Timeout: true}},
		{"500", reply(500, ""), outcome{Kind: rest.KindRefused, Status: 500, Unknown: true}},
		{"503", reply(503, ""), outcome{Kind: rest.KindRefused, Status: 503, Unknown: true}},
		{"504", reply(504, ""), outcome{Kind: rest.KindRefused, Status: 504, Unknown: true, Timeout: true}},
		{"524", reply(524, ""), outcome{Kind: rest.KindRefused, Status: 524, Unknown: true, Timeout: true}},
		{"redirect", reply(307, "", "Location: /elsewhere"), outcome{Kind: rest.KindRedirected, Status: 307}},
		{"reset", fails(errReset), outcome{Kind: rest.KindNoAnswer, Unknown: true}},
		{"refused connection", fails(errRefused), outcome{Kind: rest.KindNotSent, NotSent: true}},
		{"unknown host", fails(errNoHost), outcome{Kind: rest.KindNotSent, NotSent: true}},
		{"timeout", hangs, outcome{Kind: rest.KindTimeout, Unknown: true, Timeout: true}},
		{"half body", halfBody, outcome{Kind: rest.KindBadBody, Status: 200, Unknown: true, BadBody: true}},
		{"no end of body", slowBody, outcome{Kind: rest.KindTimeout, Status: 200, Unknown: true, Timeout: true}},
		{"web page", reply(200, "<html>", "Content-Type: text/html"), outcome{Kind: rest.KindBadBody, Status: 200, Unknown: true, BadBody: true}},
		{"no body", reply(204, ""), outcome{Kind: rest.KindBadBody, Status: 204, Unknown: true, BadBody: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := failure(t, write(t.Context(), newClient(t, serve(test.step))))
				if diff := cmp.Diff(test.want, outcomeOf(e)); diff != "" {
					t.Errorf("%v (-want +got):\n%s", e, diff)
				}
			})
		})
	}
}

func TestReadsAreNeverUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, step := range []step{reply(500, ""), fails(errReset), hangs, halfBody} {
			if e := failure(t, find(t.Context(), newClient(t, serve(step)))); e.Unknown() {
				t.Errorf("%v is unknown", e)
			}
		}
	})
}

func TestWriteWithoutOutput(t *testing.T) {
	t.Parallel()
	remove := func(step step) error {
		return newClient(t, serve(step)).Write(t.Context(), http.MethodDelete, "/things/1", nil, nil, nil)
	}
	for _, status := range []int{200, 202, 204} {
		if err := remove(reply(status, "")); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
	if e := failure(t, remove(reply(200, "<!doctype html><title>Sign in</title>"))); !e.BadBody() || !e.Unknown() {
		t.Errorf("web page: got %v, want an unknown outcome", e)
	}
}

func TestWriteIsNotCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(req *http.Request) (*http.Response, error) {
			select {
			case <-req.Context().Done():
				return nil, req.Context().Err()
			case <-time.After(10 * time.Second):
				return reply(200, `{"name":"written"}`)(req)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var got result
		if err := newClient(t, serve(slow)).Write(ctx, http.MethodPost, "/things", nil, nil, &got); err != nil || got.Name != "written" {
			t.Errorf("got %+v, %v; want the answer although the caller gave up", got, err)
		}
	})
}

func TestCanceledWriteIsNotSent(t *testing.T) {
	t.Parallel()
	server := serve(reply(200, `{}`))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := failure(t, write(ctx, newClient(t, server)))
	if !e.NotSent() || e.Unknown() || !errors.Is(e, context.Canceled) || len(server.requests()) != 0 {
		t.Errorf("got %v and %d requests, want not sent", e, len(server.requests()))
	}
}

func TestTimeoutPerAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(hangs, reply(200, `{"name":"x"}`))
		start := time.Now()
		err := read(t.Context(), newClient(t, server, func(o *rest.Options) { o.Timeout = 2 * time.Second }))
		if waited := time.Since(start); err != nil || waited < 2*time.Second || waited > 2700*time.Millisecond {
			t.Errorf("got %v after %s, want success after the timeout and the first wait", err, waited)
		}
	})
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		step step
		want string
	}{
		{"words", reply(403, `{"errors":[{"message":"Period is closed"}]}`), "Tempo: POST /things: 403 Forbidden: Period is closed"},
		{"several", reply(400, `{"errors":[{"message":"a"},{"message":"b"}]}`), "Tempo: POST /things: 400 Bad Request: a; b"},
		{"wordless", reply(401, ""), "Tempo: POST /things: 401 Unauthorized"},
		{"unnamed status", reply(524, ""), "Tempo: POST /things: 524"},
		{"redirect", reply(302, "", "Location: https://login.example.com/x?token=1"), "Tempo: POST /things: 302 points to https://login.example.com, which was not followed"},
		{"relative redirect", reply(301, "", "Location: /4/other"), "Tempo: POST /things: 301 points to https://api.example.com, which was not followed"},
		{"redirect to nowhere", reply(302, ""), "Tempo: POST /things: 302 points to nowhere, which was not followed"},
		{"broken", fails(errReset), "Tempo: POST /things: connection broken: read: connection reset by peer"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := write(t.Context(), newClient(t, serve(test.step))).Error(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestErrorHidesQueryAndSecrets(t *testing.T) {
	t.Parallel()
	echo := fmt.Errorf("malformed answer: Authorization: Bearer %s", token)
	client := newClient(t, serve(fails(echo)), func(o *rest.Options) { o.MaxRetries = 0 })
	err := client.Get(t.Context(), "/users", map[string][]string{"query": {"person@example.com"}}, nil)
	if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, token) || strings.Contains(text, "person") {
		t.Errorf("shows the query or the token: %s", text)
	}
}

func TestSigningFails(t *testing.T) {
	t.Parallel()
	server := serve(reply(200, `{}`))
	errSignedOut := errors.New("signed out")
	client, err := rest.New("Jira", "https://api.example.com", func(*http.Request) error { return errSignedOut },
		rest.Options{Transport: server, MaxRetries: 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func(context.Context, *rest.Client) error{"read": read, "write": write} {
		e := failure(t, call(t.Context(), client))
		if !e.NotSent() || e.Unknown() || !errors.Is(e, errSignedOut) {
			t.Errorf("%s: got %v, want not sent because signed out", name, e)
		}
	}
	if n := len(server.requests()); n > 0 {
		t.Errorf("%d requests were sent unsigned", n)
	}
}
