package worklog_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// TestClocked takes out the starts that several worklogs of a day have from the site.
func TestClocked(t *testing.T) {
	t.Parallel()
	day := worklog.NewDay(2026, time.March, 2)
	at := func(id int64, d worklog.Day, hour, minute int) worklog.Entry {
		return worklog.Entry{ID: id, Day: d, Start: worklog.NewTimeOfDay(hour, minute, 0), Spent: time.Hour}
	}
	entries := []worklog.Entry{
		at(1, day, 8, 0), at(2, day, 8, 0), // put in by the site
		at(3, day.AddDays(1), 8, 0),            // alone on its day
		at(4, day, 10, 15), at(5, day, 10, 15), // given by somebody
		{ID: 6, Day: day, Spent: time.Hour}, {ID: 7, Day: day, Spent: time.Hour},
	}
	starts := map[int64]string{3: "08:00", 4: "10:15", 5: "10:15"}
	for _, e := range worklog.Clocked(entries) {
		if got := e.Start.String(); got != starts[e.ID] {
			t.Errorf("worklog %d starts at %q, want %q", e.ID, got, starts[e.ID])
		}
	}
	if entries[0].Start.IsZero() {
		t.Error("what was given is changed")
	}
}
