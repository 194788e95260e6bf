package worklog_test

import (
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestPrevious(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, from, to, want string }{
		{"a day", "2026-03-01", "2026-03-01", "2026-02-28"},
		{"a week", "2026-03-02", "2026-03-08", "2026-02-23 to 2026-03-01"},
		{"a month", "2026-03-01", "2026-03-31", "2026-02-01 to 2026-02-28"},
		{"a short month", "2026-02-01", "2026-02-28", "2026-01-01 to 2026-01-31"},
		{"January", "2026-01-01", "2026-01-31", "2025-12-01 to 2025-12-31"},
		{"a quarter", "2026-01-01", "2026-03-31", "2025-10-01 to 2025-12-31"},
		{"a year", "2026-01-01", "2026-12-31", "2025-01-01 to 2025-12-31"},
		{"part of a month", "2026-03-01", "2026-03-05", "2026-02-24 to 2026-02-28"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := span(t, tt.from, tt.to).Previous().String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if got := (worklog.Range{}).Previous(); got.Len() != 0 {
		t.Errorf("before no days are %v", got)
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	r := span(t, "2026-02-01", "2026-02-28")
	for n, want := range map[int]string{1: "2026-02-01", 5: "2026-02-01 to 2026-02-05", 28: "2026-02-01 to 2026-02-28", 31: "2026-02-01 to 2026-02-28"} {
		if got := r.First(n).String(); got != want {
			t.Errorf("the first %d: %s, want %s", n, got, want)
		}
	}
	if got := r.First(0).Len(); got != 0 {
		t.Errorf("the first 0 are %d days", got)
	}
}

func TestUntil(t *testing.T) {
	t.Parallel()
	r := span(t, "2026-03-02", "2026-03-08")
	for today, want := range map[string]string{"2026-03-01": "", "2026-03-02": "2026-03-02", "2026-03-05": "2026-03-02 to 2026-03-05", "2026-03-09": "2026-03-02 to 2026-03-08"} {
		if got := r.Until(day(t, today)).String(); got != want {
			t.Errorf("until %s: %q, want %q", today, got, want)
		}
	}
}
