package worklog_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// monday is the Monday of the week that the tests of gaps are about; its Wednesday
// is today.
const monday = "2026-11-16"

// plan returns scheduled days from monday on, which require the given hours.
func plan(tb testing.TB, hours ...int) []worklog.ScheduleDay {
	tb.Helper()
	var days []worklog.ScheduleDay
	for i, n := range hours {
		days = append(days, worklog.ScheduleDay{Day: day(tb, monday).AddDays(i), Required: time.Duration(n) * time.Hour, Type: "WORKING_DAY"})
	}
	return days
}

// logged returns an entry on the day that is so many days after monday.
func logged(tb testing.TB, after int, spent time.Duration) worklog.Entry {
	tb.Helper()
	return worklog.Entry{Day: day(tb, monday).AddDays(after), Spent: spent}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	week := plan(t, 8, 8, 8, 8, 4, 0, 0)
	halfHoliday := plan(t, 8, 4)
	halfHoliday[1].Holiday, halfHoliday[1].HolidayLength, halfHoliday[1].Type = "Christmas Eve", 4*h, "HOLIDAY"
	holiday := plan(t, 8, 0)
	holiday[1].Holiday, holiday[1].HolidayLength, holiday[1].Type = "Christmas Day", 8*h, "HOLIDAY"
	longHoliday := plan(t, 4, 4) // a holiday that leaves as much as the longest day
	longHoliday[1].Holiday = "Flood"
	oddType := plan(t, 8, 0)
	oddType[0].Type, oddType[1].Type = "NON_WORKING_DAY", "WORKING_DAY"

	for name, tt := range map[string]struct {
		schedule          []worklog.ScheduleDay
		entries           []worklog.Entry
		minimum           time.Duration
		missing, upcoming map[int][2]time.Duration // by days after monday: expected and logged
	}{
		"nothing logged": {
			schedule: week,
			missing:  map[int][2]time.Duration{0: {8 * h, 0}, 1: {8 * h, 0}, 2: {8 * h, 0}},
			upcoming: map[int][2]time.Duration{3: {8 * h, 0}, 4: {4 * h, 0}},
		},
		"logs of a day add up": {
			schedule: plan(t, 8, 8),
			entries:  []worklog.Entry{logged(t, 0, 3*h), logged(t, 1, 3*h), logged(t, 0, 5*h)},
			missing:  map[int][2]time.Duration{1: {8 * h, 3 * h}},
		},
		"a second short": {
			schedule: plan(t, 8),
			entries:  []worklog.Entry{logged(t, 0, 8*h-s)},
			missing:  map[int][2]time.Duration{0: {8 * h, 8*h - s}},
		},
		"more than enough": {
			schedule: plan(t, 8, 8),
			entries:  []worklog.Entry{logged(t, 0, 9*h), logged(t, 1, 8*h)},
		},
		"work on days off and outside the schedule": {
			schedule: plan(t, 8, 0),
			entries:  []worklog.Entry{logged(t, 1, 2*h), logged(t, 5, 8*h)},
			missing:  map[int][2]time.Duration{0: {8 * h, 0}},
		},
		"half a holiday expects the other half": {
			schedule: halfHoliday,
			entries:  []worklog.Entry{logged(t, 0, 8*h), logged(t, 1, 3*h)},
			missing:  map[int][2]time.Duration{1: {4 * h, 3 * h}},
		},
		"a whole holiday expects nothing": {
			schedule: holiday,
			entries:  []worklog.Entry{logged(t, 0, 8*h)},
		},
		"the type decides nothing": {
			schedule: oddType,
			missing:  map[int][2]time.Duration{0: {8 * h, 0}},
		},
		"a lower minimum lowers full days": {
			schedule: week,
			entries:  []worklog.Entry{logged(t, 0, 6*h), logged(t, 1, 5*h)},
			minimum:  6 * h,
			missing:  map[int][2]time.Duration{1: {6 * h, 5 * h}, 2: {6 * h, 0}},
			upcoming: map[int][2]time.Duration{3: {6 * h, 0}, 4: {4 * h, 0}},
		},
		"a higher minimum raises full days only": {
			schedule: week,
			entries:  []worklog.Entry{logged(t, 0, 8*h), logged(t, 4, 4*h)},
			minimum:  9 * h,
			missing:  map[int][2]time.Duration{0: {9 * h, 8 * h}, 1: {9 * h, 0}, 2: {9 * h, 0}},
			upcoming: map[int][2]time.Duration{3: {9 * h, 0}},
		},
		"a low minimum lowers short days too": {
			schedule: halfHoliday,
			entries:  []worklog.Entry{logged(t, 0, 2*h), logged(t, 1, h)},
			minimum:  2 * h,
			missing:  map[int][2]time.Duration{1: {2 * h, h}},
		},
		"a minimum never raises a holiday": {
			schedule: longHoliday,
			entries:  []worklog.Entry{logged(t, 0, 4*h), logged(t, 1, 4*h)},
			minimum:  6 * h,
			missing:  map[int][2]time.Duration{0: {6 * h, 4 * h}},
		},
		"a minimum expects nothing of days off": {
			schedule: plan(t, 0, 0),
			minimum:  6 * h,
		},
		"no schedule": {
			entries: []worklog.Entry{logged(t, 0, 2*h)},
			minimum: 6 * h,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			today := day(t, monday).AddDays(2)
			missing, upcoming := worklog.Gaps(tt.schedule, slices.Values(tt.entries), today, tt.minimum)
			checkGaps(t, "missing", missing, tt.missing)
			checkGaps(t, "upcoming", upcoming, tt.upcoming)
		})
	}
}

func checkGaps(t *testing.T, which string, gaps []worklog.Gap, want map[int][2]time.Duration) {
	t.Helper()
	got := map[int][2]time.Duration{}
	for _, g := range gaps {
		got[g.Day.Sub(day(t, monday))] = [2]time.Duration{g.Required, g.Logged}
		if g.Missing() != g.Required-g.Logged || g.Missing() <= 0 {
			t.Errorf("%s %s lacks %s", which, g.Day, g.Missing())
		}
	}
	if want == nil {
		want = map[int][2]time.Duration{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", which, diff)
	}
	if !slices.IsSortedFunc(gaps, func(a, b worklog.Gap) int { return a.Day.Compare(b.Day) }) {
		t.Errorf("%s is not in the order of days", which)
	}
}

func TestGapsCarryWhatWasLogged(t *testing.T) {
	t.Parallel()
	schedule := plan(t, 8, 4, 8)
	schedule[1].Holiday = "Christmas Eve"
	slices.Reverse(schedule) // the order given must not matter
	first := worklog.Entry{ID: 2, Day: day(t, monday), Spent: h, Start: clock(t, "9:00"), IssueID: 7, Account: "DEV"}
	second := worklog.Entry{ID: 1, Day: day(t, monday), Spent: 2 * h}
	missing, upcoming := worklog.Gaps(schedule, slices.Values([]worklog.Entry{first, second}), day(t, "2026-11-17"), 0)
	want := []worklog.Gap{
		{Day: day(t, monday), Required: 8 * h, Logged: 3 * h, Entries: []worklog.Entry{first, second}},
		{Day: day(t, "2026-11-17"), Required: 4 * h, Holiday: "Christmas Eve"},
	}
	if diff := cmp.Diff(want, missing, equate); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]worklog.Gap{{Day: day(t, "2026-11-18"), Required: 8 * h}}, upcoming, equate); diff != "" {
		t.Errorf("upcoming (-want +got):\n%s", diff)
	}
}
