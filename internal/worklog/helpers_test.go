package worklog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// equate lets go-cmp compare days and times, which hide their fields, with ==.
var equate = cmpopts.EquateComparable(worklog.Day{}, worklog.TimeOfDay{})

// day returns a day that the test wrote itself, so that a mistake in it stops the test.
func day(tb testing.TB, s string) worklog.Day {
	tb.Helper()
	d, err := worklog.ParseDay(s)
	if err != nil {
		tb.Fatalf("in the test itself: %v", err)
	}
	return d
}

// span returns the range between two such days.
func span(tb testing.TB, from, to string) worklog.Range {
	tb.Helper()
	return worklog.Range{From: day(tb, from), To: day(tb, to)}
}

// clock returns a time of day that the test wrote itself; nothing is no time.
func clock(tb testing.TB, s string) worklog.TimeOfDay {
	tb.Helper()
	if s == "" {
		return worklog.TimeOfDay{}
	}
	at, err := worklog.ParseTimeOfDay(s)
	if err != nil {
		tb.Fatalf("in the test itself: %v", err)
	}
	return at
}

// checkError fails unless err is there and says exactly what is wanted.
func checkError(tb testing.TB, err error, want string) {
	tb.Helper()
	if err == nil {
		tb.Errorf("got no error, want %q", want)
	} else if err.Error() != want {
		tb.Errorf("got error  %s\nwant error %s", err, want)
	}
}

const (
	h = time.Hour
	m = time.Minute
	s = time.Second
)
