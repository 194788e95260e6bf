package rest_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// explosive is an output that cannot be decoded and a body that cannot be encoded.
type explosive struct{}

func (explosive) UnmarshalJSON([]byte) error   { panic("decoder") }
func (explosive) MarshalJSON() ([]byte, error) { panic("encoder") }

// panics breaks the exchange in the worst way.
func panics(*http.Request) (*http.Response, error) { panic("transport") }

// panickingBody is an answer whose body cannot be read.
func panickingBody(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: panickingReader{}}, nil
}

type panickingReader struct{}

func (panickingReader) Read([]byte) (int, error) { panic("body") }
func (panickingReader) Close() error             { return nil }

// TestPanics has every part of a call panic, more often than there are slots.
func TestPanics(t *testing.T) {
	t.Parallel()
	good := reply(http.StatusOK, `{"name":"x"}`)
	tests := []struct {
		name string
		step step
		sign rest.Sign
		body any
		out  any
	}{
		{"transport", panics, bearer, map[string]int{}, &result{}},
		{"body", panickingBody, bearer, map[string]int{}, &result{}},
		{"decoder", good, bearer, map[string]int{}, &explosive{}},
		{"encoder", good, bearer, struct{ E explosive }{}, &result{}},
		{"signer", good, func(*http.Request) error { panic("signer") }, map[string]int{}, &result{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			failing := true
			sign := func(req *http.Request) error {
				if !failing {
					return bearer(req)
				}
				return test.sign(req)
			}
			server := serve(test.step, test.step, test.step, test.step, test.step, test.step, good)
			client, err := rest.New("Tempo", "https://api.example.com", sign, rest.Options{Transport: server, MaxRetries: 3, MaxConcurrency: 1})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				isPanic(t, client.Search(t.Context(), "/things/search", nil, test.body, test.out), test.name)
				isPanic(t, client.Write(t.Context(), http.MethodPost, "/things", nil, test.body, test.out), test.name)
			}
			failing, server.steps = false, []step{good}
			if err := errors.Join(read(t.Context(), client), write(t.Context(), client)); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// isPanic asserts that err is a panic with the value, and that a write may have
// been sent.
func isPanic(t *testing.T, err error, value string) {
	t.Helper()
	e := failure(t, err)
	p, ok := errors.AsType[*safe.PanicError](err)
	if !ok || p.Value != value || e.Kind != rest.KindPanic || e.Unknown() != e.IsWrite() || e.NotSent() || e.Timeout() {
		t.Errorf("got %v, want a panic of the %s", err, value)
	}
}

func TestPanicHidesCredentials(t *testing.T) {
	t.Parallel()
	echo := func(req *http.Request) (*http.Response, error) { panic(req.Header.Get("Authorization")) }
	e := failure(t, read(t.Context(), newClient(t, serve(echo))))
	if e.Kind != rest.KindPanic || strings.Contains(e.Error(), token) {
		t.Errorf("got %v, want a panic without the token", e)
	}
}
