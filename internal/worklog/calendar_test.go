package worklog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// wednesday is the calendar on Wednesday, November 18, 2026.
func wednesday(tb testing.TB, weekStart time.Weekday) worklog.Calendar {
	tb.Helper()
	return worklog.Calendar{Today: day(tb, "2026-11-18"), WeekStart: weekStart}
}

func TestCalendarDay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-02-28":   "2026-02-28",
		" 2026-02-28 ": "2026-02-28",
		"today":        "2026-11-18",
		" Yesterday\n": "2026-11-17",
		"TOMORROW":     "2026-11-19",
		"wednesday":    "2026-11-18", // today is one
		"tuesday":      "2026-11-17",
		"Monday":       "2026-11-16",
		"sunday":       "2026-11-15",
		"saturday":     "2026-11-14",
		"friday":       "2026-11-13",
		"thursday":     "2026-11-12",
	} {
		// Which day a week starts on must not matter to a weekday.
		for weekStart := time.Sunday; weekStart <= time.Saturday; weekStart++ {
			got, err := wednesday(t, weekStart).Day(in)
			if err != nil || got != day(t, want) {
				t.Errorf("%q: got %s, %v, want %s", in, got, err, want)
			}
		}
	}
}

func TestCalendarDayErrors(t *testing.T) {
	t.Parallel()
	const accepted = " is not a day: give a date as YYYY-MM-DD, today, yesterday, tomorrow, " +
		"or a weekday from monday to sunday (the latest one not after today)"
	for in, want := range map[string]string{
		"2026-02-30":  "2026-02-30 is not a date: February 2026 has 28 days",
		"3.2.2026":    `"3.2.2026"` + accepted,
		"next friday": `"next friday"` + accepted,
		"mon":         `"mon"` + accepted,
		"thisWeek":    `"thisWeek"` + accepted,
		" ":           `""` + accepted,
	} {
		_, err := wednesday(t, time.Monday).Day(in)
		checkError(t, err, want)
	}
}

