package worklogs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestBulkAnswersEntryByEntry mixes entries that can be logged with others.
func TestBulkAnswersEntryByEntry(t *testing.T) {
	t.Parallel()
	for _, partial := range []bool{false, true} {
		s := tooltest.NewSite(t)
		s.PartialBulk = partial
		s.ClosePeriod("2026-01-01", "2026-01-31")
		var out bulkResult
		text := s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[
			{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-03-05"},
			{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-01-15"},
			{"issueKey":"NOPE-1","timeSpentHours":1,"date":"2026-03-05"},
			{"issueKey":"ATLAS-1","timeSpentHours":25,"date":"2026-03-05"},
			{"issueKey":"ATLAS-2","timeSpent":"2h","date":"someday"},
			{"issueKey":"ATLAS-2","timeSpent":"2h","date":"monday"},
			{"issueKey":"ATLAS-1","timeSpentHours":0.5,"date":"2026-03-05"}]}`, &out)
		var got []string
		for _, r := range out.Results {
			got = append(got, r.Status)
		}
		if diff := cmp.Diff([]string{"created", "failed", "failed", "failed", "failed", "created", "created"}, got); diff != "" {
			t.Errorf("partial %v: (-want +got)\n%s", partial, diff)
		}
		tooltest.Wants(t, text, "Created 3 of 7", "(3h 30m)", "4 failed", "closed", "NOPE-1", "at most 24h", "someday")
		if out.TotalHours != 3.5 || len(s.Worklogs()) != 3 {
			t.Errorf("partial %v: %v hours, %d worklogs", partial, out.TotalHours, len(s.Worklogs()))
		}
	}
}

// TestBulkOfNothingGood is an error, but still tells of each entry.
func TestBulkOfNothingGood(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	text := s.Fails(t, "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"x","timeSpentHours":1,"date":"today"},{"issueKey":"ATLAS-1","timeSpentHours":30,"date":"today"}]}`)
	tooltest.Wants(t, text, "Created 0 of 2", "0. failed", "issueKey", "1. failed", "30 hours", "at most 24h")
}

// TestBulkSaysReasonsOnce keeps the text short when everything fails alike.
func TestBulkSaysReasonsOnce(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.ClosePeriod("2026-03-01", "2026-03-31")
	text := s.Fails(t, "bulkCreateWorklogs", bulkArguments(single, single, single))
	if strings.Count(text, "administrator") != 2 || strings.Count(text, "Same reason as entry 0.") != 2 {
		t.Error(text)
	}
}

// TestBulkOfMany sends more than a bulk request holds, in a few requests.
func TestBulkOfMany(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	var list []wanted
	for i := range 120 {
		day := time.Date(2025, 9, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		list = append(list, wanted{key: "ATLAS-1", issue: 10001, date: day, seconds: 3600, bill: -1})
	}
	var out bulkResult
	s.OK(t, "bulkCreateWorklogs", bulkArguments(list...), &out)
	if out.Created != 120 || len(s.Worklogs()) != 120 || len(s.Requests()) != 7 {
		t.Errorf("created %d, there are %d, %d requests", out.Created, len(s.Worklogs()), len(s.Requests()))
	}
	for i, r := range out.Results {
		if r.Worklog.Date != list[i].date {
			t.Errorf("entry %d is on %s, not %s", i, r.Worklog.Date, list[i].date)
		}
	}
}
