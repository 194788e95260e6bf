package sheet

import (
	"cmp"
	"context"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type getWorklogAnalyticsInput struct {
	kit.Days

	GroupBy     string `json:"groupBy,omitempty" join:"," usual:"issue,account,project,customer,person,day,week,month" doc:"What to add up by; issue (if left out), account, project, customer, person, day, week (ISO), month, attribute:KEY of a work attribute by key or name; or two for a table, such as project,day."`
	ProjectKey  string `json:"projectKey,omitempty" doc:"Only worklogs on issues of this Jira project, such as ABC."`
	Project     string `json:"project,omitempty" doc:"The same as projectKey."`
	CompareWith string `json:"compareWith,omitempty" enum:"previous" doc:"previous: each group beside the month, week or as many days before."`
}

type getWorklogAnalyticsOutput struct {
	StartDate       string      `json:"startDate" doc:"First day, YYYY-MM-DD"`
	EndDate         string      `json:"endDate" doc:"Last day, YYYY-MM-DD"`
	GroupBy         string      `json:"groupBy" doc:"What the groups are; of two, the rows and then the columns"`
	Filter          *echo       `json:"filter,omitempty" doc:"What the worklogs were filtered by"`
	Count           int         `json:"count" doc:"Number of worklogs"`
	TotalHours      float64     `json:"totalHours" doc:"Their hours"`
	Total           string      `json:"total" doc:"The same exactly, such as 2h 40m"`
	BillableHours   float64     `json:"billableHours" doc:"Their billable hours, as far as Tempo tells them"`
	Billable        string      `json:"billable" doc:"The same exactly"`
	BillablePercent float64     `json:"billablePercent" doc:"Share of the total hours, in percent with one decimal"`
	FutureHours     float64     `json:"futureHours" doc:"How much of the total lies after today"`
	Future          string      `json:"future" doc:"The same exactly"`
	Comparison      *comparison `json:"comparison,omitempty" doc:"What compareWith compares"`
	Groups          []group     `json:"groups" doc:"Sums, the largest first; days, weeks and months in order of time. Of two groupBy there are rows and columns instead"`
	Rows            []row       `json:"rows,omitempty" doc:"Rows of the table; they add up to the total"`
	Columns         []column    `json:"columns,omitempty" doc:"Columns of the table; they add up to the total"`
	Truncated       bool        `json:"truncated" doc:"True when smaller groups are left out or put together; the totals are of all"`
	Notes           []string    `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	days       worklog.Range
	today      worklog.Day
	dimensions []dimension
}

// GetWorklogAnalytics is the tool getWorklogAnalytics.
func GetWorklogAnalytics() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "getWorklogAnalytics",
		Title:       "Add up time",
		Description: "Add up the signed-in person's time with its billable part: by group with shares, as a table of two, or compared with the time before.",
		Effect:      kit.Reads,
	}, runGetWorklogAnalytics)
}

func runGetWorklogAnalytics(ctx context.Context, c *kit.Caller, in getWorklogAnalyticsInput) (*getWorklogAnalyticsOutput, error) {
	r, err := in.request()
	if err != nil {
		return nil, err
	}
	days, err := in.Span(ctx, c.Person)
	if err != nil {
		return nil, err
	}
	calendar, err := c.Calendar(ctx, false)
	if err != nil {
		return nil, err
	}
	r.days, r.today = days.Range, calendar.Today
	if in.CompareWith != "" {
		r.compareWithPrevious()
	}
	found, err := addUp(ctx, c, r)
	if err != nil {
		return nil, err
	}
	total, hidden := found.total(r.project)
	if r.project != "" && total.whole().Count+total[before].Count+total[rest].Count == 0 {
		asked := r.project
		if r.project, err = presentKey(ctx, c, asked); err != nil {
			return nil, err
		}
		if r.project != asked {
			found.notes = append(found.notes, renamedNote(asked, r.project))
			total, hidden = found.total(r.project)
		}
	}
	out := &getWorklogAnalyticsOutput{
		StartDate: days.From.String(), EndDate: days.To.String(), Filter: echoOf(filter{projectKey: r.project}, whose{}),
		GroupBy: r.groupBy(), days: days.Range, today: calendar.Today, dimensions: r.dimensions, Notes: notesOf(days.Notes, found.notes),
	}
	if note := hiddenNote(hidden); note != "" {
		out.Notes = append(out.Notes, note)
	}
	out.total(r, total)
	out.list(found.group(r, r.project))
	return out, nil
}

// request reads the arguments that need no service.
func (in getWorklogAnalyticsInput) request() (r *request, err error) {
	r = &request{}
	if r.dimensions, err = readDimensions(cmp.Or(in.GroupBy, byIssue)); err != nil {
		return r, err
	}
	if r.project, err = readProject("projectKey", in.ProjectKey); err != nil {
		return r, err
	}
	alias, err := readProject("project", in.Project)
	switch {
	case err != nil:
		return r, err
	case alias != "" && r.project != "" && alias != r.project:
		return r, say.Problem("projectKey is %s and project is %s: they mean the same, so give only one of them.", r.project, alias)
	}
	r.project = cmp.Or(r.project, alias)
	if in.CompareWith == "" {
		return r, nil
	}
	if len(r.dimensions) > 1 {
		return r, say.Problem("compareWith takes one groupBy and not a table of two: leave out %s or %s.", r.dimensions[0], r.dimensions[1])
	}
	if r.dimensions[0].ofTime() {
		return r, say.Problem("compareWith cannot compare by %s, because no %s comes twice: give another groupBy, such as project.", r.dimensions[0], r.dimensions[0])
	}
	return r, nil
}

// compareWithPrevious has the range before added up, too. A range that is wholly in the
// future is compared as if it were over.
func (r *request) compareWithPrevious() {
	r.compared = compareDays(r.days, r.today)
	if r.days.From.After(r.today) {
		r.today = r.days.To
	}
}

func (r *request) groupBy() string {
	var names []string
	for _, d := range r.dimensions {
		names = append(names, d.String())
	}
	return strings.Join(names, ",")
}

// total fills in what everything adds up to.
func (o *getWorklogAnalyticsOutput) total(r *request, t tally) {
	whole := t.whole()
	o.Count, o.BillablePercent = whole.Count, whole.BillablePercent()
	o.TotalHours, o.Total = amount(whole.Spent)
	o.BillableHours, o.Billable = amount(whole.Billable)
	future := t[coming].Spent
	if o.days.From.After(o.today) {
		future = whole.Spent
	}
	o.FutureHours, o.Future = amount(future)
	if r.compared.whole.Len() > 0 {
		o.Comparison = newComparison(r.compared, t)
	}
}

// list lists the groups, or the table.
func (o *getWorklogAnalyticsOutput) list(found grouped) {
	o.Groups = []group{}
	if len(o.dimensions) == 2 {
		o.listTable(found)
		return
	}
	o.listGroups(found)
}
