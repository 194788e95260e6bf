package sheet_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// standing is what getMissingWorklogDays answers about the balance.
type standing struct {
	Required, Logged, Balance, ComingRequired, ComingLogged, Missing string
	BalanceHours, ComingRequiredHours                                float64
	MissingDays, UpcomingDays                                        []struct {
		Date, Required, Logged, Missing string
		MissingHours                    json.Number
	}
	Holidays []struct{ Date, Weekday, Name, Required string }
	Notes    []string
}

// TestBalance begins with what is logged of what is required, coming days apart.
func TestBalance(t *testing.T) {
	t.Parallel()
	fill := func(s *tooltest.Site, seconds int) {
		for i, day := range []string{"02", "03", "04", "05"} {
			add(s, int64(400+i), "2026-03-"+day, "", 8*time.Hour, 10001, "")
		}
		add(s, 410, "2026-03-01", "", time.Duration(seconds)*time.Second, 10001, "")
	}
	tests := []struct {
		name, args string
		change     func(*tooltest.Site)
		line, says string
	}{
		{"over, with days to come", `"period":"thisMonth"`, func(s *tooltest.Site) {
			fill(s, 5*3600+45*60)
			add(s, 411, "2026-03-09", "", 30*time.Minute, 10001, "")
		}, "Mar 1–5: 37h 45m of 32h, 5h 45m over; still to come: 144h required, 30m logged", "Sun 2026-03-01 to Tue 2026-03-31: no day up to today lacks time."},
		{"even", `"startDate":"2026-03-02","endDate":"2026-03-05"`, func(s *tooltest.Site) { fill(s, 60) }, "Mar 2–5: 32h of 32h, even", "no day up to today lacks time"},
		{"short", `"period":"lastWeek"`, nil, "Feb 23 – Mar 1: 0m of 40h, 40h short", "5 days with too little time, 40h missing."},
		{"short of seconds", `"period":"today"`, func(s *tooltest.Site) {
			add(s, 400, "2026-03-05", "", 8*time.Hour-12*time.Second, 10001, "")
		}, "Mar 5: 7h 59m 48s of 8h, 12s short", "1 day with too little time, 12s missing.\nThu 2026-03-05: 7h 59m 48s of 8h, 12s missing; logged: ATLAS-1 7h 59m 48s [id 400]"},
		{"with a minimum", `"period":"today","minHoursPerDay":6`, nil, "Mar 5: 0m of 6h, 6h short", "6h missing"},
		{
			"future", `"period":"nextWeek"`, func(s *tooltest.Site) { add(s, 400, "2026-03-10", "", time.Hour, 10001, "") },
			"Mar 9–15: all still to come: 40h required, 1h logged; nothing can be missing yet.", "Still to come, not missing: 5 working days\n0m of 8h: Mon 2026-03-09, Wed 2026-03-11, Thu 2026-03-12, Fri 2026-03-13\n1h of 8h: Tue 2026-03-10",
		},
		{"weekend", `"startDate":"2026-02-28","endDate":"2026-03-01"`, func(s *tooltest.Site) { fill(s, 3600) }, "Feb 28 – Mar 1: 1h logged, no time required", "requires no time on these days, so none can lack time."},
		{"schedule of nothing", `"period":"lastMonth"`, func(s *tooltest.Site) { s.SetSchedule(nil) }, "Feb 1–28: 0m logged, no time required", "requires no time on any of these days, so none can lack time. If that is wrong"},
		{"last year", `"startDate":"2025-12-31","endDate":"2025-12-31"`, nil, "Dec 31, 2025: 0m of 8h, 8h short", "8h missing"},
		{"whole holiday", `"period":"lastMonth"`, func(s *tooltest.Site) {
			s.AddHoliday("2026-02-04", "Bank Holiday", 8*3600)
			s.AddHoliday("2026-02-19", "Summer Party", 4*3600)
		}, "Feb 1–28: 0m of 148h, 148h short", "\nHolidays: Wed 2026-02-04 Bank Holiday, Thu 2026-02-19 Summer Party (4h required)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			if tt.change != nil {
				tt.change(s)
			}
			text := s.OK(t, "getMissingWorklogDays", `{`+tt.args+`}`, nil)
			if line, _, _ := strings.Cut(text, "\n"); line != tt.line {
				t.Errorf("first line:\n got %s\nwant %s", line, tt.line)
			}
			tooltest.Wants(t, text, tt.says)
		})
	}
}

