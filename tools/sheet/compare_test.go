package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestFuture says how much lies after today, and what is billable.
func TestFuture(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	add(s, 1, "2026-03-05", "", 2*time.Hour, 10001, "")
	add(s, 2, "2026-03-06", "", 40*time.Minute, 10001, "")
	s.AddWorklog(sim.Worklog{IssueID: 10002, StartDate: "2026-03-04", TimeSpentSeconds: 3600, BillableSeconds: new(int64(0))})
	var out analysis
	text := s.OK(t, "getWorklogAnalytics", `{"period":"thisMonth","projectKey":"ATLAS"}`, &out)
	tooltest.Wants(t, text, "Sun 2026-03-01 to Tue 2026-03-31, project ATLAS by issue: 3 worklogs, 3h 40m, billable 2h 40m (72.7%). 40m of it lies in the future, after Thu 2026-03-05.",
		"\n2h 40m 72.7% ATLAS-1 Search (2 worklogs, all billable)", "\n1h 27.3% ATLAS-2 Billing (1 worklog, not billable)")
	if out.Future != "40m" || out.FutureHours != 0.67 || out.Billable != "2h 40m" || out.BillablePercent != 72.7 || out.Filter["projectKey"] != "ATLAS" {
		t.Errorf("%+v", out)
	}
	if text := s.OK(t, "getWorklogAnalytics", `{"period":"lastMonth"}`, nil); strings.Contains(text, "future") {
		t.Error(text)
	}
	tooltest.Wants(t, s.OK(t, "getWorklogAnalytics", `{"period":"nextWeek"}`, nil), "0 worklogs, 0m")
}

// TestCompare puts each group beside the time before. While a month is not over, only
// its days so far count.
func TestCompare(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	add(s, 1, "2026-02-02", "", 3*time.Hour, 10001, "")
	add(s, 2, "2026-02-05", "", time.Hour, 10003, "")
	add(s, 3, "2026-02-06", "", 7*time.Hour, 10001, "") // not yet as late in its month
	add(s, 4, "2026-03-02", "", 4*time.Hour+20*time.Minute, 10001, "")
	add(s, 5, "2026-03-05", "", time.Hour, 10002, "")
	add(s, 6, "2026-03-20", "", 2*time.Hour, 10002, "")
	add(s, 7, "2026-01-31", "", 9*time.Hour, 10001, "")
	tests := []struct{ name, args, head, groups string }{
		{
			"month", `"period":"thisMonth","groupBy":"issue"`,
			"Compared: 5h 20m in Sun 2026-03-01 to Thu 2026-03-05, 4h in Sun 2026-02-01 to Thu 2026-02-05 before: +1h 20m. Days still to come stand apart; all of Sun 2026-02-01 to Sat 2026-02-28: 11h.",
			"4h 20m 59.1% ATLAS-1 Search (1 worklog, all billable); before 3h, +1h 20m\n" +
				"3h 40.9% ATLAS-2 Billing (2 worklogs, all billable); up to today 1h; before 0m, +1h\n" +
				"0m 0% OPS-3 Quiet nights; before 1h, -1h",
		},
		{
			"finished month", `"period":"lastMonth","groupBy":"project"`,
			"Compared: 11h in Sun 2026-02-01 to Sat 2026-02-28, 9h in Thu 2026-01-01 to Sat 2026-01-31 before: +2h.",
			"10h 90.9% ATLAS (2 worklogs, all billable); before 9h, +1h\n1h 9.1% OPS (1 worklog, all billable); before 0m, +1h",
		},
		{
			"week", `"period":"lastWeek","groupBy":"project"`, "Compared: 0m in Mon 2026-02-23 to Sun 2026-03-01, 0m in Mon 2026-02-16 to Sun 2026-02-22 before: ±0.", "",
		},
		{
			"days", `"startDate":"2026-02-05","endDate":"2026-02-06","groupBy":"project"`, "Compared: 8h in Thu 2026-02-05 to Fri 2026-02-06, 0m in Tue 2026-02-03 to Wed 2026-02-04 before: +8h.", "7h 87.5% ATLAS",
		},
		{
			"future", `"startDate":"2026-03-20","endDate":"2026-03-20","groupBy":"project"`, "2h of it lies in the future, after Thu 2026-03-05.\nCompared: 2h in Fri 2026-03-20, 0m in Thu 2026-03-19 before: +2h.", "2h 100% ATLAS",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := s.OK(t, "getWorklogAnalytics", `{`+tt.args+`,"compareWith":"previous"}`, nil)
			tooltest.Wants(t, text, tt.head, tt.groups)
			if strings.Contains(tt.head, "stand apart") != strings.Contains(text, "stand apart") {
				t.Error(text)
			}
		})
	}
	var out struct {
		Comparison compared
		Groups     []struct {
			Key      string
			Compared compared
		}
	}
	s.OK(t, "getWorklogAnalytics", `{"period":"thisMonth","compareWith":"previous"}`, &out)
	got := fmt.Sprint(out.Comparison, out.Groups)
	if want := "{5h 20m 4h 1h 20m 11h 2026-03-01 2026-03-05 2026-02-01 2026-02-05 2026-02-28} [{ATLAS-1 {4h 20m 3h 1h 20m      }} {ATLAS-2 {1h 0m 1h      }} {OPS-3 {0m 1h -1h      }}]"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
