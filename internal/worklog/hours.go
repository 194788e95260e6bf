package worklog

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// most is the longest time that one worklog can have.
const most = 24 * time.Hour

// FromHours returns a number of hours, more than 0 and at most 24, as [Exact] does.
// What rounds to nothing is an error.
func FromHours(h float64) (time.Duration, error) {
	if math.IsNaN(h) || math.IsInf(h, 0) {
		return 0, fmt.Errorf("%v is not a number of hours: give a number above 0 and up to 24", h)
	}
	return wholeSeconds(exactSeconds(h), strconv.FormatFloat(h, 'g', -1, 64)+" hours")
}

// Exact returns a number of hours from 0 to a million as whole seconds, rounded half
// up. At most two decimals that are what [Hours] shows of a whole number of minutes
// mean these minutes: 0.33 is 20m and 2.67 is 2h 40m.
func Exact(h float64) time.Duration {
	return time.Duration(math.Floor(exactSeconds(h)+0.5+slack)) * time.Second
}

// exactSeconds is the number of seconds of a number of hours.
func exactSeconds(h float64) float64 {
	const most = 1e6 // above which there is no worklog, and decimals get lost
	hundredths := math.Round(h * 100)
	if hundredths < 1 || h > most || math.Abs(h*100-hundredths) > 1e-6 {
		return h * time.Hour.Seconds()
	}
	minutes := time.Duration(math.Round(hundredths*60/100)) * time.Minute
	if math.Round(Hours(minutes)*100) == hundredths {
		return minutes.Seconds()
	}
	return h * time.Hour.Seconds()
}

// slack is far above what a processor makes of 0.00125 h, which is 4.5 s to a person
// and may be 4.499999999999999 s to it, and far below anything a person writes.
const slack = 1e-9

// wholeSeconds rounds seconds half up and checks the limits of a worklog. An error
// starts with came, what the caller wrote.
func wholeSeconds(seconds float64, came string) (time.Duration, error) {
	switch {
	case seconds <= 0:
		return 0, fmt.Errorf("%s is not a time spent: it must be more than 0 and at most 24h", came)
	case seconds > most.Seconds()+slack:
		return 0, fmt.Errorf("%s is more than a day holds: a worklog has at most 24h, so ask on which days the time was spent, and do not split it unasked", came)
	}
	spent := time.Duration(math.Floor(seconds+0.5+slack)) * time.Second
	if spent == 0 {
		return 0, fmt.Errorf("%s is less than half a second: the shortest time is 1s, and usual is 1m or more", came)
	}
	return spent, nil
}

// Hours returns d in hours with at most two decimals, rounded half up, as models
// are given them.
func Hours(d time.Duration) float64 {
	const hundredth = time.Hour / 100
	return math.Floor(float64(d+hundredth/2)/float64(hundredth)) / 100
}

// FormatSpent returns d for people, in hours, minutes and seconds without the parts
// that are zero: 1h 30m, 45m, 2h, 30s. Nothing at all is 0m. Hours go on past 24,
// fractions of a second are dropped, and what is negative starts with a minus. Up
// to 24 hours [ParseSpent] reads it back.
func FormatSpent(d time.Duration) string {
	seconds := int64(d / time.Second)
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	var parts []string
	for _, part := range []struct {
		count int64
		unit  string
	}{{seconds / 3600, "h"}, {seconds / 60 % 60, "m"}, {seconds % 60, "s"}} {
		if part.count > 0 {
			parts = append(parts, strconv.FormatInt(part.count, 10)+part.unit)
		}
	}
	if parts == nil {
		return "0m"
	}
	return sign + strings.Join(parts, " ")
}
