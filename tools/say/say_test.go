package say_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// answered is an answer of a service.
type answered struct {
	status  int
	body    string
	headers string // "Name: value", one a line
	broken  error  // instead of an answer
}

// RoundTrip implements [http.RoundTripper].
func (a answered) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.broken != nil {
		return nil, a.broken
	}
	resp := &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: req}
	for line := range strings.Lines(a.headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		resp.Header.Set(name, value)
	}
	return resp, nil
}

// Addresses of the services.
const (
	tempoURL   = "https://api.tempo.io/4"
	jiraURL    = "https://example.atlassian.net"
	gatewayURL = "https://api.atlassian.com/ex/jira/11111111-2222"
)

// call is a request to a service: "GET /worklogs/7".
func call(t *testing.T, service, base, request string, a answered) *rest.Error {
	t.Helper()
	client, err := rest.New(service, base, nil, rest.Options{Transport: a, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	method, path, _ := strings.Cut(request, " ")
	if method == http.MethodGet {
		err = client.Get(t.Context(), path, nil, &struct{}{})
	} else {
		err = client.Write(t.Context(), method, path, nil, struct{}{}, &struct{}{})
	}
	e, ok := errors.AsType[*rest.Error](err)
	if !ok {
		t.Fatalf("%s: got %v, want a failure", request, err)
	}
	return e
}

// places are where a server may run, with the help that fits there.
func places() map[string]say.Help {
	return map[string]say.Help{"laptop": say.OwnMachine(), "terminal": say.Terminal(), "hosted": say.Hosted("https://time.example.com/account")}
}
