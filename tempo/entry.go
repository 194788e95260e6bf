package tempo

import (
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// AccountKey is the key of the work attribute that holds the account.
const AccountKey = "_Account_"

// Entry takes out of a worklog what counting and comparing needs. Tempo's dates are
// valid; one that is not counts under no day.
func (w Worklog) Entry() worklog.Entry {
	day, _ := worklog.ParseDay(w.StartDate)         // the zero day then
	start, _ := worklog.ParseTimeOfDay(w.StartTime) // none then
	e := worklog.Entry{
		ID: w.ID, Day: day, Start: start, IssueID: w.Issue.Number(), Account: AccountOf(w.Attributes.Values),
		Spent: time.Duration(w.TimeSpentSeconds) * time.Second,
	}
	if w.BillableSeconds != nil {
		e.Billable = time.Duration(*w.BillableSeconds) * time.Second
	}
	return e
}

// AccountOf returns the key of the account among the values of work attributes, or
// nothing.
func AccountOf(values []AttributeValue) string {
	i := slices.IndexFunc(values, func(v AttributeValue) bool { return v.Key == AccountKey })
	if i < 0 {
		return ""
	}
	return values[i].Value
}

// ScheduleDay returns the day as the domain counts it. Tempo's dates are valid;
// another one is no day of anyone's.
func (d ScheduleDay) ScheduleDay() worklog.ScheduleDay {
	day, _ := worklog.ParseDay(d.Date)
	s := worklog.ScheduleDay{Day: day, Required: time.Duration(d.RequiredSeconds) * time.Second, Type: d.Type}
	if d.Holiday != nil {
		s.Holiday, s.HolidayLength = d.Holiday.Name, time.Duration(d.Holiday.DurationSeconds)*time.Second
	}
	return s
}
