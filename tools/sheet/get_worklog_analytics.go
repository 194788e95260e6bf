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

// groupLimit is how many groups one answer lists.
const groupLimit = 200

type getWorklogAnalyticsInput struct {
	kit.Days

	GroupBy string `json:"groupBy,omitempty" enum:"issue,account,project,day,week,month" doc:"What to add up by; issue if left out. Weeks are ISO weeks."`
	Project string `json:"project,omitempty" doc:"Only worklogs on issues of this Jira project, such as ABC."`
}

type getWorklogAnalyticsOutput struct {
	StartDate     string   `json:"startDate" doc:"First day, YYYY-MM-DD"`
	EndDate       string   `json:"endDate" doc:"Last day, YYYY-MM-DD"`
	GroupBy       string   `json:"groupBy" doc:"What the groups are"`
	Count         int      `json:"count" doc:"Number of worklogs"`
	TotalHours    float64  `json:"totalHours" doc:"Their hours"`
	BillableHours float64  `json:"billableHours" doc:"Their billable hours, as far as Tempo tells them"`
	Groups        []group  `json:"groups" doc:"Sums, the largest first"`
	Truncated     bool     `json:"truncated" doc:"True when smaller groups are left out; the totals are of all"`
	Notes         []string `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	total time.Duration
}

type group struct {
	Key           string  `json:"key" doc:"Issue key, account key, project key, YYYY-MM-DD, YYYY-Www or YYYY-MM"`
	Name          string  `json:"name,omitempty" doc:"Summary of the issue or name of the account"`
	Hours         float64 `json:"hours" doc:"Hours spent"`
	BillableHours float64 `json:"billableHours" doc:"Billable hours, as far as Tempo tells them"`
	Count         int     `json:"count" doc:"Number of worklogs"`
	Percent       float64 `json:"percent" doc:"Share of the total hours, in percent with one decimal"`
}

// GetWorklogAnalytics is the tool getWorklogAnalytics.
func GetWorklogAnalytics() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "getWorklogAnalytics",
		Title:       "Add up time",
		Description: "Add up the signed-in person's time by issue, account, project, day, week or month, with shares.",
		Effect:      kit.Reads,
	}, runGetWorklogAnalytics)
}

func runGetWorklogAnalytics(ctx context.Context, c *kit.Caller, in getWorklogAnalyticsInput) (getWorklogAnalyticsOutput, error) {
	only, err := newFilter("", "project", in.Project)
	if err != nil {
		return getWorklogAnalyticsOutput{}, err
	}
	days, err := in.Span(ctx, c.Person)
	if err != nil {
		return getWorklogAnalyticsOutput{}, err
	}
	if in.GroupBy == "" {
		in.GroupBy = "issue"
	}
	sums, err := addUp(ctx, c, days.Range, in.GroupBy, only)
	if err != nil {
		return getWorklogAnalyticsOutput{}, err
	}

	total := sums.totals.Total()
	out := getWorklogAnalyticsOutput{
		StartDate: days.From.String(), EndDate: days.To.String(), GroupBy: in.GroupBy,
		Count: total.Count, TotalHours: worklog.Hours(total.Spent), BillableHours: worklog.Hours(total.Billable),
		Groups: []group{}, Notes: append(days.Notes, sums.notes...), total: total.Spent,
	}
	for _, g := range sums.totals.Groups() {
		if len(out.Groups) == groupLimit {
			out.Truncated = true
			break
		}
		out.Groups = append(out.Groups, group{
			Key: say.Line(g.Key), Name: say.Line(sums.names[g.Key]), Count: g.Count, Percent: g.Percent(total.Spent),
			Hours: worklog.Hours(g.Spent), BillableHours: worklog.Hours(g.Billable),
		})
	}
	return out, nil
}

// String lists the groups under their total.
func (o getWorklogAnalyticsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s by %s: %s, %s, billable %s h.", o.StartDate, o.EndDate, o.GroupBy, say.Count(o.Count, "worklog"), say.Hours(o.total), say.Decimal(o.BillableHours))
	for _, g := range o.Groups {
		fmt.Fprintf(&b, "\n%s h %s%% %s", say.Decimal(g.Hours), say.Decimal(g.Percent), g.Key)
		if g.Name != "" {
			b.WriteString(" " + g.Name)
		}
		fmt.Fprintf(&b, " (%s)", say.Count(g.Count, "worklog"))
	}
	if o.Truncated {
		fmt.Fprintf(&b, "\nOnly the %d largest groups are listed; the totals are of all.", groupLimit)
	}
	return b.String() + say.Notes(o.Notes)
}
