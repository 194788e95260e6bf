// Package sheet are the tools that read a person's time sheet: its worklogs, what
// they add up to, and the days that lack time.
package sheet

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// An answer lists as many worklogs as the call says, or retrieveLimit, and no
// more than fit into answerSize bytes or so: clients cut larger answers off.
const (
	retrieveLimit = 200
	answerSize    = 120_000
)

type retrieveWorklogsInput struct {
	kit.Days

	IssueKey   string `json:"issueKey,omitempty" doc:"Only worklogs on this Jira issue, such as ABC-123."`
	ProjectKey string `json:"projectKey,omitempty" doc:"Only worklogs on issues of this Jira project, such as ABC."`
	Limit      int    `json:"limit,omitempty" limits:"min=1 max=1000" doc:"How many worklogs to list, 200 if left out. Totals are always of all."`
	Cursor     string `json:"cursor,omitempty" doc:"nextCursor of an earlier answer, with the same other arguments, to go on from there."`
}

type retrieveWorklogsOutput struct {
	StartDate     string    `json:"startDate" doc:"First day, YYYY-MM-DD"`
	EndDate       string    `json:"endDate" doc:"Last day, YYYY-MM-DD"`
	Count         int       `json:"count" doc:"Number of worklogs in these days that fit the filters, listed here or not"`
	TotalHours    float64   `json:"totalHours" doc:"Their hours"`
	BillableHours float64   `json:"billableHours" doc:"Their billable hours, as far as Tempo tells them"`
	Worklogs      []say.Row `json:"worklogs" doc:"Worklogs by day and start"`
	Truncated     bool      `json:"truncated" doc:"True when there are more: go on with nextCursor"`
	NextCursor    string    `json:"nextCursor,omitempty" doc:"Cursor of the worklogs that follow"`
	Notes         []string  `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	total time.Duration
}

// RetrieveWorklogs is the tool retrieveWorklogs.
func RetrieveWorklogs() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "retrieveWorklogs",
		Title:       "Look up worklogs",
		Description: "List the signed-in person's worklogs of some days, with their ids and totals, optionally of one issue or project.",
		Effect:      kit.Reads,
	}, runRetrieveWorklogs)
}

func runRetrieveWorklogs(ctx context.Context, c *kit.Caller, in retrieveWorklogsInput) (*retrieveWorklogsOutput, error) {
	only, err := newFilter(in.IssueKey, "projectKey", in.ProjectKey)
	if err != nil {
		return nil, err
	}
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	days, err := in.Span(ctx, c.Person)
	if err != nil {
		return nil, err
	}
	found, err := search(ctx, c, days.Range, only)
	if err != nil {
		return nil, err
	}

	out := &retrieveWorklogsOutput{
		StartDate: days.From.String(), EndDate: days.To.String(), Worklogs: []say.Row{},
		Notes: append(days.Notes, found.notes...),
	}
	limit := in.Limit
	if limit == 0 {
		limit = retrieveLimit
	}
	out.list(found, after, limit)
	return out, nil
}

// list adds up all that was found, and lists what comes after the cursor.
func (o *retrieveWorklogsOutput) list(found result, after cursor, limit int) {
	var totals worklog.Totals
	last, size := after, 0
	for _, w := range found.worklogs {
		totals.Add("", w.Entry())
		if o.Truncated || !after.before(w) {
			continue
		}
		r := say.NewRow(w, say.Named(found.issues, w.Issue.Number()), w.Author.AccountID == found.me, nil)
		if size += r.Size(); len(o.Worklogs) == limit || size > answerSize && len(o.Worklogs) > 0 {
			o.Truncated, o.NextCursor = true, last.String()
			continue
		}
		o.Worklogs = append(o.Worklogs, r)
		last = cursorAfter(w)
	}
	total := totals.Total()
	o.Count, o.total = total.Count, total.Spent
	o.TotalHours, o.BillableHours = worklog.Hours(total.Spent), worklog.Hours(total.Billable)
}

// String lists the worklogs under their totals.
func (o *retrieveWorklogsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s: %s, %s, billable %s h.", o.StartDate, o.EndDate, say.Count(o.Count, "worklog"), say.Hours(o.total), say.Decimal(o.BillableHours))
	for _, r := range o.Worklogs {
		b.WriteString("\n" + r.String())
	}
	if o.Truncated {
		fmt.Fprintf(&b, "\n%d listed of %d; go on with cursor %s", len(o.Worklogs), o.Count, o.NextCursor)
	}
	return b.String() + say.Notes(o.Notes)
}
