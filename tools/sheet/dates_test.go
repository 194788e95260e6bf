package sheet_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// lateEvening is Thursday in Los Angeles and already Friday in Tokyo.
var lateEvening = time.Date(2026, 3, 5, 23, 30, 0, 0, time.UTC)

// TestWordsForDays are counted where the person is.
func TestWordsForDays(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, zone, args, from, to string }{
		{"today in Tokyo", "Asia/Tokyo", `"period":"today"`, "2026-03-06", "2026-03-06"},
		{"today in Los Angeles", "America/Los_Angeles", `"period":"today"`, "2026-03-05", "2026-03-05"},
		{"yesterday in Tokyo", "Asia/Tokyo", `"period":"yesterday"`, "2026-03-05", "2026-03-05"},
		{"words in Tokyo", "Asia/Tokyo", `"startDate":"yesterday","endDate":"today"`, "2026-03-05", "2026-03-06"},
		{"words in Los Angeles", "America/Los_Angeles", `"startDate":"yesterday","endDate":"tomorrow"`, "2026-03-04", "2026-03-06"},
		{"friday in Tokyo", "Asia/Tokyo", `"startDate":"friday","endDate":"friday"`, "2026-03-06", "2026-03-06"},
		{"friday in Los Angeles", "America/Los_Angeles", `"startDate":"friday","endDate":"friday"`, "2026-02-27", "2026-02-27"},
		{"word and date", "Asia/Tokyo", `"startDate":"2026-03-01","endDate":"Today"`, "2026-03-01", "2026-03-06"},
		{"week", "Asia/Tokyo", `"period":"thisWeek"`, "2026-03-02", "2026-03-08"},
		{"last week", "Asia/Tokyo", `"period":"lastWeek"`, "2026-02-23", "2026-03-01"},
		{"month", "Asia/Tokyo", `"period":"thisMonth"`, "2026-03-01", "2026-03-31"},
		{"last month", "Asia/Tokyo", `"period":"lastMonth"`, "2026-02-01", "2026-02-28"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := atTime(t, lateEvening, tt.zone)
			for _, tool := range []string{"retrieveWorklogs", "getMissingWorklogDays", "getWorklogAnalytics"} {
				var out found
				s.OK(t, tool, `{`+tt.args+`}`, &out)
				if out.StartDate != tt.from || out.EndDate != tt.to || len(out.Notes) > 0 {
					t.Errorf("%s: %s to %s %v, want %s to %s", tool, out.StartDate, out.EndDate, out.Notes, tt.from, tt.to)
				}
			}
		})
	}
}

// atTime returns a site at a given moment, whose user lives in a zone.
func atTime(t *testing.T, now time.Time, zone string) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t, func(o *tooltest.Setup) {
		o.Sim.Now = func() time.Time { return now }
		o.Sim.UserTimeZone = zone
		o.Local = time.FixedZone("UTC-9", -9*3600)
	})
	return s
}

// TestWeekStart takes the start of the week from Tempo, and says so when it
// cannot.
func TestWeekStart(t *testing.T) {
	t.Parallel()
	for day, want := range map[time.Weekday]string{time.Sunday: "2026-03-01", time.Monday: "2026-03-02", time.Saturday: "2026-02-28"} {
		s := tooltest.NewSite(t)
		s.WeekStart = day
		var out found
		s.OK(t, "retrieveWorklogs", `{"period":"thisWeek"}`, &out)
		if out.StartDate != want {
			t.Errorf("%s: the week starts on %s, want %s", day, out.StartDate, want)
		}
	}
	s := tooltest.NewSite(t)
	s.AddFault(sim.Fault{PathPrefix: "/4/globalconfiguration", Status: 403})
	for _, tool := range []string{"retrieveWorklogs", "getMissingWorklogDays", "getWorklogAnalytics"} {
		var out found
		text := s.OK(t, tool, `{"period":"thisWeek"}`, &out)
		tooltest.Wants(t, text, "weeks are taken to begin on Monday")
		if out.StartDate != "2026-03-02" || len(out.Notes) != 1 {
			t.Errorf("%s: %+v", tool, out)
		}
	}
}

// TestHiddenZone counts days where the server is, and says so.
func TestHiddenZone(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"", "Mars/Olympus"} {
		s := atTime(t, time.Date(2026, 3, 5, 3, 0, 0, 0, time.UTC), zone)
		var out found
		text := s.OK(t, "retrieveWorklogs", `{"period":"today"}`, &out)
		tooltest.Wants(t, text, "shows no time zone", "UTC-9")
		if out.StartDate != "2026-03-04" {
			t.Errorf("today is %s", out.StartDate)
		}
		if text := s.OK(t, "retrieveWorklogs", `{`+march+`}`, nil); strings.Contains(text, "zone") {
			t.Errorf("full dates need no zone: %s", text)
		}
	}
}
