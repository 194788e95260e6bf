package jira_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

func TestValidKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"ABC-1", "abc-12", "A1_B-900", "10001"} {
		if !jira.ValidKey(key) {
			t.Errorf("ValidKey(%q) = false", key)
		}
	}
	for _, key := range []string{
		"", "ABC", "ABC-", "ABC-0", "ABC-01", "-1", "1ABC-1", "AB C-1", " ABC-1", "ABC-1\n", "ABC-1/..", "../x", "ABC-1?x", "ÄBC-1", "A-1-2", "1.5",
		strings.Repeat("9", 256),
	} {
		if jira.ValidKey(key) {
			t.Errorf("ValidKey(%q) = true", key)
		}
	}
}

func TestInvalidKeysAreNotSent(t *testing.T) {
	t.Parallel()
	server := sim.New()
	client := newClient(t, server)
	_, err := client.Issue(t.Context(), "../myself")
	if !errors.Is(err, jira.ErrKey) || !strings.Contains(err.Error(), "../myself") {
		t.Errorf("got %v, want ErrKey with the text", err)
	}
	_, _, err = client.Issues(t.Context(), []string{"ABC-1", "x y"})
	if !errors.Is(err, jira.ErrKey) || !strings.Contains(err.Error(), "x y") {
		t.Errorf("got %v, want ErrKey with the text", err)
	}
	if got := paths(server); len(got) > 0 {
		t.Errorf("sent %v", got)
	}
}

// seeded is a site with three issues: one with an account, one that was moved
// from OLD-7, and one that is hidden.
func seeded() *sim.Sim {
	server := sim.New()
	server.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Acme"})
	server.AddIssue(sim.Issue{ID: 10001, Key: "ABC-1", Summary: "First\u202e one\n", AccountID: 7})
	server.AddIssue(sim.Issue{ID: 10002, Key: "NEW-7", OldKeys: []string{"OLD-7"}, Summary: "Moved"})
	server.AddIssue(sim.Issue{ID: 10003, Key: "ABC-3", Summary: "Secret", Hidden: true})
	return server
}

var (
	first = jira.Issue{ID: 10001, Key: "ABC-1", Summary: "First one", AccountID: 7}
	moved = jira.Issue{ID: 10002, Key: "NEW-7", Summary: "Moved"}
)

func TestIssue(t *testing.T) {
	t.Parallel()
	client := newClient(t, seeded())
	for asked, want := range map[string]jira.Issue{"ABC-1": first, "abc-1": first, "10001": first, "OLD-7": moved} {
		if got, err := client.Issue(t.Context(), asked); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", asked, got, err, want)
		}
	}
	_, err := client.Issue(t.Context(), "ABC-3")
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != http.StatusNotFound {
		t.Errorf("hidden issue: got %v, want 404", err)
	}
}

