package rest_test

import (
	"context"
	"net/http"
	"strings"
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

func TestRedirectsAtHome(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"/4/moved", "https://API.example.com:443/x"} {
		server := serve(reply(302, "", "Location: "+location), reply(200, `{"name":"x"}`))
		if err := read(t.Context(), newClient(t, server)); err != nil {
			t.Fatal(err)
		}
		want := []hop{{"https://api.example.com/4/things", true}, {strings.Replace(location, "/4", "https://api.example.com/4", 1), true}}
		if diff := cmp.Diff(want, hops(server)); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	}
}

func TestRedirectsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, location, want string
		requests             int
	}{
		{"other host", "https://evil.example/x?secret=1", "https://evil.example", 1},
		{"subdomain", "https://a.api.example.com/x", "https://a.api.example.com", 1},
		{"other port", "https://api.example.com:8443/x", "https://api.example.com:8443", 1},
		{"plain http", "http://api.example.com/x", "http://api.example.com", 1},
		{"loopback", "http://127.0.0.1/x", "http://127.0.0.1", 1},
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

func TestOnlyReadsFollowRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, call := range map[string]func(context.Context, *rest.Client) error{"search": find, "write": write} {
			server := serve(reply(status, "", "Location: /4/moved"))
			e := failure(t, call(t.Context(), newClient(t, server)))
			if n := len(server.requests()); e.Kind != rest.KindRedirected || n != 1 {
				t.Errorf("%s, %d: got %v after %d requests, want the redirect after 1", name, status, e, n)
			}
		}
	}
}

// TestOriginIsKept follows no redirect from one port of this machine to another.
func TestOriginIsKept(t *testing.T) {
	t.Parallel()
	server := serve(reply(302, "", "Location: http://localhost:2/x"))
	client, err := rest.New("Tempo", "http://localhost:1", bearer, rest.Options{Transport: server})
	if err != nil {
		t.Fatal(err)
	}
	if e := failure(t, read(t.Context(), client)); e.Kind != rest.KindRedirected {
		t.Errorf("got %v, want the redirect", e)
	}
	if diff := cmp.Diff([]hop{{"http://localhost:1/things", true}}, hops(server)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
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
