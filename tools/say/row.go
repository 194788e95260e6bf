package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Row is a worklog as results show it.
type Row struct {
	WorklogID      worklog.ID  `json:"worklogId" doc:"Tempo worklog id, for editWorklog and deleteWorklog"`
	IssueKey       string      `json:"issueKey" doc:"Jira issue key, or 'Issue 10042' when Jira does not show the issue"`
	IssueSummary   string      `json:"issueSummary,omitempty" doc:"Summary of the issue"`
	Date           string      `json:"date" doc:"YYYY-MM-DD"`
	StartTime      string      `json:"startTime,omitempty" doc:"HH:MM, wall clock"`
	EndTime        string      `json:"endTime,omitempty" doc:"HH:MM, wall clock"`
	EndDate        string      `json:"endDate,omitempty" doc:"YYYY-MM-DD, when the worklog ends on a later day"`
	TimeSpentHours float64     `json:"timeSpentHours" doc:"Hours spent, two decimals"`
	TimeSpent      string      `json:"timeSpent" doc:"The same exactly, such as 2h 40m"`
	BillableHours  *float64    `json:"billableHours,omitempty" doc:"Billable hours, where Tempo tells them"`
	Billable       string      `json:"billable,omitempty" doc:"The same exactly"`
	Description    string      `json:"description,omitempty" doc:"Text of the worklog"`
	Attributes     []Attribute `json:"attributes,omitempty" doc:"Work attributes"`
	AuthorID       string      `json:"authorAccountId,omitempty" doc:"Atlassian account id, when the worklog is someone else's"`

	spent time.Duration
}

// Attribute is the value of a work attribute.
type Attribute struct {
	Key   string `json:"key" doc:"Key of the work attribute, such as _Account_"`
	Value string `json:"value" doc:"Its value; an account by its key, a list entry by its id"`
	Label string `json:"label,omitempty" doc:"What the list calls the entry"`
}

// NewRow returns the row of a worklog on an issue. mine says that it is of the
// person who is shown it; attributes are those of the organization, as far as known,
// by which entries of lists get their labels.
func NewRow(w tempo.Worklog, issue jira.Issue, mine bool, attributes []tempo.WorkAttribute) Row {
	e := w.Entry()
	r := Row{
		WorklogID: worklog.ID(w.ID), IssueKey: Line(issue.Key), IssueSummary: Line(issue.Summary),
		Date: Line(w.StartDate), TimeSpentHours: worklog.Hours(e.Spent), TimeSpent: worklog.FormatSpent(e.Spent), Description: cut(Text(w.Description)),
		spent: e.Spent,
	}
	if w.BillableSeconds != nil {
		hours := worklog.Hours(e.Billable)
		r.BillableHours, r.Billable = &hours, worklog.FormatSpent(e.Billable)
	}
	if !e.Start.IsZero() {
		end, days := worklog.End(e.Start, e.Spent)
		r.StartTime, r.EndTime = e.Start.String(), end.String()
		if days > 0 {
			r.EndDate = e.Day.AddDays(days).String()
		}
	}
	for _, a := range w.Attributes.Values {
		r.Attributes = append(r.Attributes, Attribute{Line(a.Key), Line(a.Value), label(a, attributes)})
	}
	if !mine {
		r.AuthorID = Line(w.Author.AccountID)
	}
	return r
}

// label is what a list calls the entry with a value, or nothing.
func label(v tempo.AttributeValue, attributes []tempo.WorkAttribute) string {
	for _, a := range attributes {
		if a.Key == v.Key {
			return Line(a.Names[v.Value])
		}
	}
	return ""
}

// Spent is the time spent, to the second.
func (r Row) Spent() time.Duration { return r.spent }

// Size is about how many bytes the row takes in an answer.
func (r Row) Size() int {
	const names = 200 // of the fields, with dates and times
	return names + len(r.IssueSummary) + len(r.Description) + 60*len(r.Attributes)
}

// String is the row in one line.
func (r Row) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s%s %s", r.Date, r.when(), worklog.FormatSpent(r.spent), r.IssueKey)
	if r.IssueSummary != "" {
		b.WriteString(" " + r.IssueSummary)
	}
	if r.Description != "" {
		b.WriteString(": " + Line(r.Description))
	}
	for _, a := range r.Attributes {
		b.WriteString(" {" + a.String() + "}")
	}
	if text := r.billed(); text != "" {
		b.WriteString(" (" + text + ")")
	}
	if r.AuthorID != "" {
		fmt.Fprintf(&b, " (of %s)", r.AuthorID)
	}
	fmt.Fprintf(&b, " [id %s]", r.WorklogID)
	return b.String()
}

// String is the attribute with its value, by its label where it has one.
func (a Attribute) String() string {
	if a.Label == "" {
		return a.Key + "=" + a.Value
	}
	return fmt.Sprintf("%s=%s (%s)", a.Key, a.Label, a.Value)
}

// billed tells how much is billable, unless Tempo does not.
func (r Row) billed() string {
	switch r.Billable {
	case "":
		return ""
	case r.TimeSpent:
		return "billable"
	case "0m":
		return "not billable"
	default:
		return "billable " + r.Billable
	}
}

func (r Row) when() string {
	switch {
	case r.StartTime == "":
		return ""
	case r.EndDate != "":
		return fmt.Sprintf("%s–%s %s ", r.StartTime, r.EndDate, r.EndTime)
	default:
		return fmt.Sprintf("%s–%s ", r.StartTime, r.EndTime)
	}
}

// UnknownIssue is what the issue of a worklog is called that nothing tells.
const UnknownIssue = "(unknown issue)"

// Named returns the issue out of issues. One that cannot be read any more is
// called by its id, and one that Tempo does not name unknown.
func Named(issues map[int64]jira.Issue, id int64) jira.Issue {
	if issue, ok := issues[id]; ok {
		return issue
	}
	if id == 0 {
		return jira.Issue{Key: UnknownIssue}
	}
	return jira.Issue{ID: id, Key: fmt.Sprintf("Issue %d", id)}
}
