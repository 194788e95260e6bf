package person_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// scheduled returns a site, and a person whose clock is hers.
func scheduled(t *testing.T) (*sim.Sim, *person.Person) {
	t.Helper()
	s := sim.New()
	tc, err := tempo.New(sim.TempoURL, sim.TempoToken, tempo.Options{Transport: s})
	if err != nil {
		t.Fatal(err)
	}
	jc, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), jira.Options{Options: tempo.Options{Transport: s}})
	if err != nil {
		t.Fatal(err)
	}
	return s, person.New(tc, jc, func() time.Time { return s.Now() }, time.UTC)
}

// TestSchedule asks for whole months, and for nothing again within an hour, a refusal
// included.
func TestSchedule(t *testing.T) {
	t.Parallel()
	for _, allowed := range []bool{true, false} {
		s, p := scheduled(t)
		if !allowed {
			s.TempoScopes = []string{"worklogs:manage"}
		}
		now := time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)
		s.Now = func() time.Time { return now }
		ask := func(from, to worklog.Day, want int) {
			t.Helper()
			s.ResetRequests()
			list, err := p.Schedule(t.Context(), worklog.Range{From: from, To: to})
			if (err == nil) != allowed || allowed && (len(list) != to.Sub(from)+1 || list[0].Day != from) {
				t.Errorf("%v: %v", err, list)
			}
			if n := len(s.Requests()); n != want {
				t.Errorf("%d requests, want %d", n, want)
			}
		}
		march := func(d int) worklog.Day { return worklog.NewDay(2026, time.March, d) }
		next := 1
		if !allowed {
			next = 0
		}
		ask(march(5), march(6), 1)
		ask(march(1), march(31), 0)
		ask(march(31), worklog.NewDay(2026, time.April, 1), next)
		now = now.Add(2 * time.Hour)
		ask(march(5), march(5), 1)
	}
}
