package rest_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

const megabyte = 1 << 20

// large answers with a JSON object of at least the given size, most of it space:
// text is slow to decode under the race detector.
func large(size int64, served *int64) step {
	return func(*http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"name":`), &filler{left: size, served: served}, strings.NewReader(`"x"}`))
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	}
}

// filler is a long run of spaces.
type filler struct {
	left   int64
	served *int64
}

var filling = bytes.Repeat([]byte(" "), megabyte)

func (f *filler) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(int64(len(p)), f.left)], filling)
	f.left -= int64(n)
	*f.served += int64(n)
	return n, nil
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	var served int64
	server := serve(large(100*megabyte, &served))
	client := newClient(t, server)
	var got result
	e := failure(t, client.Get(t.Context(), "/things", nil, &got))
	if e.Kind != rest.KindTooLarge || !strings.Contains(e.Error(), "more than 32 MB") || len(server.requests()) != 1 {
		t.Errorf("got %v after %d requests, want too large after 1", e, len(server.requests()))
	}
	if served > 34*megabyte {
		t.Errorf("%d MB were read", served/megabyte)
	}
	if e := failure(t, client.Write(t.Context(), http.MethodPost, "/things", nil, nil, &got)); !e.Unknown() {
		t.Errorf("write: got %v, want an unknown outcome", e)
	}
}

// TestAnnouncedBody reads nothing of a body that says itself that it is too large.
func TestAnnouncedBody(t *testing.T) {
	t.Parallel()
	var served int64
	announced := func(req *http.Request) (*http.Response, error) {
		resp, err := large(33*megabyte, &served)(req)
		resp.ContentLength = 33 * megabyte
		return resp, err
	}
	e := failure(t, newClient(t, serve(announced)).Get(t.Context(), "/things", nil, &result{}))
	if e.Kind != rest.KindTooLarge || served > megabyte {
		t.Errorf("got %v after %d bytes, want too large after next to none", e, served)
	}
}

func TestBodyWithinLimit(t *testing.T) {
	t.Parallel()
	var served int64
	var got result
	if err := newClient(t, serve(large(31*megabyte, &served))).Get(t.Context(), "/things", nil, &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "x" {
		t.Errorf("got %+v, want the name", got)
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		step step
		want string
	}{
		{"html by type", reply(200, "Sign in", "Content-Type: text/html; charset=utf-8"), "200 with an unreadable body: Sign in: HTML in place of JSON"},
		{"html by content", reply(200, "\n<!doctype html><title>Log in</title>", "Content-Type: application/json"), "200 with an unreadable body: Log in: HTML in place of JSON"},
		{"trailing value", reply(200, `{"name":"x"} {"name":"y"}`), "200 with an unreadable body: something follows the JSON value"},
		{"trailing text", reply(200, `{"name":"x"} oops`), "200 with an unreadable body: something follows the JSON value"},
		{"wrong type", reply(201, `{"name":1}`), "201 with an unreadable body: wrong type at \"/name\""},
		{"empty", reply(200, ``), "200 with an unreadable body: unexpected EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, serve(test.step), func(o *rest.Options) { o.MaxRetries = 0 })
			e := failure(t, read(t.Context(), client))
			if want := "Tempo: GET /things: " + test.want; !e.BadBody() || e.Error() != want {
				t.Errorf("got  %v\nwant %s", e, want)
			}
		})
	}
}

func TestGoodBodies(t *testing.T) {
	t.Parallel()
	breaksLater := func(*http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"name":"x"}`), brokenReader{})
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	}
	for name, step := range map[string]step{
		"plain":                  reply(200, `{"name":"x"}`),
		"space around":           reply(201, "\r\n {\"name\":\"x\"} \n\n"),
		"breaks after the value": breaksLater,
		"unusual type":           reply(200, `{"name":"x"}`, "Content-Type: text/plain"),
	} {
		var got result
		server := serve(step)
		if err := newClient(t, server).Get(t.Context(), "/things", nil, &got); err != nil || got.Name != "x" || len(server.requests()) != 1 {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}
