package tempo_test

import (
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

func TestNarrowedLists(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben", Viewable: true})
	for _, w := range []sim.Worklog{
		{ID: 1, IssueID: 10001, StartDate: "2025-03-02"},
		{ID: 2, IssueID: 10002, StartDate: "2026-03-02"},
		{ID: 3, IssueID: 10001, StartDate: "2026-03-03"},
		{ID: 4, IssueID: 10001, StartDate: "2026-03-03", AuthorAccountID: "ben"},
	} {
		w.TimeSpentSeconds = 60
		w.CreatedAt = thursday.Add(time.Duration(w.ID) * time.Minute)
		w.UpdatedAt = w.CreatedAt
		s.AddWorklog(w)
	}
	since := thursday.Add(2 * time.Minute).In(time.FixedZone("UTC+9", 9*3600))
	march := tempo.Narrow{From: "2026-03-01", To: "2026-03-31"}
	for name, tt := range map[string]struct {
		list iter.Seq2[tempo.Worklog, error]
		want []int64
	}{
		"all":            {c.WorklogsOf(t.Context(), sim.AccountID, tempo.Narrow{}), []int64{1, 2, 3}},
		"days":           {c.WorklogsOf(t.Context(), sim.AccountID, march), []int64{2, 3}},
		"since":          {c.WorklogsOf(t.Context(), sim.AccountID, tempo.Narrow{UpdatedSince: since}), []int64{2, 3}},
		"somebody":       {c.WorklogsOf(t.Context(), "ben", tempo.Narrow{}), []int64{4}},
		"issue":          {c.WorklogsOn(t.Context(), 10001, tempo.Narrow{}), []int64{1, 3, 4}},
		"issue and days": {c.WorklogsOn(t.Context(), 10001, march), []int64{3, 4}},
	} {
		if diff := cmp.Diff(tt.want, ids(t, tt.list)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestUpdatedSinceIsChecked holds when Tempo does not heed it beside other filters.
func TestUpdatedSinceIsChecked(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	fill(s, 1)
	c := connect(t, s, sim.TempoURL)
	s.AddFault(sim.Fault{PathPrefix: "/4/worklogs/user", Edit: func(body map[string]any) {
		w := func(id int, updated string) object {
			return object{"tempoWorklogId": id, "startDate": "2026-03-02", "updatedAt": updated}
		}
		body["results"] = []any{w(1, "2026-03-05T10:29:59Z"), w(2, "2026-03-05T10:30:00.000Z"), w(3, "")}
	}})
	if got := ids(t, c.WorklogsOf(t.Context(), sim.AccountID, tempo.Narrow{UpdatedSince: thursday})); !cmp.Equal(got, []int64{2, 3}) {
		t.Errorf("got %v, want what is not known to be older", got)
	}
}

func ids(t *testing.T, list iter.Seq2[tempo.Worklog, error]) []int64 {
	t.Helper()
	var got []int64
	for w, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, w.ID)
	}
	return got
}

func TestScheduleOf(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben"})
	days, err := c.ScheduleOf(t.Context(), "ben", "2026-03-02", "2026-03-03")
	if err != nil || len(days) != 2 || days[0].RequiredSeconds != 8*3600 {
		t.Errorf("%+v, %v", days, err)
	}
	if _, err := c.ScheduleOf(t.Context(), "nobody", "2026-03-02", "2026-03-03"); err == nil || !strings.HasPrefix(err.Error(), "read user schedule: ") {
		t.Errorf("of nobody: %v", err)
	}
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Acme", Customer: "Acme Corp."})
	s.AddAccount(sim.Account{ID: 8, Key: "INT", Name: "Internal"})
	got := map[string]string{}
	for a, err := range c.Accounts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if a.Customer != nil && a.Customer.Key != "" {
			got[a.Key] = a.Customer.Name
		}
	}
	if diff := cmp.Diff(map[string]string{"ACME": "Acme Corp."}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