func TestIssues(t *testing.T) {
	t.Parallel()
	client := newClient(t, seeded())
	found, missing, err := client.Issues(t.Context(), []string{"ABC-9", "abc-1", "ABC-1", "010001", "10001", "OLD-7", "NEW-7", "ABC-3", "999", "ABC-9"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]jira.Issue{"abc-1": first, "ABC-1": first, "010001": first, "10001": first, "OLD-7": moved, "NEW-7": moved}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ABC-9", "ABC-3", "999"}, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestIssuesOfNothing(t *testing.T) {
	t.Parallel()
	server := seeded()
	found, missing, err := newClient(t, server).Issues(t.Context(), nil)
	if len(found)+len(missing) > 0 || err != nil || len(paths(server)) > 0 {
		t.Errorf("got %v, %v, %v with requests %v", found, missing, err, paths(server))
	}
}

func TestIssuesInChunks(t *testing.T) {
	t.Parallel()
	server := sim.New()
	var ids []string
	for i := range 250 {
		id := server.AddIssue(sim.Issue{Key: fmt.Sprintf("ABC-%d", i+1)})
		ids = append(ids, fmt.Sprint(id), fmt.Sprint(id)) // each twice
	}
	ids = append(ids, "1", "2", "3", "4", "5", "6") // missing ids need no second look
	found, missing, err := newClient(t, server).Issues(t.Context(), ids)
	if err != nil || len(found) != 250 || len(missing) != 6 {
		t.Errorf("got %d issues, %v missing, %v; want 250 and 6 missing", len(found), missing, err)
	}
	const bulk = "POST example.atlassian.net/rest/api/3/issue/bulkfetch"
	if diff := cmp.Diff([]string{bulk, bulk, bulk}, paths(server)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestIssuesAskedForSingly(t *testing.T) {
	t.Parallel()
	many := []string{"NO-1", "NO-2", "NO-3", "NO-4", "NO-5", "NO-6"}
	with := func(names ...string) []string { return append(names, many...) }
	tests := []struct {
		name    string
		asked   []string
		bulk    int // requests
		single  int
		missing int
	}{
		{"few missing keys", many[:5], 1, 5, 5},
		{"many missing keys", many, 1, 0, 6},
		{"many, one of them moved", with("OLD-7"), 1, 7, 6},
		{"many, and a moved one by both keys", with("OLD-7", "NEW-7"), 2, 7, 6},
		{"many, and a moved one by its id", with("OLD-7", "10002"), 2, 7, 6},
		{"many, and one that is there", with("ABC-1"), 2, 0, 6},
		{"missing ids", []string{"1", "2"}, 1, 0, 2},
		{"all there", []string{"ABC-1", "10002"}, 1, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := seeded()
			found, missing, err := newClient(t, server).Issues(t.Context(), test.asked)
			if err != nil {
				t.Fatal(err)
			}
			if len(missing) != test.missing || len(found) != len(test.asked)-test.missing {
				t.Errorf("missing %v, want %d of them", missing, test.missing)
			}
			bulk, single := 0, 0
			for _, r := range server.Requests() {
				if r.Method == http.MethodPost {
					bulk++
				} else {
					single++
				}
			}
			if bulk != test.bulk || single != test.single {
				t.Errorf("got %d bulk and %d single requests, want %d and %d", bulk, single, test.bulk, test.single)
			}
		})
	}
}

// TestIssueErrors has issues that Jira could not answer for at first.
func TestIssueErrors(t *testing.T) {
	t.Parallel()
	server := &answers{bodies: map[string]string{
		"POST /rest/api/3/issue/bulkfetch": `{"issues":[],"issueErrors":[{"id":"10001","errorMessage":"try later"},{"id":"77","errorMessage":"try later"}]}`,
		"GET /rest/api/3/issue/10001":      `{"id":"10001","key":"ABC-1","fields":{"summary":"First one","customfield_10234":{"id":7}}}`,
		"GET /rest/api/3/issue/NO-7":       `{"id":"77","key":"NO-7","fields":{"summary":"By key"}}`,
	}}
	asked := []string{"10001", "NO-1", "NO-2", "NO-3", "NO-4", "NO-5", "NO-6", "NO-7"}
	found, missing, err := newClient(t, server).Issues(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]jira.Issue{"10001": first, "NO-7": {ID: 77, Key: "NO-7", Summary: "By key", NoField: true}}
	if diff := cmp.Diff(want, found); diff != "" || len(missing) != 6 {
		t.Errorf("%d missing, found (-want +got):\n%s", len(missing), diff)
	}
}

func TestIssuesFailAsAWhole(t *testing.T) {
	t.Parallel()
	server := seeded()
	server.AddFault(sim.Fault{Method: http.MethodGet, Status: http.StatusInternalServerError})
	found, _, err := newClient(t, server).Issues(t.Context(), []string{"ABC-1", "NO-1"})
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != http.StatusInternalServerError || found != nil {
		t.Errorf("single request: got %v, %v; want the error of status 500", found, err)
	}
	server = seeded()
	server.AddFault(sim.Fault{Method: http.MethodPost, Status: http.StatusBadRequest})
	found, _, err = newClient(t, server).Issues(t.Context(), []string{"ABC-1"})
	if failure, ok := errors.AsType[*jira.Error](err); !ok || failure.Status != http.StatusBadRequest || found != nil {
		t.Errorf("bulk request: got %v, %v; want the error of status 400", found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = newClient(t, seeded()).Issues(ctx, []string{"ABC-1"})
	if _, ok := errors.AsType[*jira.Error](err); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled, and no error of Jira's", err)
	}
}

func TestAccountField(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		want        int64
	}{
		{"object", `{"id":7,"value":"Acme"}`, 7},
		{"object with text id", `{"id":"7"}`, 7},
		{"number", `7`, 7},
		{"text", `"7"`, 7},
		{"list", `[{"id":7},{"id":8}]`, 7},
		{"list of numbers", ` [7, 8]`, 7},
		{"empty list", `[]`, 0},
		{"null", `null`, 0},
		{"name", `"Acme"`, 0},
		{"object without id", `{"value":"Acme"}`, 0},
		{"object with null", `{"id":null}`, 0},
		{"boolean", `true`, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := `{"id":"1","key":"ABC-1","fields":{"summary":"x","customfield_10234":` + test.value + `}}`
			server := &answers{bodies: map[string]string{"GET /rest/api/3/issue/ABC-1": body}}
			for setting, want := range map[string]int64{"10234": test.want, "customfield_10234": test.want, "": 0} {
				client := newClient(t, server, func(o *jira.Options) { o.AccountField = setting })
				got, err := client.Issue(t.Context(), "ABC-1")
				if err != nil || got.AccountID != want {
					t.Errorf("field %q: got %d, %v; want %d", setting, got.AccountID, err, want)
				}
			}
		})
	}
}

func TestFieldsAskedFor(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"10234": "summary,customfield_10234", "": "summary"} {
		server := seeded()
		client := newClient(t, server, func(o *jira.Options) { o.AccountField = setting })
		if _, err := client.Issue(t.Context(), "ABC-1"); err != nil {
			t.Fatal(err)
		}
		if got := server.Requests()[0].Query.Get("fields"); got != want {
			t.Errorf("account field %q: asked for %q, want %q", setting, got, want)
		}
	}
}

func TestOddIssues(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"id is no number":    `{"id":"x","key":"ABC-1","fields":{"summary":"x"}}`,
		"summary is no text": `{"id":"1","key":"ABC-1","fields":{"summary":1}}`,
	} {
		server := &answers{bodies: map[string]string{
			"GET /rest/api/3/issue/ABC-1":      body,
			"POST /rest/api/3/issue/bulkfetch": `{"issues":[` + body + `]}`,
		}}
		if got, err := newClient(t, server).Issue(t.Context(), "ABC-1"); err == nil {
			t.Errorf("%s: got %+v", name, got)
		}
		if _, _, err := newClient(t, server).Issues(t.Context(), []string{"ABC-1"}); err == nil {
			t.Errorf("%s: no error in bulk", name)
		}
	}
}
