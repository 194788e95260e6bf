package tempo_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestPages reads lists of several pages, each worklog once, in order.
func TestPages(t *testing.T) {
	t.Parallel()
	for count, requests := range map[int]int{0: 1, 1: 1, 4999: 1, 5000: 1, 5001: 2, 12000: 3} {
		s, _ := newSite(t)
		fill(s, count)
		list := read(t, connect(t, s, sim.TempoURL))
		if len(list) != count || len(s.Requests()) != requests {
			t.Errorf("%d worklogs, %d requests, want %d and %d", len(list), len(s.Requests()), count, requests)
		}
		for i := 1; i < len(list); i++ {
			if list[i].ID <= list[i-1].ID {
				t.Fatalf("worklog %d comes after %d", list[i].ID, list[i-1].ID)
			}
		}
		for i, r := range s.Requests() {
			want := []string{"2026-03-01", "2026-03-31", "5000", []string{"0", "5000", "10000"}[i]}
			if diff := cmp.Diff(want, []string{r.Query.Get("from"), r.Query.Get("to"), r.Query.Get("limit"), r.Query.Get("offset")}); diff != "" {
				t.Error(diff)
			}
		}
	}
}

// TestPagesThatMove lists a worklog once that a new one has pushed to the next
// page.
func TestPagesThatMove(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	fill(s, 5001)
	moved := false
	seen := map[int64]int{}
	c := connect(t, s, sim.TempoURL)
	for w, err := range c.Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		if err != nil {
			t.Fatal(err)
		}
		if !moved {
			s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-01", TimeSpentSeconds: 60})
			moved = true
		}
		seen[w.ID]++
	}
	if len(seen) != 5001 {
		t.Errorf("%d worklogs", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("worklog %d comes %d times", id, n)
		}
	}
}

func TestPageStops(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	fill(s, 3)
	for _, err := range c.Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		if err != nil {
			t.Error(err)
		}
		break
	}
	for name, body := range map[string]string{
		"no list": `{}`, "null": `null`, "empty page that promises more": `{"metadata":{"next":"https://api.tempo.io/4/x"},"results":[]}`,
	} {
		s, _ := newSite(t)
		s.AddFault(sim.Fault{Status: 200, Body: body})
		errs := 0
		for _, err := range connect(t, s, sim.TempoURL).Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
			if e, ok := errors.AsType[*tempo.Error](err); !ok || !e.BadBody() {
				t.Errorf("%s: %v", name, err)
			}
			errs++
		}
		if errs != 1 {
			t.Errorf("%s: %d errors", name, errs)
		}
	}
}

// TestOddAccountID keeps an id from becoming another path.
func TestOddAccountID(t *testing.T) {
	t.Parallel()
	for id, path := range map[string]string{
		sim.AccountID: "/4/worklogs/user/" + sim.AccountID, "a/../b": "/4/worklogs/user/a/../b", "a?x=1": "/4/worklogs/user/a?x=1", "..": "", "": "",
	} {
		s, _ := newSite(t)
		for _, err := range connect(t, s, sim.TempoURL).Worklogs(t.Context(), id, "2026-03-01", "2026-03-31") {
			if (err == nil) != (id == sim.AccountID) {
				t.Errorf("%q: %v", id, err)
			}
		}
		sent := ""
		for _, r := range s.Requests() {
			sent = r.Path // decoded, so a slash in it was escaped
			if len(r.Query) != 4 {
				t.Errorf("%q: query %v", id, r.Query)
			}
		}
		if sent != path {
			t.Errorf("%q: asked %q", id, sent)
		}
	}
}

func TestWorklog(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	id := s.AddWorklog(sim.Worklog{
		ID: 1<<53 + 1, IssueID: 10001, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 3600, BillableSeconds: new(int64),
		Description: "Ranking", Attributes: []sim.AttributeValue{{Key: "_Account_", Value: "ACME"}}, CreatedAt: thursday,
	})
	w, err := c.Worklog(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := tempo.Worklog{
		ID: 1<<53 + 1, Issue: tempo.Issue{ID: 10001, Self: "https://example.atlassian.net/rest/api/2/issue/10001"}, StartDate: "2026-03-02", StartTime: "09:00:00", TimeSpentSeconds: 3600,
		BillableSeconds: new(int64), Description: "Ranking", CreatedAt: "2026-03-05T10:30:00Z", UpdatedAt: "2026-03-05T10:30:00Z",
	}
	want.Author.AccountID = sim.AccountID
	want.Attributes.Values = []tempo.AttributeValue{{Key: "_Account_", Value: "ACME"}}
	if diff := cmp.Diff(want, w); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, err = c.Worklog(t.Context(), 7)
	if e, ok := errors.AsType[*tempo.Error](err); !ok || e.Status != http.StatusNotFound {
		t.Errorf("%v", err)
	}
}

// TestOtherWorklog takes no other worklog for the one that it asked for.
func TestOtherWorklog(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	s.AddFault(sim.Fault{Status: 200, Body: `{"tempoWorklogId":8,"issue":{"id":10001},"startDate":"2026-03-02","timeSpentSeconds":60}`})
	_, err := connect(t, s, sim.TempoURL).Worklog(t.Context(), 7)
	if e, ok := errors.AsType[*tempo.Error](err); !ok || !e.BadBody() {
		t.Errorf("%v", err)
	}
}

// TestIssueNumber finds the issue of a worklog whose answer leaves out the id.
func TestIssueNumber(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	id := s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 3600})
	s.AddFault(sim.Fault{Edit: func(body map[string]any) {
		issue, ok := body["issue"].(map[string]any)
		if !ok {
			t.Fatalf("no issue in %v", body)
		}
		delete(issue, "id")
	}})
	w, err := c.Worklog(t.Context(), id)
	if err != nil || w.Issue.ID != 0 || w.Issue.Number() != 10001 {
		t.Errorf("got %+v %v, want the issue 10001 by its address", w.Issue, err)
	}
	for _, issue := range []tempo.Issue{{}, {Self: "https://example.atlassian.net/"}, {Self: "x"}} {
		if got := issue.Number(); got != 0 {
			t.Errorf("%+v has number %d", issue, got)
		}
	}
}
