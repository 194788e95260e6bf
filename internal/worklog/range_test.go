package worklog_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestRange(t *testing.T) {
	t.Parallel()
	d := func(s string) worklog.Day { return day(t, s) }
	for name, tt := range map[string]struct {
		r    worklog.Range
		days []worklog.Day
		text string
	}{
		"one day":      {span(t, "2026-11-21", "2026-11-21"), []worklog.Day{d("2026-11-21")}, "2026-11-21"},
		"over a leap":  {span(t, "2024-02-28", "2024-03-01"), []worklog.Day{d("2024-02-28"), d("2024-02-29"), d("2024-03-01")}, "2024-02-28 to 2024-03-01"},
		"clock change": {span(t, "2026-10-24", "2026-10-26"), []worklog.Day{d("2026-10-24"), d("2026-10-25"), d("2026-10-26")}, "2026-10-24 to 2026-10-26"},
		"reversed":     {span(t, "2026-11-21", "2026-11-20"), nil, "2026-11-21 to 2026-11-20"},
		"none":         {worklog.Range{}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.days, slices.Collect(tt.r.Days()), equate); diff != "" {
				t.Errorf("days (-want +got):\n%s", diff)
			}
			if got, want := tt.r.Len(), len(tt.days); got != want {
				t.Errorf("length: got %d, want %d", got, want)
			}
			if got := tt.r.String(); got != tt.text {
				t.Errorf("text: got %q, want %q", got, tt.text)
			}
			for probe := tt.r.From.AddDays(-2); !probe.After(tt.r.To.AddDays(2)); probe = probe.AddDays(1) {
				if got, want := tt.r.Contains(probe), slices.Contains(tt.days, probe); got != want {
					t.Errorf("contains %s: got %t, want %t", probe, got, want)
				}
			}
		})
	}
}

func TestRangeDaysStops(t *testing.T) {
	t.Parallel()
	var seen []worklog.Day
	for d := range span(t, "2026-11-01", "2026-11-30").Days() {
		seen = append(seen, d)
		if len(seen) == 2 {
			break
		}
	}
	if diff := cmp.Diff([]worklog.Day{day(t, "2026-11-01"), day(t, "2026-11-02")}, seen, equate); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
