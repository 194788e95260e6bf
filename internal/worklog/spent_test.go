package worklog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestParseSpent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{
		"1h 30m":                  90 * m,
		"1h30m":                   90 * m,
		"1h30":                    90 * m,
		"1h 30":                   90 * m,
		"1h05":                    65 * m,
		"1 H 30 Min":              90 * m,
		" 90m ":                   90 * m,
		"90 min":                  90 * m,
		"90 minutes":              90 * m,
		"1.5h":                    90 * m,
		"1,5h":                    90 * m,
		"1,5 hours":               90 * m,
		"2h":                      2 * h,
		"1:30":                    90 * m,
		"01:30":                   90 * m,
		"1:30h":                   90 * m,
		"0:45":                    45 * m,
		"24:00":                   24 * h,
		"45m":                     45 * m,
		"45s":                     45 * s,
		"1h 1m 1s":                h + m + s,
		"1h 30s":                  h + 30*s,
		"1h 90m":                  150 * m,
		"24h":                     24 * h,
		"1440m":                   24 * h,
		"0h 30m":                  30 * m,
		"0.5m":                    30 * s,
		"0.00125h":                5 * s, // 4.5 s, half up
		"0,5s":                    s,
		"1\u00a0h\u202f30\u00a0m": 90 * m,
	} {
		got, err := worklog.ParseSpent(in)
		if err != nil || got != (worklog.Spent{Duration: want}) {
			t.Errorf("%q: got %v, %v, want %s", in, got, err, want)
		}
	}
}

func TestParseSpentFromTo(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]worklog.Spent{
		"9:00-11:30":        {Duration: 150 * m, Start: clock(t, "09:00")},
		"09:00 – 11:30":     {Duration: 150 * m, Start: clock(t, "09:00")},
		"09:00—11:30":       {Duration: 150 * m, Start: clock(t, "09:00")},
		"09:00 -- 11:30":    {Duration: 150 * m, Start: clock(t, "09:00")},
		"9-11:30":           {Duration: 150 * m, Start: clock(t, "09:00")},
		"9:30-11":           {Duration: 90 * m, Start: clock(t, "09:30")},
		"9:00:10-9:00:40":   {Duration: 30 * s, Start: clock(t, "09:00:10")},
		"22:00-02:00":       {Duration: 4 * h, Start: clock(t, "22:00")},
		"22:00-24:00":       {Duration: 2 * h, Start: clock(t, "22:00")},
		"22:00-0:00":        {Duration: 2 * h, Start: clock(t, "22:00")},
		"0:00-24:00":        {Duration: 24 * h, Start: clock(t, "0:00")},
		"00:00:01-00:00:00": {Duration: 24*h - s, Start: clock(t, "00:00:01")},
	} {
		got, err := worklog.ParseSpent(in)
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", in, got, err, want)
		}
	}
}

