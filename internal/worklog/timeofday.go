package worklog

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// TimeOfDay is what a clock on the wall shows, to the second, without a day or a
// zone. Times compare with ==. The zero value is no time at all, which is how a
// worklog without a start has it; midnight is NewTimeOfDay(0, 0, 0).
type TimeOfDay struct {
	set     bool
	seconds int // since midnight
}

// NewTimeOfDay returns the time with the given hour, minute and second, taken
// around the clock: 25:00:00 is 01:00:00.
func NewTimeOfDay(hour, minute, second int) TimeOfDay {
	return timeAt(hour*60*60 + minute*60 + second)
}

// timeAt returns the time so many seconds after midnight, taken around the clock.
func timeAt(seconds int) TimeOfDay {
	return TimeOfDay{true, (seconds%secondsPerDay + secondsPerDay) % secondsPerDay}
}

// ParseTimeOfDay reads a time as HH:MM or HH:MM:SS, from 00:00 to 23:59:59. The
// hour may have one digit, and spaces around it do not matter.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	seconds, ok := clock(strings.TrimSpace(s))
	if !ok || seconds >= secondsPerDay {
		return TimeOfDay{}, fmt.Errorf("%s is not a time of day: write it as HH:MM, from 00:00 to 23:59", quote(s))
	}
	return timeAt(seconds), nil
}

// clock returns the seconds since midnight of H:MM, HH:MM or HH:MM:SS. It goes up
// to 24:00, the midnight at the end of the day.
func clock(s string) (seconds int, ok bool) {
	hour, rest, ok := strings.Cut(s, ":")
	if !ok || len(hour) > 2 || !isNumber(hour) {
		return 0, false
	}
	minute, second, hasSecond := strings.Cut(rest, ":")
	if !hasSecond {
		second = "00"
	}
	if !isSixtieth(minute) || !isSixtieth(second) {
		return 0, false
	}
	seconds = number(hour)*60*60 + number(minute)*60 + number(second)
	return seconds, seconds <= secondsPerDay
}

// isSixtieth reports whether s is a minute or a second: two digits, up to 59.
func isSixtieth(s string) bool {
	return len(s) == 2 && isNumber(s) && number(s) < 60
}

// End returns when something ends that starts at start and takes as long as spent,
// and how many days after its start that is: 22:00 and three hours end at 01:00,
// one day later. Without a start there is no end.
func End(start TimeOfDay, spent time.Duration) (end TimeOfDay, daysLater int) {
	if start.IsZero() {
		return TimeOfDay{}, 0
	}
	seconds := start.seconds + int(spent/time.Second)
	end = timeAt(seconds)
	return end, (seconds - end.seconds) / secondsPerDay
}

// IsZero reports whether t is no time at all. Midnight is a time.
func (t TimeOfDay) IsZero() bool { return !t.set }

// Compare returns -1 when t is earlier in the day than other, 1 when it is later,
// and 0 when they are the same. No time is earlier than every time.
func (t TimeOfDay) Compare(other TimeOfDay) int {
	if t.set != other.set {
		if other.set {
			return -1
		}
		return 1
	}
	return cmp.Compare(t.seconds, other.seconds)
}

// String returns t as HH:MM, with seconds only when there are any, and no time as
// nothing.
func (t TimeOfDay) String() string {
	if t.set && t.seconds%60 == 0 {
		return t.Wire()[:len("15:04")]
	}
	return t.Wire()
}

// Wire returns t as HH:MM:SS, the only form that Tempo takes, and no time as nothing.
func (t TimeOfDay) Wire() string {
	if !t.set {
		return ""
	}
	return fmt.Sprintf("%02d:%02d:%02d", t.seconds/(60*60), t.seconds/60%60, t.seconds%60)
}
