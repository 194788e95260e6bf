package say_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func day(tb testing.TB, text string) worklog.Day {
	tb.Helper()
	d, err := worklog.ParseDay(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestDates(t *testing.T) {
	t.Parallel()
	tests := []struct{ from, to, want, long string }{
		{"2026-11-01", "2026-11-28", "Nov 1–28", "Sun 2026-11-01 to Sat 2026-11-28"},
		{"2026-11-09", "2026-11-09", "Nov 9", "Mon 2026-11-09"},
		{"2026-11-23", "2026-12-06", "Nov 23 – Dec 6", "Mon 2026-11-23 to Sun 2026-12-06"},
		{"2025-11-01", "2025-11-28", "Nov 1–28, 2025", "Sat 2025-11-01 to Fri 2025-11-28"},
		{"2025-12-29", "2026-01-04", "Dec 29, 2025 – Jan 4, 2026", "Mon 2025-12-29 to Sun 2026-01-04"},
	}
	for _, tt := range tests {
		r := worklog.Range{From: day(t, tt.from), To: day(t, tt.to)}
		if got := say.Dates(r, day(t, "2026-11-28")); got != tt.want {
			t.Errorf("%v: got %q, want %q", r, got, tt.want)
		}
		if got := say.Days(r); got != tt.long {
			t.Errorf("%v: got %q, want %q", r, got, tt.long)
		}
	}
}

func TestOver(t *testing.T) {
	t.Parallel()
	for over, want := range map[time.Duration][2]string{
		0:                                {"even", "±0"},
		5*time.Hour + 45*time.Minute:     {"5h 45m over", "+5h 45m"},
		-12 * time.Second:                {"12s short", "-12s"},
		-(26*time.Hour + 30*time.Minute): {"26h 30m short", "-26h 30m"},
	} {
		b := worklog.Balance{Required: 40 * time.Hour, Logged: 40*time.Hour + over}
		if got := [2]string{say.Over(b), say.Change(over)}; got != want {
			t.Errorf("%v: got %q, want %q", over, got, want)
		}
	}
}

func TestHeaderOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		required *time.Duration
		holiday  string
		want     string
	}{
		{new(8 * time.Hour), "", "Fri 2026-11-27: 6h 30m of 8h"},
		{new(4 * time.Hour), "Carnival", "Fri 2026-11-27: 6h 30m of 4h (Carnival)"},
		{new(time.Duration(0)), "", "Fri 2026-11-27: 6h 30m, a day off"},
		{new(time.Duration(0)), "Founders' Day", "Fri 2026-11-27: 6h 30m of 0m (Founders' Day)"},
		{nil, "", "Fri 2026-11-27: 6h 30m"},
	}
	for _, tt := range tests {
		if got := say.HeaderOf(day(t, "2026-11-27"), 6*time.Hour+30*time.Minute, tt.required, tt.holiday); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestIssueKey refuses a bare number, which Jira would take for some issue's id.
func TestIssueKey(t *testing.T) {
	t.Parallel()
	if key, err := say.IssueKey("issueKey", " abc-12 "); key != "ABC-12" || err != nil {
		t.Errorf("%q, %v", key, err)
	}
	for text, want := range map[string]string{
		"123":  "issueKey 123 is a number: give the key, such as ABC-123.",
		" 7 ":  "issueKey 7 is a number: give the key, such as ABC-123.",
		"":     `issueKey "" is not a Jira issue key such as ABC-123.`,
		"A 1":  `issueKey "A 1" is not a Jira issue key such as ABC-123.`,
		"../x": `issueKey "../x" is not a Jira issue key such as ABC-123.`,
	} {
		if _, err := say.IssueKey("issueKey", text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
