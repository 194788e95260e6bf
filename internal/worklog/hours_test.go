package worklog_test

import (
	"math"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestFromHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]time.Duration{
		1:                    h,
		1.5:                  90 * m,
		0.1:                  6 * m,
		0.30000000000000004:  18 * m, // 0.1 + 0.2
		1.0 / 3:              20 * m,
		2.33:                 2*h + 20*m, // two decimals of whole minutes mean these
		0.33:                 20 * m,
		0.34:                 20*m + 24*s, // of no whole minute
		0.02:                 1 * m,
		0.01:                 36 * s,
		2.67:                 2*h + 40*m,
		23.98:                23*h + 59*m,
		0.333:                19*m + 59*s, // 1198.8 s
		24:                   24 * h,
		0.00125:              5 * s, // 4.5 s, half up
		0.000416:             1 * s, // 1.4976 s
		0.00013888888888889:  1 * s, // 0.5 s
		7.999999999999999:    8 * h,
		23.99999999999999645: 24 * h,
	} {
		got, err := worklog.FromHours(in)
		if err != nil || got != want {
			t.Errorf("%v hours: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestFromHoursErrors(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]string{
		0:            "0 hours is not a time spent: it must be more than 0 and at most 24h",
		-1:           "-1 hours is not a time spent: it must be more than 0 and at most 24h",
		24.01:        "24.01 hours is more than a day holds: a worklog has at most 24h, so ask on which days the time was spent, and do not split it unasked",
		24.0000001:   "24.0000001 hours is more than a day holds: a worklog has at most 24h, so ask on which days the time was spent, and do not split it unasked",
		1e300:        "1e+300 hours is more than a day holds: a worklog has at most 24h, so ask on which days the time was spent, and do not split it unasked",
		1e-9:         "1e-09 hours is less than half a second: the shortest time is 1s, and usual is 1m or more",
		math.Inf(1):  "+Inf is not a number of hours: give a number above 0 and up to 24",
		math.Inf(-1): "-Inf is not a number of hours: give a number above 0 and up to 24",
		math.NaN():   "NaN is not a number of hours: give a number above 0 and up to 24",
	} {
		_, err := worklog.FromHours(in)
		checkError(t, err, want)
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Duration]float64{
		0:                          0,
		90 * m:                     1.5,
		20 * m:                     0.33,
		40 * m:                     0.67,
		17 * s:                     0,
		18 * s:                     0.01, // half a hundredth, up
		18*s - 1:                   0,
		h + m + 30*s:               1.03, // 1.025
		2*h + 19*m + 48*s:          2.33,
		1_234_567*h + 89*m + 30*s:  1_234_568.49,
		-90 * m:                    -1.5,
		100 * 365 * 24 * h / 7 * 2: 250285.71,
	} {
		if got := worklog.Hours(in); got != want {
			t.Errorf("%s: got %v, want %v", in, got, want)
		}
	}
}

func TestFormatSpent(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Duration]string{
		90 * m:           "1h 30m",
		45 * m:           "45m",
		2 * h:            "2h",
		30 * s:           "30s",
		h + s:            "1h 1s",
		h + m + s:        "1h 1m 1s",
		24 * h:           "24h",
		152*h + 30*m:     "152h 30m",
		0:                "0m",
		900 * (s / 1000): "0m",
		m + 900*(s/1000): "1m",
		-(h + 30*m):      "-1h 30m",
		1 - m:            "-59s",
	} {
		if got := worklog.FormatSpent(in); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// TestEverySecondOfADay checks the round trips that a worklog takes through text
// and through hours.
func TestEverySecondOfADay(t *testing.T) {
	t.Parallel()
	for spent := s; spent <= 24*h; spent += s {
		text := worklog.FormatSpent(spent)
		if got, err := worklog.ParseSpent(text); err != nil || got != (worklog.Spent{Duration: spent}) {
			t.Fatalf("%s printed as %q reads as %v, %v", spent, text, got, err)
		}
		got, err := worklog.FromHours(spent.Hours())
		if twoDecimals := spent%(36*s) == 0; err != nil || got != spent && !twoDecimals {
			t.Fatalf("%s in hours is %v, which reads as %s, %v", spent, spent.Hours(), got, err)
		}
		if spent%m != 0 {
			continue
		}
		if got, err := worklog.FromHours(worklog.Hours(spent)); err != nil || got != spent {
			t.Fatalf("%s shown as %v hours comes back as %s, %v", spent, worklog.Hours(spent), got, err)
		}
	}
}
