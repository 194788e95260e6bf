package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// balance is what was required and logged on each day of the month before now.
func balance(t *testing.T, s *sim.Sim, now time.Time) (required, logged map[string]int64) {
	t.Helper()
	c := rude(t, s) // hundreds of whole months take long to check
	first := time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	query := "?from=" + first.Format(time.DateOnly) + "&to=" + first.AddDate(0, 1, -1).Format(time.DateOnly)
	required, logged = map[string]int64{}, map[string]int64{}
	for _, d := range ok[struct {
		Results []struct {
			Date            string
			RequiredSeconds int64
		}
	}](t, c.get(tempo+"/user-schedule"+query)).Results {
		required[d.Date] = d.RequiredSeconds
	}
	for _, w := range ok[page](t, c.get(tempo+"/worklogs/user/"+sim.AccountID+query+"&limit=5000")).Results {
		logged[w.StartDate] += w.Seconds
	}
	return required, logged
}

func TestDemoHasGapsInThePreviousMonth(t *testing.T) {
	t.Parallel()
	for day := range 800 {
		now := time.Date(2026, 1, 1+day, 10, 0, 0, 0, time.UTC)
		if day%13 != 0 && now.Day() > 2 {
			continue
		}
		required, logged := balance(t, sim.Demo(now), now)
		missing, partly, half := 0, 0, 0
		for date, seconds := range required {
			switch {
			case logged[date] > seconds:
				t.Fatalf("%s: %d seconds logged on %s, where %d are required", now, logged[date], date, seconds)
			case seconds > 0 && logged[date] == 0:
				missing++
			case logged[date] < seconds:
				partly++
			case seconds > 0 && seconds < 28800:
				half++
			}
		}
		if missing < 1 || partly < 1 || half != 1 {
			t.Errorf("%s: %d missing, %d partly logged and %d half days, want both kinds and one half day", now, missing, partly, half)
		}
	}
}

func TestDemoIsTheSameAllDay(t *testing.T) {
	t.Parallel()
	morning := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	a, b := sim.Demo(morning).Worklogs(), sim.Demo(morning.Add(10*time.Hour)).Worklogs()
	if diff := cmp.Diff(a, b); diff != "" || len(a) < 300 {
		t.Errorf("%d worklogs, morning and evening (-morning +evening):\n%s", len(a), diff)
	}
}

func TestDemoTimesheets(t *testing.T) {
	t.Parallel()
	for _, day := range []int{1, 15, 31} {
		s := sim.Demo(time.Date(2026, 5, day, 8, 0, 0, 0, time.UTC))
		c := honest(t, s)
		mine := approvalsOf + sim.AccountID
		for from, want := range map[string]string{"2026-03-01": "APPROVED", "2026-04-01": "OPEN", "2026-05-01": "OPEN"} {
			if got := ok[sheet](t, c.get(mine+"?from="+from)).Status.Key; got != want {
				t.Errorf("on May %d the sheet from %s is %s, want %s", day, from, got, want)
			}
		}
		others := map[string]string{}
		for _, w := range s.Worklogs() {
			if w.AuthorAccountID != sim.AccountID && others[w.AuthorAccountID] == "" {
				others[w.AuthorAccountID] = ok[sheet](t, c.get(approvalsOf+w.AuthorAccountID+"?from=2026-04-01")).state()
			}
		}
		var states []string
		for _, state := range others {
			states = append(states, strings.SplitN(state, " ", 2)[0]+state[strings.Index(state, ": "):])
		}
		slices.Sort(states)
		if diff := cmp.Diff([]string{"APPROVED: ", "IN_REVIEW: approve, reject"}, states); diff != "" {
			t.Errorf("on May %d, last month of the others (-want +got):\n%s", day, diff)
		}
	}
}

func TestDemoLooksLikeATeam(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	s := sim.Demo(now)
	authors, issues, newest := map[string]int{}, map[int64]bool{}, ""
	for _, w := range s.Worklogs() {
		authors[w.AuthorAccountID]++
		issues[w.IssueID] = true
		newest = max(newest, w.StartDate)
	}
	if len(authors) != 3 || authors[sim.AccountID] < 150 || len(issues) < 10 || newest != "2026-11-20" {
		t.Errorf("worklogs of %v on %d issues until %s, want three people, many issues, until today", authors, len(issues), newest)
	}
	c := honest(t, s)
	created := ok[worklog](t, c.post(tempo+"/worklogs", newWorklog("")))
	if got, err := time.Parse(time.RFC3339, created.CreatedAt); err != nil || got.Before(now) || got.After(now.Add(time.Minute)) {
		t.Errorf("created at %s, %v, want about %s", created.CreatedAt, err, now)
	}
	if got := ok[issue](t, c.get(jira+"/issue/WEB-77?fields=summary,parent")); got.Key != "ATLAS-23" || got.Fields["parent"] == nil {
		t.Errorf("moved issue = %+v, want ATLAS-23 with its epic", got)
	}
	if got := c.get(jira + "/issue/OPS-9"); got.status != 404 {
		t.Errorf("hidden issue = %d, want 404", got.status)
	}
}
