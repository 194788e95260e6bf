// Package worklog knows what a worklog means to the person who wrote it: calendar
// days and ranges of them, how long was worked and from when, which days lack time,
// what adds up to what, and which worklogs overlap.
//
// It is pure. It has no clock, no zone and no input or output: "today" arrives in a
// [Calendar], worklogs arrive as [Entry] values. It knows nothing of Tempo, Jira or
// MCP; the names of tool arguments appear in the errors of [Calendar.Range],
// because those errors are read by whoever gave the arguments.
//
// Text in errors is quoted and cut, so that it may be shown as it is.
package worklog

import (
	"strconv"
	"time"
)

// Entry is one worklog, as far as counting and comparing need it.
type Entry struct {
	ID       int64
	Day      Day
	Start    TimeOfDay // wall clock; the zero value when the worklog has none
	Spent    time.Duration
	Billable time.Duration
	IssueID  int64
	Account  string // the account's key, empty when there is none
}

// quote returns s in quotes for an error, with everything unprintable escaped and
// long text cut.
func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}