// TestBalanceStructure holds what the text says, hours and exact.
func TestBalanceStructure(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	week(s)
	add(s, 400, "2026-03-09", "", 20*time.Second, 10001, "")
	var out standing
	s.OK(t, "getMissingWorklogDays", `{"startDate":"2026-03-02","endDate":"2026-03-09"}`, &out)
	got := fmt.Sprint(out.Required, " ", out.Logged, " ", out.Balance, out.BalanceHours, " ", out.ComingRequired, out.ComingRequiredHours, " ", out.ComingLogged, " ", out.Missing)
	if want := "28h 8h -20h-20 8h8 20s 20h"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := fmt.Sprint(out.MissingDays, out.UpcomingDays); got != "[{2026-03-02 8h 0m 8h 8} {2026-03-03 8h 4h 4h 4} {2026-03-05 8h 0m 8h 8}] [{2026-03-09 8h 20s 7h 59m 40s 7.99}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(out.Holidays); got != "[{2026-03-04 Wednesday Carnival 4h} {2026-03-06 Friday Founders' Day 0m}]" {
		t.Error(got)
	}
}

// TestSilentSchedule does not take no answer for no gap.
func TestSilentSchedule(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, tooltest.Unchecked)
	s.AddFault(sim.Fault{PathPrefix: "/4/user-schedule", Edit: func(body map[string]any) { body["results"] = []any{} }})
	text := s.OK(t, "getMissingWorklogDays", `{"period":"lastWeek"}`, nil)
	tooltest.Wants(t, text, "says nothing about these days, so whether they lack time is not known")
	if strings.Contains(text, "no day") {
		t.Error(text)
	}
}

// TestMissingFillsTheDay logs on random sheets what is said to be missing, as text and,
// where it is whole minutes, as hours. No day lacks time then.
func TestMissingFillsTheDay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		for _, unit := range []time.Duration{time.Second, time.Minute} {
			t.Run(fmt.Sprintf("%d %v", seed, unit), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(seed, 1))
				s := tooltest.NewSite(t)
				length := func(most time.Duration) time.Duration { return time.Duration(1+random.IntN(int(most/unit))) * unit }
				s.SetSchedule(map[time.Weekday]int{time.Monday: int(length(8 * time.Hour).Seconds()), time.Tuesday: 8 * 3600, time.Wednesday: 27720, time.Thursday: int(length(10 * time.Hour).Seconds())})
				for i := range 6 {
					add(s, int64(i+1), fmt.Sprintf("2026-03-%02d", 2+random.IntN(4)), "", length(4*time.Hour), 10001, "")
				}
				fillDays(t, s, unit == time.Minute)
			})
		}
	}
}

// fillDays logs what this week is said to lack, every other day as hours if so wanted.
func fillDays(t *testing.T, s *tooltest.Site, hours bool) {
	t.Helper()
	var out standing
	s.OK(t, "getMissingWorklogDays", `{"period":"thisWeek"}`, &out)
	for i, d := range out.MissingDays {
		amount := fmt.Sprintf(`"timeSpent":%q`, d.Missing)
		if hours && i%2 == 0 {
			amount = `"timeSpentHours":` + d.MissingHours.String()
		}
		s.OK(t, "createWorklog", fmt.Sprintf(`{"issueKey":"ATLAS-2","date":%q,%s}`, d.Date, amount), nil)
	}
	var after standing
	text := s.OK(t, "getMissingWorklogDays", `{"period":"thisWeek"}`, &after)
	if len(after.MissingDays) > 0 || after.Missing != "0m" {
		t.Errorf("lacked %v\nlacks %s", out.MissingDays, text)
	}
	for _, w := range s.Worklogs() {
		if hours && w.TimeSpentSeconds%60 != 0 {
			t.Errorf("%d s are no whole minutes", w.TimeSpentSeconds)
		}
	}
}
