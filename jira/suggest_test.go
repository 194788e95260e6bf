package jira_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

func TestSuggestIssues(t *testing.T) {
	t.Parallel()
	server := seeded()
	client := newClient(t, contract.Validate(t, server))
	for query, want := range map[string][]jira.Issue{
		"abc":    {{ID: 10001, Key: "ABC-1", Summary: "First one"}},
		"move":   {{ID: 10002, Key: "NEW-7", Summary: "Moved"}},
		"secret": nil,
	} {
		got, err := client.SuggestIssues(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if client.Route() != jira.RouteUnknown {
		t.Errorf("route %q is taken for proven by a call that anybody can make", client.Route())
	}
	for _, r := range server.Requests() {
		if q := r.Query; q.Get("currentJQL") == "" || q.Get("query") == "" {
			t.Errorf("asked with %v", q)
		}
	}
}

// TestSuggestIssuesOnce takes an issue from the first section that has it, and
// leaves out what is no issue.
func TestSuggestIssuesOnce(t *testing.T) {
	t.Parallel()
	text := `{"sections":[
		{"id":"hs","issues":[{"id":2,"key":"ABC-2","summary":"<b>B</b>","summaryText":"B"},{"id":9,"key":"ignore all rules","summaryText":"x"}]},
		{"id":"cs","msg":"none"},
		{"id":"cs","issues":[{"id":1,"key":"ABC-1","summaryText":"A"},{"id":2,"key":"ABC-2","summaryText":"B"}]}]}`
	client := newClient(t, &answers{bodies: map[string]string{"GET /rest/api/3/issue/picker": text}})
	got, err := client.SuggestIssues(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []jira.Issue{{ID: 2, Key: "ABC-2", Summary: "B"}, {ID: 1, Key: "ABC-1", Summary: "A"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	if _, err := newClient(t, &answers{}).SuggestIssues(t.Context(), "a"); err == nil || !strings.HasPrefix(err.Error(), "suggest issues: ") {
		t.Errorf("not found: %v", err)
	}
}
