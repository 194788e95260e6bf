package worklog_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// TestNextStart finds the first gap of a day that holds what is to come.
func TestNextStart(t *testing.T) {
	t.Parallel()
	const friday, thursday = "2026-11-27", "2026-11-26"
	at := func(on, start string, spent time.Duration) worklog.Entry {
		return worklog.Entry{Day: day(t, on), Start: clock(t, start), Spent: spent}
	}
	for name, tt := range map[string]struct {
		taken []worklog.Entry
		spent time.Duration
		want  string // "": not before midnight
	}{
		"nothing yet":                   {nil, 8 * h, "09:00"},
		"after the only one":            {[]worklog.Entry{at(friday, "09:00", 90*m)}, h, "10:30"},
		"after those that touch":        {[]worklog.Entry{at(friday, "10:00", h), at(friday, "09:00", h)}, h, "11:00"},
		"before a later one":            {[]worklog.Entry{at(friday, "09:00", h), at(friday, "13:00", h)}, h, "10:00"},
		"a gap that is too short":       {[]worklog.Entry{at(friday, "09:00", h), at(friday, "10:30", h)}, h, "11:30"},
		"an early bird":                 {[]worklog.Entry{at(friday, "07:00", h)}, h, "08:00"},
		"nothing in the morning":        {[]worklog.Entry{at(friday, "13:00", h)}, h, "09:00"},
		"over lunch":                    {[]worklog.Entry{at(friday, "09:00", 3*h)}, h, "12:30"},
		"from the middle of lunch":      {[]worklog.Entry{at(friday, "09:00", 3*h+15*m)}, h, "12:30"},
		"lunch is worked through":       {[]worklog.Entry{at(friday, "09:00", 4*h)}, h, "13:00"},
		"one inside another":            {[]worklog.Entry{at(friday, "09:00", 4*h), at(friday, "10:00", h)}, h, "13:00"},
		"no start":                      {[]worklog.Entry{at(friday, "", 4*h)}, h, "09:00"},
		"another day":                   {[]worklog.Entry{at(thursday, "09:00", 4*h)}, h, "09:00"},
		"from the night before":         {[]worklog.Entry{at(thursday, "22:00", 12*h)}, h, "10:00"},
		"up to midnight":                {[]worklog.Entry{at(friday, "09:00", 13*h)}, 2 * h, "22:00"},
		"past midnight":                 {[]worklog.Entry{at(friday, "09:00", 13*h)}, 2*h + s, ""},
		"after the last one, none fits": {[]worklog.Entry{at(friday, "09:00", 13*h)}, 5 * h, ""},
	} {
		got, ok := worklog.NextStart(tt.taken, day(t, friday), tt.spent)
		if ok != (tt.want != "") || ok && got.String() != tt.want {
			t.Errorf("%s: got %s, %v, want %q", name, got, ok, tt.want)
		}
	}
}

// TestFilled takes a default start that several worklogs of a day share for none, unless
// more worklogs have it for themselves.
func TestFilled(t *testing.T) {
	t.Parallel()
	at := func(on, start string) worklog.Entry { return worklog.Entry{Day: day(t, on), Start: clock(t, start)} }
	filled := worklog.Filled([]worklog.Entry{
		at("2026-11-26", "08:00"), at("2026-11-26", "08:00"), at("2026-11-27", "00:00"), at("2026-11-26", "00:00"),
		at("2026-11-27", "09:00"), at("2026-11-27", "10:00"), at("2026-11-27", "10:00"), at("2026-11-27", ""), at("2026-11-27", ""),
	})
	overlap := []worklog.Entry{at("2026-11-25", "09:00"), at("2026-11-25", "09:00"), at("2026-11-26", "09:00"), at("2026-11-27", "09:00")}
	if !worklog.Filled(overlap).Says(clock(t, "09:00")) {
		t.Error("one day with two at 09:00 makes those of other days say nothing")
	}
	for start, says := range map[string]bool{"08:00": false, "00:00": true, "09:00": true, "10:00": true, "": false} {
		if filled.Says(clock(t, start)) != says {
			t.Errorf("%q says something: %v, want %v", start, !says, says)
		}
	}
}
