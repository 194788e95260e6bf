// Package sheet are the tools that read a person's time sheet: its worklogs, what
// they add up to, and the days that lack time.
package sheet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// retrieveLimit is how many worklogs an answer lists unless the call says otherwise.
const retrieveLimit = 200

type retrieveWorklogsInput struct {
	kit.Days

	IssueKey     string `json:"issueKey,omitempty" doc:"Only worklogs on this Jira issue, such as ABC-123; without dates, those of all time."`
	ProjectKey   string `json:"projectKey,omitempty" doc:"Only worklogs on issues of this Jira project, such as ABC."`
	Of           string `json:"of,omitempty" doc:"Whose: me (if left out), or a person's name or account id."`
	UpdatedSince string `json:"updatedSince,omitempty" doc:"Only worklogs entered or changed since this day, written like startDate; needs no other dates."`
	Order        string `json:"order,omitempty" enum:"oldest,newest" doc:"What comes first; oldest if left out."`
	Limit        int    `json:"limit,omitempty" limits:"min=1 max=1000" doc:"How many worklogs to list, 200 if left out. Totals are always of all."`
	Cursor       string `json:"cursor,omitempty" doc:"nextCursor of an earlier answer, with the same other arguments, to go on from there."`
}

type retrieveWorklogsOutput struct {
	StartDate     string  `json:"startDate,omitempty" doc:"First day, YYYY-MM-DD; of all time, the first with a worklog"`
	EndDate       string  `json:"endDate,omitempty" doc:"Last day, YYYY-MM-DD"`
	AllTime       bool    `json:"allTime,omitempty" doc:"True when no days were given"`
	Filter        *echo   `json:"filter,omitempty" doc:"What the worklogs were filtered by"`
	Order         string  `json:"order" doc:"oldest or newest, whichever comes first"`
	Count         int     `json:"count" doc:"Number of worklogs that fit, listed here or not"`
	TotalHours    float64 `json:"totalHours" doc:"Their hours"`
	Total         string  `json:"total" doc:"The same exactly, such as 2h 40m"`
	BillableHours float64 `json:"billableHours" doc:"Their billable hours, as far as Tempo tells them"`
	Billable      string  `json:"billable" doc:"The same exactly"`
	doubts

	Days       []day     `json:"days" doc:"The days of the worklogs listed; of up to 31 days also those that require time and have none"`
	Worklogs   []say.Row `json:"worklogs" doc:"Worklogs by day and start; those without a start last in their day"`
	Truncated  bool      `json:"truncated" doc:"True when there are more: go on with nextCursor"`
	NextCursor string    `json:"nextCursor,omitempty" doc:"Cursor of the worklogs that follow"`
	Notes      []string  `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	days     worklog.Range
	filtered bool   // a day may have more worklogs than are meant
	issue    string // title of the one that was asked for
}

// RetrieveWorklogs is the tool retrieveWorklogs.
func RetrieveWorklogs() kit.Tool {
	return kit.New(kit.Tool{
		Name:  "retrieveWorklogs",
		Title: "Look up worklogs",
		Description: "List the worklogs of some days with their ids, totals, what each day requires, overlaps and possible doubles. " +
			"issueKey alone: all the time ever spent on that issue.",
		Effect: kit.Reads,
	}, runRetrieveWorklogs)
}

func runRetrieveWorklogs(ctx context.Context, c *kit.Caller, in retrieveWorklogsInput) (*retrieveWorklogsOutput, error) {
	in.Order = cmp.Or(in.Order, oldest)
	after, err := parseCursor(in.Cursor, in.Order)
	if err != nil {
		return nil, err
	}
	q, notes, err := in.query(ctx, c)
	if err != nil {
		return nil, err
	}
	calendar, err := c.Calendar(ctx, false)
	if err != nil {
		return nil, err
	}
	found, err := search(ctx, c, q)
	if err != nil {
		return nil, err
	}

	out := &retrieveWorklogsOutput{
		AllTime: q.allTime(), filtered: q.only.narrows(), Filter: echoOf(found.only, q.of), Order: in.Order,
		Days: []day{}, Worklogs: []say.Row{}, Notes: notesOf(notes, found.notes),
	}
	if !q.of.mine() {
		out.Notes = append(out.Notes, visible(q.of, len(found.worklogs)))
	}
	if q.only.issueKey != "" {
		out.issue = say.Joined(found.only.issueKey, say.Line(found.issue.Summary))
	}
	out.add(found, q.days)
	out.list(found, after, cmp.Or(in.Limit, retrieveLimit), calendar.Today)
	if in.Cursor != "" && out.Count > 0 && len(out.Worklogs) == 0 {
		out.Notes = append(out.Notes, "None of these comes after the cursor: it belongs to the arguments of the answer that gave it. Leave cursor out to list them.")
	}
	return out, nil
}

// query reads what to look for. Everything that needs no service is checked first.
func (in retrieveWorklogsInput) query(ctx context.Context, c *kit.Caller) (q query, notes []string, err error) {
	if strings.TrimSpace(in.IssueKey) != "" {
		if q.only.issueKey, err = say.IssueKey("issueKey", in.IssueKey); err != nil {
			return q, nil, err
		}
	}
	if q.only.projectKey, err = readProject("projectKey", in.ProjectKey); err != nil {
		return q, nil, err
	}
	of, err := readOf(in.Of)
	if err != nil {
		return q, nil, err
	}
	open := in.StartDate == "" && in.EndDate == "" && in.Period == "" && (in.IssueKey != "" || in.UpdatedSince != "")
	if !open {
		days, err := in.Span(ctx, c.Person)
		if err != nil {
			return q, nil, err
		}
		q.days, notes = days.Range, days.Notes
	}
	if in.UpdatedSince != "" {
		if err := q.only.readSince(ctx, c, in.UpdatedSince); err != nil {
			return q, nil, err
		}
	}
	q.of, err = findPerson(ctx, c, of)
	return q, notes, err
}

// readSince reads a day as the moment at which it begins where the person is.
func (f *filter) readSince(ctx context.Context, c *kit.Caller, text string) error {
	day, err := kit.Day(ctx, c.Person, "updatedSince", text)
	if err != nil {
		return err
	}
	calendar, err := c.Calendar(ctx, false)
	if err != nil {
		return err
	}
	f.sinceDay = day.String()
	f.since, err = time.ParseInLocation(time.DateOnly, f.sinceDay, calendar.Zone)
	return err
}

// add adds up all that was found, and looks for what may be wrong in it.
func (o *retrieveWorklogsOutput) add(found result, days worklog.Range) {
	slices.SortStableFunc(found.worklogs, cursor{order: oldest}.sorted)
	var total worklog.Group
	for _, w := range found.worklogs {
		total = total.With(w.Entry())
	}
	o.Count = total.Count
	o.TotalHours, o.Total = amount(total.Spent)
	o.BillableHours, o.Billable = amount(total.Billable)
	o.doubts = doubtful(found.worklogs, found.issues)
	if o.days = days; o.AllTime && o.Count > 0 {
		o.days.From = found.worklogs[0].Entry().Day
		o.days.To = found.worklogs[o.Count-1].Entry().Day
	}
	o.StartDate, o.EndDate = o.days.From.String(), o.days.To.String()
}
