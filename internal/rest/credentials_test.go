package rest_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// hop is a request and whether it carried the credential.
type hop struct {
	URL    string
	Signed bool
}

func hops(server *script) []hop {
	var list []hop
	for _, r := range server.requests() {
		list = append(list, hop{r.url, r.header.Get("Authorization") != ""})
	}
	return list
}

func TestCredentialStaysAtHome(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, location string
		want           hop
	}{
		{"same host", "/4/moved", hop{"https://api.example.com/4/moved", true}},
		{"same host, port written", "https://API.example.com:443/x", hop{"https://API.example.com:443/x", true}},
		{"other host", "https://evil.example/x", hop{"https://evil.example/x", false}},
		{"subdomain", "https://a.api.example.com/x", hop{"https://a.api.example.com/x", false}},
		{"other port", "https://api.example.com:8443/x", hop{"https://api.example.com:8443/x", false}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serve(reply(302, "", "Location: "+test.location), reply(200, `{"name":"x"}`))
			if err := read(t.Context(), newClient(t, server)); err != nil {
				t.Fatal(err)
			}
			want := []hop{{"https://api.example.com/4/things", true}, test.want}
			if diff := cmp.Diff(want, hops(server)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if referer := server.requests()[1].header.Get("Referer"); referer != "" {
				t.Errorf("tells where it came from: %s", referer)
			}
		})
	}
}

func TestCredentialComesBackHome(t *testing.T) {
	t.Parallel()
	server := serve(
		reply(302, "", "Location: https://other.example/x"),
		reply(302, "", "Location: https://api.example.com/4/y"),
		reply(200, `{"name":"x"}`),
	)
	if err := read(t.Context(), newClient(t, server)); err != nil {
		t.Fatal(err)
	}
	want := []hop{{"https://api.example.com/4/things", true}, {"https://other.example/x", false}, {"https://api.example.com/4/y", true}}
	if diff := cmp.Diff(want, hops(server)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestRedirectsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, location, want string
		requests             int
	}{
		{"plain http", "http://api.example.com/x?secret=1", "http://api.example.com", 1},
		{"loopback from outside", "http://127.0.0.1/x", "http://127.0.0.1", 1},
		{"endless", "/4/things", "https://api.example.com", 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serve(reply(302, "", "Location: "+test.location))
			e := failure(t, read(t.Context(), newClient(t, server)))
			if e.Kind != rest.KindRedirected || e.Location != test.want || len(server.requests()) != test.requests {
				t.Errorf("got %v after %d requests, want %q after %d", e, len(server.requests()), test.want, test.requests)
			}
		})
	}
}

func TestRedirectsOnLoopback(t *testing.T) {
	t.Parallel()
	server := serve(reply(302, "", "Location: http://localhost:2/x"), reply(200, `{"name":"x"}`))
	client, err := rest.New("Tempo", "http://localhost:1", bearer, rest.Options{Transport: server})
	if err != nil {
		t.Fatal(err)
	}
	if err := read(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]hop{{"http://localhost:1/things", true}, {"http://localhost:2/x", false}}, hops(server)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestOnlyReadsFollowRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		step := reply(status, "", "Location: /4/moved")
		searching, writing, reading := serve(step), serve(step), serve(step)
		_, isFound := errors.AsType[*rest.Error](find(t.Context(), newClient(t, searching)))
		_, isWritten := errors.AsType[*rest.Error](write(t.Context(), newClient(t, writing)))
		_, isRead := errors.AsType[*rest.Error](read(t.Context(), newClient(t, reading, func(o *rest.Options) { o.NoRedirects = true })))
		if !isFound || !isWritten || !isRead {
			t.Errorf("%d: a redirect is no error", status)
		}
		for _, server := range []*script{searching, writing, reading} {
			if n := len(server.requests()); n != 1 {
				t.Errorf("%d: got %d requests, want 1", status, n)
			}
		}
	}
}

func TestUnsigned(t *testing.T) {
	t.Parallel()
	server := serve(reply(http.StatusOK, `{"name":"x"}`))
	client, err := rest.New("Jira", "https://api.example.com", nil, rest.Options{Transport: server})
	if err != nil {
		t.Fatal(err)
	}
	if err := read(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if hops(server)[0].Signed {
		t.Error("a client without a credential sent one")
	}
}
