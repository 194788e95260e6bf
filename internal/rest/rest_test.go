package rest_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

const token = "sekrit-token-0815"

// step is what the server does with one request.
type step func(*http.Request) (*http.Response, error)

// script is a server that takes one step for each request and repeats the
// last one.
type script struct {
	steps []step
	start time.Time

	mu   sync.Mutex
	seen []seen
}

// seen is a request as the server got it.
type seen struct {
	method, url, body string
	header            http.Header
	after             time.Duration // since the first request
}

func serve(steps ...step) *script { return &script{steps: steps} }

// RoundTrip implements http.RoundTripper.
func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	s.mu.Lock()
	if len(s.seen) == 0 {
		s.start = time.Now()
	}
	number := min(len(s.seen), len(s.steps)-1)
	s.seen = append(s.seen, seen{req.Method, req.URL.String(), string(body), req.Header, time.Since(s.start)})
	s.mu.Unlock()
	resp, err := s.steps[number](req)
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// requests returns what was seen so far.
func (s *script) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// reply answers with a status, a body, and headers given as "Name: value".
func reply(status int, body string, headers ...string) step {
	return func(*http.Request) (*http.Response, error) {
		resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
		for _, header := range headers {
			name, value, _ := strings.Cut(header, ": ")
			resp.Header.Add(name, value)
		}
		return resp, nil
	}
}

// fails breaks the exchange.
func fails(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// hangs answers only when the request is given up.
func hangs(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// bearer signs with the test's token.
func bearer(req *http.Request) error {
	req.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// newClient makes a client of the server, with three retries.
func newClient(t *testing.T, server http.RoundTripper, change ...func(*rest.Options)) *rest.Client {
	t.Helper()
	opts := rest.Options{Transport: server, MaxRetries: 3, Now: time.Now}
	for _, f := range change {
		f(&opts)
	}
	client, err := rest.New("Tempo", "https://api.example.com/4", bearer, opts)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// failure asserts that err is a *rest.Error.
func failure(t *testing.T, err error) *rest.Error {
	t.Helper()
	e, ok := errors.AsType[*rest.Error](err)
	if !ok {
		t.Fatalf("got error %v (%T), want a *rest.Error", err, err)
	}
	return e
}

// result is a small answer.
type result struct {
	Name string `json:"name"`
}
