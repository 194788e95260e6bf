package change

import (
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// restored replaces a worklog by what it was before, whole.
func restored(was, now tempo.Worklog) tempo.WorklogUpdate {
	return tempo.WorklogUpdate{
		AuthorAccountID: now.Author.AccountID, StartDate: was.StartDate, StartTime: was.StartTime,
		TimeSpentSeconds: was.TimeSpentSeconds, BillableSeconds: was.BillableSeconds, Description: was.Description,
		Attributes: append([]tempo.AttributeValue{}, was.Attributes.Values...),
	}
}

// likeBefore makes a new worklog say what another one did, to the letter.
func likeBefore(n tempo.NewWorklog, was tempo.Worklog) tempo.NewWorklog {
	n.StartDate, n.StartTime, n.TimeSpentSeconds = was.StartDate, was.StartTime, was.TimeSpentSeconds
	n.BillableSeconds, n.Description, n.Attributes = was.BillableSeconds, was.Description, was.Attributes.Values
	return n
}

// asLeft reports whether a worklog says what it said when it was left, whenever that
// was, and under whichever id.
func asLeft(left, now tempo.Worklog) bool {
	return left.Issue.Number() == now.Issue.Number() && left.Author.AccountID == now.Author.AccountID &&
		left.StartDate == now.StartDate && sameTime(left.StartTime, now.StartTime) &&
		left.TimeSpentSeconds == now.TimeSpentSeconds && left.Description == now.Description &&
		(left.BillableSeconds == nil || now.BillableSeconds == nil || *left.BillableSeconds == *now.BillableSeconds) &&
		slices.Equal(byKey(left.Attributes.Values), byKey(now.Attributes.Values))
}

// changedTo is the error of an undo whose worklog is not as it was left.
func (c *Change) changedTo(now tempo.Worklog) *ChangedError {
	return &ChangedError{WorklogID: c.WorklogID, Now: &now, Back: c.restore != nil && asLeft(*c.restore, now)}
}

// byKey sorts the values of attributes, whose order says nothing.
func byKey(values []tempo.AttributeValue) []tempo.AttributeValue {
	return slices.SortedFunc(slices.Values(values), func(a, b tempo.AttributeValue) int {
		return strings.Compare(a.Key+"\n"+a.Value, b.Key+"\n"+b.Value)
	})
}

// sameMoment compares times as Tempo writes them. One that is not known says nothing.
func sameMoment(a, b string) bool {
	if a == b || a == "" || b == "" {
		return true
	}
	x, errA := time.Parse(time.RFC3339, a)
	y, errB := time.Parse(time.RFC3339, b)
	return errA == nil && errB == nil && x.Equal(y)
}
