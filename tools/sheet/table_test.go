package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// analysis is what getWorklogAnalytics answers, with all of it.
type analysis struct {
	sums

	GroupBy, Total, Billable, Future string
	BillablePercent, FutureHours     float64
	Filter                           map[string]string
	Rows                             []struct {
		Key, Name, Time string
		Hours           float64
		Cells           map[string]struct {
			Hours float64
			Time  string
		}
	}
	Columns []struct {
		Key, Name, Time string
		Hours           float64
	}
}

// compared is the time now and before.
type compared struct {
	Now, Before, Difference, BeforeWhole                                         string
	NowStartDate, NowEndDate, BeforeStartDate, BeforeEndDate, BeforeWholeEndDate string
}

// adds reports whether a table adds up, in both directions and to the total.
func (a analysis) adds(t *testing.T) {
	t.Helper()
	columns := map[string]float64{}
	var rows float64
	for _, r := range a.Rows {
		var sum float64
		for key, c := range r.Cells {
			sum += c.Hours
			columns[key] += c.Hours
		}
		rows += r.Hours
		if sum != r.Hours {
			t.Errorf("row %s: %v, its cells %v", r.Key, r.Hours, sum)
		}
	}
	var total float64
	for _, c := range a.Columns {
		total += c.Hours
		if columns[c.Key] != c.Hours {
			t.Errorf("column %s: %v, its cells %v", c.Key, c.Hours, columns[c.Key])
		}
	}
	if rows != a.TotalHours || total != a.TotalHours || len(columns) != len(a.Columns) {
		t.Errorf("total %v, rows %v, columns %v in %d of %d", a.TotalHours, rows, total, len(columns), len(a.Columns))
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	spread(s)
	var out analysis
	const days = `"startDate":"2026-02-27","endDate":"2026-03-03"`
	text := s.OK(t, "getWorklogAnalytics", `{`+days+`,"groupBy":"project,day"}`, &out)
	out.adds(t)
	want := "Fri 2026-02-27 to Tue 2026-03-03 by project and day: 5 worklogs, 12h, billable 6h (50%).\n" +
		"project | Fri 2026-02-27 | Mon 2026-03-02 | Tue 2026-03-03 | total\n" +
		"ATLAS | 3h | 5h | – | 8h\n" +
		"Issue 10042 | – | – | 3h | 3h\n" +
		"OPS | – | – | 1h | 1h\n" +
		"total | 3h | 5h | 4h | 12h"
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if out.GroupBy != "project,day" || len(out.Groups) != 0 || out.Rows[0].Cells["2026-03-02"].Time != "5h" || out.Rows[0].Time != "8h" || out.Columns[0].Time != "3h" {
		t.Errorf("%+v", out)
	}
	for _, groupBy := range []string{`["Account","issue"]`, `"account , issue"`, `"[\"account\",\"issue\"]"`} {
		var out analysis
		s.OK(t, "getWorklogAnalytics", `{`+days+`,"groupBy":`+groupBy+`}`, &out)
		out.adds(t)
		if out.GroupBy != "account,issue" || out.Rows[0].Name != "Acme" || out.Columns[0].Name != "Search" {
			t.Errorf("%s: %+v", groupBy, out)
		}
	}
}

// TestLargeTable puts together what does not fit, and still adds up.
func TestLargeTable(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddManyIssues()
	for i := range 100 {
		for n := range 20 {
			add(s, int64(1+20*i+n), time.Date(2025, 11, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "", time.Hour, int64(30000+(i+7*n)%200), "")
		}
	}
	var out analysis
	result := s.Run(t.Context(), t, "getWorklogAnalytics", `{"startDate":"2025-11-01","endDate":"2026-03-31","groupBy":"issue,day"}`)
	tooltest.Unpack(t, result, &out)
	out.adds(t)
	if !out.Truncated || out.TotalHours != 2000 || out.Rows[len(out.Rows)-1].Key != "(others)" || out.Columns[len(out.Columns)-1].Key != "(others)" {
		t.Errorf("truncated %v, %v h, %d rows, %d columns", out.Truncated, out.TotalHours, len(out.Rows), len(out.Columns))
	}
	if n := utf8.RuneCountInString(tooltest.JSON(result.Structured)); n > 60_000 {
		t.Errorf("%d characters", n)
	}
	tooltest.Wants(t, result.Text, "put together as (others)")
}

// TestGroups adds up by whatever a worklog has.
func TestGroups(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddAccount(sim.Account{ID: 1, Key: "ACME_DEV", Name: "Acme: Development", Customer: "Acme"})
	s.AddAccount(sim.Account{ID: 2, Key: "ACME_OPS", Name: "Acme: Operations", Customer: "Acme"})
	s.AddAccount(sim.Account{ID: 3, Key: "INTERNAL", Name: "Internal"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_WorkType_", Name: "Work type", Type: "STATIC_LIST", Values: []string{"a1", "b2"}, Names: map[string]string{"a1": "Review", "b2": "Tests"}})
	for i, account := range []string{"ACME_DEV", "ACME_OPS", "INTERNAL", "OLD", ""} {
		w := sim.Worklog{IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: int64(5-i) * 3600, BillableSeconds: new(int64(0))}
		if account != "" {
			w.Attributes = []sim.AttributeValue{{Key: "_Account_", Value: account}, {Key: "_WorkType_", Value: []string{"a1", "b2"}[i%2]}}
		}
		s.AddWorklog(w)
	}
	for groupBy, want := range map[string]string{
		"customer":             "9h 60% Acme (%s) | 3h 20% (no customer) | 2h 13.3% (customer of OLD not known) | 1h 6.7% (no account)",
		"account":              "5h 33.3% ACME_DEV Acme: Development | 4h 26.7% ACME_OPS Acme: Operations | 3h 20% INTERNAL Internal | 2h 13.3% OLD | 1h 6.7% (no account)",
		"person":               "15h 100% Ada Marlow",
		"attribute:_WorkType_": "8h 53.3% Review (a1) | 6h 40% Tests (b2) | 1h 6.7% (none)",
		"Attribute:work TYPE":  "8h 53.3% Review (a1) | 6h 40% Tests (b2) | 1h 6.7% (none)",
	} {
		var out analysis
		text := s.OK(t, "getWorklogAnalytics", fmt.Sprintf(`{%s,"groupBy":%q}`, march, groupBy), &out)
		want = strings.ReplaceAll(want, "%s", out.Groups[0].Key)
		for line := range strings.SplitSeq(want, " | ") {
			tooltest.Wants(t, text, "\n"+line+" (")
		}
		if n := strings.Count(want, " | ") + 1; len(out.Groups) != n {
			t.Errorf("%s: %d groups, want %d", groupBy, len(out.Groups), n)
		}
	}
	tooltest.Wants(t, s.Fails(t, "getWorklogAnalytics", `{`+march+`,"groupBy":"attribute:Kind"}`), `no work attribute "Kind"`, "_WorkType_ (Work type)")
	s.TempoScopes = []string{"worklogs:view"}
	tooltest.Wants(t, s.Fails(t, "getWorklogAnalytics", `{`+march+`,"groupBy":"customer"}`), "Accounts (view)")
}
