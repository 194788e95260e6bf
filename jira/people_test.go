package jira_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

func TestFindUsers(t *testing.T) {
	t.Parallel()
	server := sim.New()
	server.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben Okafor", Email: "ben@example.com"})
	server.AddUser(sim.User{AccountID: "benita", DisplayName: "Benita Diaz", EmailHidden: true})
	client := newClient(t, contract.Validate(t, server))
	for text, want := range map[string][]string{"ben": {"ben", "benita"}, "okafor": {"ben"}, "zoe": nil} {
		users, err := client.FindUsers(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range users {
			got = append(got, u.AccountID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", text, diff)
		}
	}
	if client.Route() != jira.RouteUnknown {
		t.Errorf("route %q is taken for proven by a call that anybody can make", client.Route())
	}
	apps := `[{"accountId":"x","accountType":"app","displayName":"Ben the bot"},{"accountId":"y","accountType":"atlassian","displayName":"Ben\u202e"}]`
	got, err := newClient(t, &answers{bodies: map[string]string{"GET /rest/api/3/user/search": apps}}).FindUsers(t.Context(), "ben")
	if err != nil || len(got) != 1 || got[0].AccountID != "y" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestUser(t *testing.T) {
	t.Parallel()
	server := sim.New()
	server.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben Okafor"})
	client := newClient(t, contract.Validate(t, server))
	if user, err := client.User(t.Context(), "ben"); err != nil || user.DisplayName != "Ben Okafor" {
		t.Errorf("%+v, %v", user, err)
	}
	_, err := client.User(t.Context(), "nobody")
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != 404 {
		t.Errorf("nobody: %v", err)
	}
}

func TestProject(t *testing.T) {
	t.Parallel()
	server := sim.New()
	server.AddProject(sim.Project{Key: "NEW", OldKeys: []string{"OLD"}, Name: "Renamed"})
	client := newClient(t, contract.Validate(t, server))
	for _, key := range []string{"NEW", "OLD"} {
		if p, err := client.Project(t.Context(), key); err != nil || p != (jira.Project{Key: "NEW", Name: "Renamed"}) {
			t.Errorf("%s: %+v, %v", key, p, err)
		}
	}
	_, err := client.Project(t.Context(), "NONE")
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != 404 {
		t.Errorf("NONE: %v", err)
	}
}
