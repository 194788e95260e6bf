package worklog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestBalances(t *testing.T) {
	t.Parallel()
	day := func(d int) worklog.Day { return worklog.NewDay(2026, time.March, d) }
	schedule := []worklog.ScheduleDay{
		{Day: day(2), Required: 8 * time.Hour},
		{Day: day(3), Required: 4 * time.Hour, Holiday: "Carnival", HolidayLength: 4 * time.Hour},
		{Day: day(4), Required: 8 * time.Hour},
		{Day: day(7)},
	}
	entries := []worklog.Entry{
		{Day: day(2), Spent: 8*time.Hour + time.Second},
		{Day: day(3), Spent: 3 * time.Hour},
		{Day: day(4), Spent: time.Hour},
		{Day: day(7), Spent: 2 * time.Hour},
	}
	tests := []struct {
		name         string
		today        int
		minimum      time.Duration
		until, after worklog.Balance
	}{
		{
			"in the middle", 3, 0,
			worklog.Balance{Required: 12 * time.Hour, Logged: 11*time.Hour + time.Second},
			worklog.Balance{Required: 8 * time.Hour, Logged: 3 * time.Hour},
		},
		{"all over", 9, 0, worklog.Balance{Required: 20 * time.Hour, Logged: 14*time.Hour + time.Second}, worklog.Balance{}},
		{"all to come", 1, 0, worklog.Balance{}, worklog.Balance{Required: 20 * time.Hour, Logged: 14*time.Hour + time.Second}},
		{"with a minimum", 9, 6 * time.Hour, worklog.Balance{Required: 16 * time.Hour, Logged: 14*time.Hour + time.Second}, worklog.Balance{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			until, after := worklog.Balances(schedule, entries, day(tt.today), tt.minimum)
			if diff := cmp.Diff([]worklog.Balance{tt.until, tt.after}, []worklog.Balance{until, after}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if until.Over() != until.Logged-until.Required {
				t.Errorf("over by %v", until.Over())
			}
		})
	}
}
