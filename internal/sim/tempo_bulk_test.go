package sim_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const bulk = tempo + "/worklogs/issue/10001/bulk"

// bulkOf is the body of a bulk request with an entry for each day of March.
func bulkOf(days ...string) string {
	items := make([]string, len(days))
	for i, day := range days {
		items[i] = `{"authorAccountId":"` + sim.AccountID + `","startDate":"2026-03-` + day + `","timeSpentSeconds":3600}`
	}
	return "[" + strings.Join(items, ",") + "]"
}

func TestBulkCreate(t *testing.T) {
	t.Parallel()
	s := newSite()
	got := ok[[]worklog](t, honest(t, s).post(bulk, bulkOf("02", "03", "04")))
	var days []string
	for _, w := range got {
		days = append(days, w.StartDate)
	}
	if want := []string{"2026-03-04", "2026-03-03", "2026-03-02"}; !cmp.Equal(days, want) {
		t.Errorf("answer in the order %v, want %v", days, want)
	}
	if stored := s.Worklogs(); len(stored) != 3 || stored[0].StartDate != "2026-03-02" || stored[0].IssueID != 10001 {
		t.Errorf("stored %+v, want three worklogs in the order of the request", stored)
	}
}

func TestBulkIsAllOrNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		partial bool
		want    int
	}{
		"atomic": {false, 0}, "partial": {true, 2},
	}
	for name, tt := range tests {
		s := newSite()
		s.PartialBulk = tt.partial
		s.ClosePeriod("2026-03-03", "2026-03-03")
		got := honest(t, s).post(bulk, bulkOf("02", "03", "04"))
		if got.status != http.StatusBadRequest || got.body != `{"errors":[{"message":"Period is closed"}]}` {
			t.Errorf("%s = %d %s, want 400 for the closed day", name, got.status, got.body)
		}
		if n := len(s.Worklogs()); n != tt.want {
			t.Errorf("%s wrote %d worklogs, want %d", name, n, tt.want)
		}
	}
}

func TestRefusedBulks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ url, body string }{
		"none":                    {bulk, `[]`},
		"51":                      {bulk, bulkOf(strings.Split(strings.Repeat("02 ", 50)+"02", " ")...)},
		"an object":               {bulk, `{}`},
		"with an issue":           {bulk, strings.Replace(bulkOf("02"), `{`, `{"issueId":10001,`, 1)},
		"with an estimate":        {bulk, strings.Replace(bulkOf("02"), `{`, `{"remainingEstimateSeconds":1,`, 1)},
		"with the bypass flag":    {bulk, strings.Replace(bulkOf("02"), `{`, `{"bypassPeriodClosuresAndApprovals":true,`, 1)},
		"unknown issue":           {tempo + "/worklogs/issue/99/bulk", bulkOf("02")},
		"issue key":               {tempo + "/worklogs/issue/ATLAS-1/bulk", bulkOf("02")},
		"more hours than one day": {bulk, bulkOf(strings.Split(strings.Repeat("02 ", 24)+"02", " ")...)},
	}
	for name, tt := range tests {
		s := newSite()
		if got := rude(t, s).post(tt.url, tt.body); got.status != http.StatusBadRequest || len(s.Worklogs()) != 0 {
			t.Errorf("%s = %d %s and %d worklogs, want 400 and none", name, got.status, got.body, len(s.Worklogs()))
		}
	}
}

func TestOneBulkPerIssueAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite()
		s.Latency = time.Second
		c := rude(t, s)
		statuses := make(chan int, 3)
		send := func(url string) { statuses <- c.post(url, bulkOf("02")).status }
		go send(bulk)
		go send(tempo + "/worklogs/issue/10002/bulk")
		synctest.Wait()
		if got := c.post(bulk, bulkOf("03")).status; got != http.StatusConflict {
			t.Errorf("second bulk for the issue = %d, want 409", got)
		}
		if a, b := <-statuses, <-statuses; a != http.StatusOK || b != http.StatusOK {
			t.Errorf("bulks for different issues = %d and %d, want 200 for both", a, b)
		}
		if got := c.post(bulk, bulkOf("03")).status; got != http.StatusOK {
			t.Errorf("bulk after the first one = %d, want 200", got)
		}
		if requests, writes := s.MaxInFlight(); requests != 3 || writes != 2 {
			t.Errorf("at once %d requests and %d writes to one issue, want 3 and 2", requests, writes)
		}
	})
}
