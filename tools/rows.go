package tools

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// row is a worklog as results show it.
type row struct {
	WorklogID      worklogID   `json:"worklogId" doc:"Tempo worklog id, for editWorklog and deleteWorklog"`
	IssueKey       string      `json:"issueKey" doc:"Jira issue key, or 'Issue 10042' when Jira does not show the issue"`
	IssueSummary   string      `json:"issueSummary,omitempty" doc:"Summary of the issue"`
	Date           string      `json:"date" doc:"YYYY-MM-DD"`
	StartTime      string      `json:"startTime,omitempty" doc:"HH:MM, wall clock"`
	EndTime        string      `json:"endTime,omitempty" doc:"HH:MM, wall clock"`
	EndDate        string      `json:"endDate,omitempty" doc:"YYYY-MM-DD, when the worklog ends on a later day"`
	TimeSpentHours float64     `json:"timeSpentHours" doc:"Hours spent"`
	BillableHours  *float64    `json:"billableHours,omitempty" doc:"Billable hours, where Tempo tells them"`
	Description    string      `json:"description,omitempty" doc:"Text of the worklog"`
	Attributes     []attribute `json:"attributes,omitempty" doc:"Work attributes"`
	AuthorID       string      `json:"authorAccountId,omitempty" doc:"Atlassian account id, when the worklog is someone else's"`

	spent time.Duration
}

// attribute is the value of a work attribute.
type attribute struct {
	Key   string `json:"key" doc:"Key of the work attribute, such as _Account_"`
	Value string `json:"value" doc:"Its value; an account by its key"`
}

// newRow shows a worklog of an issue to the person with the account id me.
func newRow(w tempo.Worklog, issue jira.Issue, me string) row {
	e := entryOf(w)
	r := row{
		WorklogID: worklogID(w.ID), IssueKey: clean(issue.Key), IssueSummary: clean(issue.Summary),
		Date: w.StartDate, TimeSpentHours: worklog.Hours(e.Spent), Description: shortText(cleanText(w.Description)),
		spent: e.Spent,
	}
	if w.BillableSeconds != nil {
		hours := worklog.Hours(e.Billable)
		r.BillableHours = &hours
	}
	if !e.Start.IsZero() {
		end, days := worklog.End(e.Start, e.Spent)
		r.StartTime, r.EndTime = e.Start.String(), end.String()
		if days > 0 {
			r.EndDate = e.Day.AddDays(days).String()
		}
	}
	for _, a := range w.Attributes.Values {
		r.Attributes = append(r.Attributes, attribute{clean(a.Key), clean(a.Value)})
	}
	if w.Author.AccountID != me {
		r.AuthorID = w.Author.AccountID
	}
	return r
}

// entryOf takes out of a worklog what counting needs. Tempo's dates are valid;
// one that is not counts under no day.
func entryOf(w tempo.Worklog) worklog.Entry {
	day, _ := worklog.ParseDay(w.StartDate)         // the zero day then
	start, _ := worklog.ParseTimeOfDay(w.StartTime) // none then
	e := worklog.Entry{
		ID: w.ID, Day: day, Start: start, IssueID: w.Issue.Number(), Account: accountOf(w.Attributes.Values),
		Spent: time.Duration(w.TimeSpentSeconds) * time.Second,
	}
	if w.BillableSeconds != nil {
		e.Billable = time.Duration(*w.BillableSeconds) * time.Second
	}
	return e
}

// accountAttribute is the key of the work attribute that holds the account.
const accountAttribute = "_Account_"

func accountOf(values []tempo.AttributeValue) string {
	i := slices.IndexFunc(values, func(v tempo.AttributeValue) bool { return v.Key == accountAttribute })
	if i < 0 {
		return ""
	}
	return values[i].Value
}

// String is the row in one line.
func (r row) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", r.Date, r.when())
	fmt.Fprintf(&b, "%s %s", worklog.FormatSpent(r.spent), r.IssueKey)
	if r.IssueSummary != "" {
		b.WriteString(" " + r.IssueSummary)
	}
	if r.Description != "" {
		b.WriteString(": " + oneLine(r.Description))
	}
	for _, a := range r.Attributes {
		fmt.Fprintf(&b, " {%s=%s}", a.Key, a.Value)
	}
	if r.BillableHours != nil && *r.BillableHours != r.TimeSpentHours {
		fmt.Fprintf(&b, " (billable %s h)", decimal(*r.BillableHours))
	}
	if r.AuthorID != "" {
		fmt.Fprintf(&b, " (of %s)", r.AuthorID)
	}
	fmt.Fprintf(&b, " [id %s]", r.WorklogID)
	return b.String()
}

func (r row) when() string {
	switch {
	case r.StartTime == "":
		return ""
	case r.EndDate != "":
		return fmt.Sprintf("%s–%s %s ", r.StartTime, r.EndDate, r.EndTime)
	default:
		return fmt.Sprintf("%s–%s ", r.StartTime, r.EndTime)
	}
}

// decimal writes hours with as few digits as they need.
func decimal(hours float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", hours), "0"), ".")
}

// hours writes a duration as hours with at most two decimals.
func hours(d time.Duration) string { return decimal(worklog.Hours(d)) + " h" }

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// clean drops control characters, and line breaks with them.
func clean(s string) string { return strings.Map(visible, oneLine(s)) }

// cleanText drops control characters but keeps line breaks and tabs.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, s)
}

// longText is how much of a worklog's text results show.
const longText = 2000

// shortText cuts a text that would fill an answer alone, and says so.
func shortText(s string) string {
	if len(s) <= longText {
		return s
	}
	runes := []rune(s)
	if len(runes) <= longText {
		return s
	}
	return fmt.Sprintf("%s… (the first %d of %d characters)", string(runes[:longText]), longText, len(runes))
}

// size is about how many bytes the row takes in an answer.
func (r row) size() int {
	const names = 200 // of the fields, with dates and times
	return names + len(r.IssueSummary) + len(r.Description) + 60*len(r.Attributes)
}

func visible(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// brief is a text of the caller, shortened to be shown again.
func brief(s string) string {
	const most = 60
	if runes := []rune(clean(s)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return clean(s)
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "\n") {
		s += "."
	}
	return s
}

// noted shows notes, a line each, under a text.
func noted(notes []string) string {
	var b strings.Builder
	for _, note := range notes {
		b.WriteString("\nNote: " + note)
	}
	return b.String()
}

// lines joins what is not empty, a line each.
func lines(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}
