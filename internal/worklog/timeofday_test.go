package worklog_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestParseTimeOfDay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ text, wire string }{
		"9:00":     {"09:00", "09:00:00"},
		"09:00":    {"09:00", "09:00:00"},
		" 09:00\n": {"09:00", "09:00:00"},
		"09:00:00": {"09:00", "09:00:00"},
		"09:00:30": {"09:00:30", "09:00:30"},
		"0:00":     {"00:00", "00:00:00"},
		"23:59:59": {"23:59:59", "23:59:59"},
	} {
		got, err := worklog.ParseTimeOfDay(in)
		if err != nil || got.String() != want.text || got.Wire() != want.wire || got.IsZero() {
			t.Errorf("%q: got %s, %s, %v, want %v", in, got, got.Wire(), err, want)
		}
	}
}

func TestParseTimeOfDayErrors(t *testing.T) {
	t.Parallel()
	for in, quoted := range map[string]string{
		"": `""`, "9": `"9"`, "24:00": `"24:00"`, "24:00:00": `"24:00:00"`, "25:00": `"25:00"`, "9:5": `"9:5"`, "9:60": `"9:60"`,
		"9:00:60": `"9:00:60"`, "9:00:": `"9:00:"`, "009:00": `"009:00"`, "-1:00": `"-1:00"`, "9.00": `"9.00"`, "9:00 pm": `"9:00 pm"`,
		":00": `":00"`, "9:00:00:00": `"9:00:00:00"`, "72360": `"72360"`,
	} {
		got, err := worklog.ParseTimeOfDay(in)
		checkError(t, err, quoted+" is not a time of day: write it as HH:MM, from 00:00 to 23:59")
		if !got.IsZero() {
			t.Errorf("%q: got %s with an error", in, got)
		}
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		start     string
		spent     time.Duration
		end       string
		daysLater int
	}{
		{"09:00", 90 * m, "10:30", 0},
		{"09:00", 30 * s, "09:00:30", 0},
		{"22:00", 2*h - s, "23:59:59", 0},
		{"22:00", 2 * h, "00:00", 1},
		{"22:00", 3 * h, "01:00", 1},
		{"00:00", 24 * h, "00:00", 1},
		{"23:59:59", 24 * h, "23:59:59", 1},
		{"12:00", 36 * h, "00:00", 2},
		{"", 2 * h, "", 0},
	} {
		end, daysLater := worklog.End(clock(t, tt.start), tt.spent)
		if end != clock(t, tt.end) || daysLater != tt.daysLater {
			t.Errorf("%s + %s: got %s, %d days later, want %s, %d", tt.start, tt.spent, end, daysLater, tt.end, tt.daysLater)
		}
	}
}

func TestTimeOfDayOrder(t *testing.T) {
	t.Parallel()
	ordered := []worklog.TimeOfDay{{}, clock(t, "0:00"), clock(t, "09:00"), clock(t, "09:00:01"), clock(t, "23:59")}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := a.Compare(b); (got < 0) != (i < j) || (got > 0) != (i > j) || (a == b) != (i == j) {
				t.Errorf("compare %q with %q: got %d", a, b, got)
			}
		}
	}
}

func TestNewTimeOfDay(t *testing.T) {
	t.Parallel()
	if got := worklog.NewTimeOfDay(0, 0, 0); got.IsZero() || got.String() != "00:00" {
		t.Errorf("midnight: got %q", got)
	}
	if got := worklog.NewTimeOfDay(25, -1, 0); got != clock(t, "00:59") {
		t.Errorf("around the clock: got %s", got)
	}
	if none := (worklog.TimeOfDay{}); !none.IsZero() || none.String() != "" || none.Wire() != "" {
		t.Errorf("no time: got %q, %q", none, none.Wire())
	}
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, in := range []string{"9:00", "09:00:30", "23:59:59", "24:00", "9", "9:5", "０9:00"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		at, err := worklog.ParseTimeOfDay(in)
		if err != nil {
			if !at.IsZero() {
				t.Errorf("%q: got %s with error %v", in, at, err)
			}
			return
		}
		for _, text := range []string{at.String(), at.Wire()} {
			if again, err := worklog.ParseTimeOfDay(text); err != nil || again != at {
				t.Errorf("%q became %q, which reads as %q, %v", in, text, again, err)
			}
		}
		if _, err := time.Parse(time.TimeOnly, at.Wire()); err != nil {
			t.Errorf("%q: %v", in, err)
		}
		if end, later := worklog.End(at, 24*h); end != at || later != 1 {
			t.Errorf("a day after %s is %s, %d days later", at, end, later)
		}
	})
}
