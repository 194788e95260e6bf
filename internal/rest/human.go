package rest

import (
	"fmt"
	"time"
)

// Human writes a wait as people say it, rounded up to what matters: 45 seconds, 2
// minutes, 1 hour, 1 hour 40 minutes.
func Human(wait time.Duration) string {
	up := func(unit time.Duration) int64 { return int64((wait + unit - 1) / unit) }
	seconds, minutes := max(up(time.Second), 1), up(time.Minute)
	switch {
	case seconds < 120 && seconds != 60:
		return units(seconds, "second")
	case minutes < 60:
		return units(minutes, "minute")
	case minutes%60 == 0 || minutes >= 10*60:
		return units((minutes+59)/60, "hour")
	default:
		return units(minutes/60, "hour") + " " + units(minutes%60, "minute")
	}
}

func units(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
