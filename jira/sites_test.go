package jira_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

const (
	onSite    = "GET example.atlassian.net/rest/api/3/myself"
	onTenant  = "GET example.atlassian.net/_edge/tenant_info"
	onGateway = "GET api.atlassian.com/ex/jira/" + sim.CloudID + "/rest/api/3/myself"
)

func scoped() *sim.Sim {
	server := seeded()
	server.ScopedJiraToken = true
	return server
}

func TestSiteRoute(t *testing.T) {
	t.Parallel()
	server := seeded()
	client := newClient(t, server)
	if _, err := client.Myself(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{onSite}, paths(server)); diff != "" || client.Route() != jira.RouteSite {
		t.Errorf("route %q, requests (-want +got):\n%s", client.Route(), diff)
	}
}

func TestGatewayRoute(t *testing.T) {
	t.Parallel()
	server := scoped()
	client := newClient(t, server, func(o *jira.Options) { o.GatewayURL = sim.GatewayURL + "/" })
	for range 2 {
		if user, err := client.Myself(t.Context()); err != nil || user.AccountID != sim.AccountID {
			t.Fatalf("got %+v, %v", user, err)
		}
	}
	if diff := cmp.Diff([]string{onSite, onTenant, onGateway, onGateway}, paths(server)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if tenant := server.Requests()[1]; tenant.Header.Get("Authorization") != "" {
		t.Error("the credential was sent to find the cloud id")
	}
	found, _, err := client.Issues(t.Context(), []string{"ABC-1"})
	if err != nil || found["ABC-1"] != first || client.Route() != jira.RouteGateway {
		t.Errorf("got %v, %v on route %q", found, err, client.Route())
	}
}

func TestGatewayAnswersForTheRequest(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, scoped()).Issue(t.Context(), "NO-1")
	failure, ok := errors.AsType[*jira.Error](err)
	if !ok || failure.Status != http.StatusNotFound {
		t.Errorf("got %v, want the 404 of the gateway", err)
	}
}

func TestGatewayIsNotTried(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		change func(*jira.Options)
		proven bool
	}{
		{"bearer", http.StatusUnauthorized, func(o *jira.Options) { o.ScopedTokens = false }, false},
		{"not found", http.StatusNotFound, func(*jira.Options) {}, false},
		{"server error", http.StatusInternalServerError, func(*jira.Options) {}, false},
		{"site known to work", http.StatusForbidden, func(*jira.Options) {}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := seeded()
			client := newClient(t, server, test.change)
			if test.proven {
				if _, err := client.Myself(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			server.ResetRequests()
			server.AddFault(sim.Fault{Status: test.status})
			_, err := client.Myself(t.Context())
			if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != test.status {
				t.Errorf("got %v, want status %d", err, test.status)
			}
			if diff := cmp.Diff([]string{onSite}, paths(server)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGatewayIsOfNoHelp(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault *sim.Fault
		want  string // in the gateway's error
		sent  []string
	}{
		{"wrong token", nil, "401 Unauthorized", []string{onSite, onTenant, onGateway}},
		{"no tenant info", &sim.Fault{PathPrefix: "/_edge", Status: http.StatusNotFound}, "find cloud id", []string{onSite, onTenant}},
		{"sign-in page", &sim.Fault{PathPrefix: "/_edge", Status: http.StatusOK, Body: "<html>Log in</html>"}, "find cloud id", []string{onSite, onTenant}},
		{"odd cloud id", &sim.Fault{PathPrefix: "/_edge", Status: http.StatusOK, Body: `{"cloudId":"../.."}`}, "no usable id", []string{onSite, onTenant}},
		{
			"tenant info elsewhere",
			&sim.Fault{PathPrefix: "/_edge", Status: http.StatusFound, Header: http.Header{"Location": {"https://api.atlassian.com/x"}}},
			"points to https://api.atlassian.com, which",
			[]string{onSite, onTenant},
		},
		{"gateway down", &sim.Fault{PathPrefix: "/ex", Status: http.StatusInternalServerError}, "500", []string{onSite, onTenant, onGateway}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := seeded()
			if test.fault != nil {
				server.AddFault(*test.fault)
			}
			client, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, "a wrong token"), optionsOf(server))
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Myself(t.Context())
			failure, ok := errors.AsType[*jira.Error](err)
			if !ok || failure.Status != http.StatusUnauthorized || !strings.Contains(failure.Error(), "Client must be authenticated") {
				t.Errorf("got %v, want the site's error first", err)
			}
			both, ok := errors.AsType[*jira.GatewayError](err)
			if !ok || !strings.Contains(both.Gateway.Error(), test.want) || !strings.Contains(err.Error(), both.Gateway.Error()) {
				t.Errorf("got %v, want a note with %q", err, test.want)
			}
			if diff := cmp.Diff(test.sent, paths(server)); diff != "" || client.Route() != jira.RouteUnknown {
				t.Errorf("route %q, requests (-want +got):\n%s", client.Route(), diff)
			}
		})
	}
}

func optionsOf(server *sim.Sim) jira.Options {
	opts := jira.Options{ScopedTokens: true}
	opts.Transport = server
	return opts
}

func TestCallersShareTheLookUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scoped()
		server.Latency = 50 * time.Millisecond
		client := newClient(t, server)
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				if user, err := client.Myself(t.Context()); err != nil || user.AccountID != sim.AccountID {
					t.Errorf("got %+v, %v", user, err)
				}
			})
		}
		group.Wait()
		counts := map[string]int{}
		for _, path := range paths(server) {
			counts[path]++
		}
		if diff := cmp.Diff(map[string]int{onSite: 6, onTenant: 1, onGateway: 6}, counts); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

func TestOneCallersCancelDoesNotFailTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scoped()
		server.AddFault(sim.Fault{PathPrefix: "/_edge", Delay: 10 * time.Second})
		client := newClient(t, server)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.Myself(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the caller who gave up: got %v", err)
			}
		})
		synctest.Wait() // the first caller waits for the cloud id
		for range 3 {
			group.Go(func() {
				if _, err := client.Myself(t.Context()); err != nil {
					t.Errorf("another caller: %v", err)
				}
			})
		}
		group.Wait()
	})
}