func TestParseSpentErrors(t *testing.T) {
	t.Parallel()
	const (
		forms    = "write it as 1h 30m, 90m, 1.5h, 1:30 or 9:00-11:30"
		noUnit   = " could be hours or minutes: write "
		days     = " counts days or weeks, whose working hours differ: write hours, such as 8h"
		tooLong  = " is more than a day holds: a worklog has at most 24h, so ask on which days the time was spent, and do not split it unasked"
		tooShort = " is not a time spent: it must be more than 0 and at most 24h"
	)
	for in, want := range map[string]string{
		"":            "no time given: " + forms,
		" ":           "no time given: " + forms,
		"2":           `"2"` + noUnit + "2h or 2m",
		"1,5":         `"1,5"` + noUnit + "1,5h or 1,5m",
		"1d":          `"1d"` + days,
		"1d 2h":       `"1d 2h"` + days,
		"2 weeks":     `"2 weeks"` + days,
		"0h":          `"0h"` + tooShort,
		"0:00":        `"0:00"` + tooShort,
		"0.1s":        `"0.1s" is less than half a second: the shortest time is 1s, and usual is 1m or more`,
		"24h 1s":      `"24h 1s"` + tooLong,
		"24.01h":      `"24.01h"` + tooLong,
		"25h":         `"25h"` + tooLong,
		"24:01":       `"24:01"` + tooLong,
		"9-11":        `"9-11" could be hours or a date: write times with minutes, as 9:00-11:30`,
		"9:00-9:00":   `"9:00-9:00" ends when it starts: write how long it took, such as 1h 30m`,
		"9:00 - 9":    `"9:00 - 9" ends when it starts: write how long it took, such as 1h 30m`,
		"24:00-2:00":  `"24:00-2:00" is not a time spent: ` + forms,
		"9:00-25:00":  `"9:00-25:00" is not a time spent: ` + forms,
		"9:00-":       `"9:00-" is not a time spent: ` + forms,
		"-1h":         `"-1h" is not a time spent: ` + forms,
		"1h-2h":       `"1h-2h" is not a time spent: ` + forms,
		"2026-11-21":  `"2026-11-21" is not a time spent: ` + forms,
		"1:5":         `"1:5" is not a time spent: ` + forms,
		"1:60":        `"1:60" is not a time spent: ` + forms,
		"1:30:00":     `"1:30:00" is not a time spent: ` + forms,
		":30":         `":30" is not a time spent: ` + forms,
		"1h5":         `"1h5" is not a time spent: ` + forms,
		"1h60":        `"1h60" is not a time spent: ` + forms,
		"30m 1h":      `"30m 1h" is not a time spent: ` + forms,
		"1h 1h":       `"1h 1h" is not a time spent: ` + forms,
		"1.5h 30m":    `"1.5h 30m" is not a time spent: ` + forms,
		"1 30m":       `"1 30m" is not a time spent: ` + forms,
		"1h 30m 10":   `"1h 30m 10" is not a time spent: ` + forms,
		"1h 30 20s":   `"1h 30 20s" is not a time spent: ` + forms,
		"1.h":         `"1.h" is not a time spent: ` + forms,
		"1.5.5h":      `"1.5.5h" is not a time spent: ` + forms,
		"1e3s":        `"1e3s" is not a time spent: ` + forms,
		"h":           `"h" is not a time spent: ` + forms,
		"Two Hours":   `"Two Hours" is not a time spent: ` + forms,
		"NaNh":        `"NaNh" is not a time spent: ` + forms,
		"1h\x1b[31m":  `"1h\x1b[31m" is not a time spent: ` + forms,
		"１h":          `"１h" is not a time spent: ` + forms,
		"99999999:00": `"99999999:00" is not a time spent: ` + forms,

		strings.Repeat("9", 400) + "h": `"` + strings.Repeat("9", 40) + `…"` + tooLong,
	} {
		got, err := worklog.ParseSpent(in)
		checkError(t, err, want)
		if got != (worklog.Spent{}) {
			t.Errorf("%q: got %v with an error", in, got)
		}
	}
}

func FuzzParseSpent(f *testing.F) {
	for _, in := range []string{
		"1h 30m", "1h30", "90 min", "1,5h", "1:30", "9:00-11:30", "22:00–2:00", "9-11:30", "24h", "0.5s", "1d", "2", "-1h", "1e9h", "9:00-24:00",
	} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := worklog.ParseSpent(in)
		if err != nil {
			if got != (worklog.Spent{}) || err.Error() == "not a time spent" || len(err.Error()) > 1000 {
				t.Errorf("%q: got %v with error %v", in, got, err)
			}
			return
		}
		if got.Duration <= 0 || got.Duration > 24*h || got.Duration%s != 0 {
			t.Errorf("%q: got %s, out of limits", in, got.Duration)
		}
		text := worklog.FormatSpent(got.Duration)
		if again, err := worklog.ParseSpent(text); err != nil || again.Duration != got.Duration {
			t.Errorf("%q printed as %q reads as %v, %v", in, text, again, err)
		}
		if got.Start.IsZero() {
			return
		}
		end, _ := worklog.End(got.Start, got.Duration)
		fromTo := got.Start.Wire() + "-" + end.Wire()
		if again, err := worklog.ParseSpent(fromTo); got.Duration < 24*h && (err != nil || again != got) {
			t.Errorf("%q printed as %q reads as %v, %v", in, fromTo, again, err)
		}
	})
}