func TestCalendarPeriod(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		today  string
		start  time.Weekday
		period string
		want   worklog.Range
	}{
		{"2026-11-18", time.Monday, "today", span(t, "2026-11-18", "2026-11-18")},
		{"2026-11-01", time.Monday, "Yesterday", span(t, "2026-10-31", "2026-10-31")},
		{"2026-11-18", time.Monday, "thisWeek", span(t, "2026-11-16", "2026-11-22")},
		{"2026-11-18", time.Sunday, "thisweek", span(t, "2026-11-15", "2026-11-21")},
		{"2026-11-18", time.Saturday, " THISWEEK ", span(t, "2026-11-14", "2026-11-20")},
		{"2026-11-18", time.Monday, "lastWeek", span(t, "2026-11-09", "2026-11-15")},
		{"2026-11-18", time.Sunday, "lastWeek", span(t, "2026-11-08", "2026-11-14")},
		{"2026-11-18", time.Saturday, "lastWeek", span(t, "2026-11-07", "2026-11-13")},
		{"2026-11-16", time.Monday, "thisWeek", span(t, "2026-11-16", "2026-11-22")}, // on the first day of the week
		{"2026-11-16", time.Monday, "lastWeek", span(t, "2026-11-09", "2026-11-15")},
		{"2026-11-22", time.Monday, "lastWeek", span(t, "2026-11-09", "2026-11-15")},
		{"2026-11-22", time.Monday, "thisWeek", span(t, "2026-11-16", "2026-11-22")}, // on the last
		{"2026-11-22", time.Sunday, "thisWeek", span(t, "2026-11-22", "2026-11-28")},
		{"2027-01-01", time.Monday, "thisWeek", span(t, "2026-12-28", "2027-01-03")},
		{"2026-11-18", time.Monday, "nextWeek", span(t, "2026-11-23", "2026-11-29")},
		{"2026-11-22", time.Sunday, "nextWeek", span(t, "2026-11-29", "2026-12-05")},
		{"2026-11-18", time.Monday, "thisYear", span(t, "2026-01-01", "2026-12-31")},
		{"2026-11-18", time.Monday, "thisMonth", span(t, "2026-11-01", "2026-11-30")},
		{"2026-12-31", time.Monday, "thisMonth", span(t, "2026-12-01", "2026-12-31")},
		{"2024-02-10", time.Monday, "thisMonth", span(t, "2024-02-01", "2024-02-29")},
		{"2026-03-31", time.Monday, "lastMonth", span(t, "2026-02-01", "2026-02-28")},
		{"2024-03-31", time.Monday, "lastMonth", span(t, "2024-02-01", "2024-02-29")},
		{"2027-01-01", time.Monday, "lastMonth", span(t, "2026-12-01", "2026-12-31")},
	} {
		calendar := worklog.Calendar{Today: day(t, tt.today), WeekStart: tt.start}
		got, err := calendar.Period(tt.period)
		if err != nil || got != tt.want {
			t.Errorf("%s on %s, weeks from %s: got %s, %v, want %s", tt.period, tt.today, tt.start, got, err, tt.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	needWeekStart := map[string]bool{}
	for _, name := range worklog.Periods() {
		if needWeekStart[name] = worklog.NeedsWeekStart(name); needWeekStart[name] != worklog.NeedsWeekStart(strings.ToUpper(name)+" ") {
			t.Errorf("%s needs the week start or not depending on its case", name)
		}
		monday, err := wednesday(t, time.Monday).Period(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		sunday, _ := wednesday(t, time.Sunday).Period(name)
		if differ := monday != sunday; differ != needWeekStart[name] {
			t.Errorf("%s: differs by week start %t, says %t", name, differ, needWeekStart[name])
		}
	}
	want := map[string]bool{"today": false, "yesterday": false, "thisWeek": true, "lastWeek": true, "nextWeek": true, "thisMonth": false, "lastMonth": false, "thisYear": false}
	if diff := cmp.Diff(want, needWeekStart); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, in := range []string{"", "monday", "week"} {
		if worklog.NeedsWeekStart(in) {
			t.Errorf("%q needs the week start", in)
		}
	}
}

func TestCalendarWeek(t *testing.T) {
	t.Parallel()
	for start, want := range map[time.Weekday]worklog.Range{
		time.Monday:   span(t, "2026-12-28", "2027-01-03"),
		time.Sunday:   span(t, "2026-12-27", "2027-01-02"),
		time.Saturday: span(t, "2026-12-26", "2027-01-01"),
	} {
		if got := (worklog.Calendar{WeekStart: start}).Week(day(t, "2027-01-01")); got != want {
			t.Errorf("weeks from %s: got %s, want %s", start, got, want)
		}
	}
}

func TestCalendarRange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		start, end, period string
		want               worklog.Range
	}{
		{"2026-11-01", "2026-11-30", "", span(t, "2026-11-01", "2026-11-30")},
		{"2026-11-01", "2026-11-01", " ", span(t, "2026-11-01", "2026-11-01")},
		{"monday", "today", "", span(t, "2026-11-16", "2026-11-18")},
		{"yesterday", "2026-12-24", "", span(t, "2026-11-17", "2026-12-24")},
		{"", "", "lastWeek", span(t, "2026-11-09", "2026-11-15")},
		{" ", "\t", "thismonth", span(t, "2026-11-01", "2026-11-30")},
	} {
		got, err := wednesday(t, time.Monday).Range(tt.start, tt.end, tt.period)
		if err != nil || got != tt.want {
			t.Errorf("%q, %q, %q: got %s, %v, want %s", tt.start, tt.end, tt.period, got, err, tt.want)
		}
	}
}

func TestCalendarRangeErrors(t *testing.T) {
	t.Parallel()
	const both = "period came together with startDate or endDate: give the period alone, or both dates without it"
	const periods = "today, yesterday, thisWeek, lastWeek, nextWeek, thisMonth, lastMonth, thisYear"
	for _, tt := range []struct{ start, end, period, want string }{
		{"", "", "", "no dates given: give startDate and endDate, or period as one of " + periods},
		{"2026-11-01", "", "", "endDate is missing: give it too (the same as startDate for a single day), or period instead of both"},
		{"", "2026-11-01", "", "startDate is missing: give it too (the same as endDate for a single day), or period instead of both"},
		{"2026-11-01", "2026-11-02", "today", both},
		{"2026-11-01", "", "today", both},
		{"", "2026-11-01", "today", both},
		{"2026-11-02", "2026-11-01", "", "endDate 2026-11-01 is before startDate 2026-11-02: swap them"},
		{"today", "monday", "", "endDate 2026-11-16 is before startDate 2026-11-18: swap them"},
		{"", "", "nextYear", `period: "nextYear" is not a period: give one of ` + periods},
		{"2026-11-31", "2026-12-01", "", "startDate: 2026-11-31 is not a date: November 2026 has 30 days"},
		{"2026-11-01", "2026-11-31", "", "endDate: 2026-11-31 is not a date: November 2026 has 30 days"},
	} {
		_, err := wednesday(t, time.Monday).Range(tt.start, tt.end, tt.period)
		checkError(t, err, tt.want)
	}
}

func FuzzParseRange(f *testing.F) {
	for _, seed := range []struct{ today, start, end, period string }{
		{"2026-11-18", "2026-11-01", "2026-11-30", ""},
		{"2024-02-29", "monday", "today", ""},
		{"2026-12-31", "", "", "lastWeek"},
		{"2026-03-31", "", "", "LASTMONTH"},
		{"1900-01-01", "", "", "thisWeek"},
		{"2026-11-18", "today", "yesterday", ""},
		{"2026-11-18", "friday", "", "today"},
	} {
		f.Add(seed.today, uint8(1), seed.start, seed.end, seed.period)
	}
	f.Fuzz(func(t *testing.T, today string, weekStart uint8, start, end, period string) {
		now, err := worklog.ParseDay(today)
		if err != nil {
			return
		}
		calendar := worklog.Calendar{Today: now, WeekStart: time.Weekday(weekStart % 7)}
		got, err := calendar.Range(start, end, period)
		if err != nil {
			if got != (worklog.Range{}) {
				t.Errorf("got %s with error %v", got, err)
			}
			return
		}
		if got.To.Before(got.From) || got.Len() < 1 || !got.Contains(got.From) || !got.Contains(got.To) {
			t.Errorf("%q, %q, %q on %s: got %s, %d days", start, end, period, now, got, got.Len())
		}
		if strings.TrimSpace(period) == "" {
			return
		}
		checkPeriod(t, calendar, strings.ToLower(strings.TrimSpace(period)), got)
	})
}

// checkPeriod checks what a user would of a period: how long it is, and that it is
// around today or ends before it.
func checkPeriod(t *testing.T, c worklog.Calendar, period string, got worklog.Range) {
	t.Helper()
	if last := period == "yesterday" || strings.HasPrefix(period, "last"); last == got.Contains(c.Today) || got.From.After(c.Today) {
		t.Errorf("%s on %s is %s", period, c.Today, got)
	}
	switch {
	case strings.HasSuffix(period, "week"):
		if got.Len() != 7 || got.From.Weekday() != c.WeekStart {
			t.Errorf("%s on %s, weeks from %s, is %s", period, c.Today, c.WeekStart, got)
		}
	case strings.HasSuffix(period, "month"):
		if got.From != got.From.Month() || got.To.Month() != got.From || got.To.AddDays(1).Month() == got.From {
			t.Errorf("%s on %s is %s", period, c.Today, got)
		}
	default:
		if got.Len() != 1 {
			t.Errorf("%s on %s is %s", period, c.Today, got)
		}
	}
}
