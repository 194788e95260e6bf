package sheet

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// gapLimit is how many days one answer lists.
const gapLimit = 200

// gap is a day that lacks time.
type gap struct {
	Date          string   `json:"date" doc:"YYYY-MM-DD"`
	Weekday       string   `json:"weekday" doc:"Day of the week"`
	RequiredHours float64  `json:"requiredHours" doc:"Hours required"`
	Required      string   `json:"required" doc:"The same exactly"`
	LoggedHours   float64  `json:"loggedHours" doc:"Hours logged"`
	Logged        string   `json:"logged" doc:"The same exactly"`
	MissingHours  float64  `json:"missingHours" doc:"Hours that the day lacks"`
	Missing       string   `json:"missing" doc:"The same exactly, such as 2h 40m: fit for timeSpent"`
	Holiday       string   `json:"holiday,omitempty" doc:"Name of a holiday that takes part of the day"`
	Worklogs      []logged `json:"worklogs,omitempty" doc:"What is logged on the day"`

	gap worklog.Gap
}

// logged is a worklog of such a day.
type logged struct {
	WorklogID      worklog.ID `json:"worklogId" doc:"Tempo worklog id"`
	IssueKey       string     `json:"issueKey" doc:"Jira issue key"`
	TimeSpentHours float64    `json:"timeSpentHours" doc:"Hours spent"`
	TimeSpent      string     `json:"timeSpent" doc:"The same exactly"`
}

// listGaps lists as many of the days as an answer holds, with what is logged on them.
func (o *getMissingWorklogDaysOutput) listGaps(ctx context.Context, c *kit.Caller, missing, upcoming []worklog.Gap) {
	some := func(list []worklog.Gap) []worklog.Gap { return list[:min(len(list), gapLimit)] }
	issues, err := c.Issues(ctx, issuesOf(some(missing), some(upcoming)))
	if err != nil {
		o.Notes = append(o.Notes, unnamed(c, err))
	}
	left := roomBeside(o)
	fits := func(list []worklog.Gap) []gap {
		rows := []gap{}
		for _, g := range some(list) {
			r := newGap(g, issues)
			if !left.take(r) {
				break
			}
			rows = append(rows, r)
		}
		o.Truncated = o.Truncated || len(rows) < len(list)
		return rows
	}
	o.MissingDays = fits(missing)
	o.UpcomingDays = fits(upcoming)
}

func issuesOf(lists ...[]worklog.Gap) []int64 {
	ids := map[int64]struct{}{}
	for _, list := range lists {
		for _, g := range list {
			for _, e := range g.Entries {
				ids[e.IssueID] = struct{}{}
			}
		}
	}
	return known(ids)
}

func newGap(g worklog.Gap, issues map[int64]jira.Issue) gap {
	r := gap{Date: g.Day.String(), Weekday: g.Day.Weekday().String(), Holiday: say.Line(g.Holiday), gap: g}
	r.RequiredHours, r.Required = amount(g.Required)
	r.LoggedHours, r.Logged = amount(g.Logged)
	r.MissingHours, r.Missing = amount(g.Missing())
	for _, e := range g.Entries {
		w := logged{WorklogID: worklog.ID(e.ID), IssueKey: say.Line(say.Named(issues, e.IssueID).Key)}
		w.TimeSpentHours, w.TimeSpent = amount(e.Spent)
		r.Worklogs = append(r.Worklogs, w)
	}
	return r
}

// String is the day in one line.
func (g gap) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s missing", say.DayHeader(g.gap.Day, g.gap.Logged, g.gap.Required, g.Holiday), g.Missing)
	for i, w := range g.Worklogs {
		separator := ", "
		if i == 0 {
			separator = "; logged: "
		}
		fmt.Fprintf(&b, "%s%s %s [id %s]", separator, w.IssueKey, w.TimeSpent, w.WorklogID)
	}
	return b.String()
}

// comingDays are the coming days in few lines: those that lack the same in one.
func comingDays(list []gap) string {
	var b strings.Builder
	said := map[string]bool{}
	for _, g := range list {
		lacks := fmt.Sprintf("%s of %s", g.Logged, g.Required)
		if said[lacks] {
			continue
		}
		said[lacks] = true
		var days []string
		for _, other := range list {
			if other.gap.Logged == g.gap.Logged && other.gap.Required == g.gap.Required {
				days = append(days, say.Day(other.gap.Day))
			}
		}
		fmt.Fprintf(&b, "\n%s: %s", lacks, strings.Join(days, ", "))
	}
	return b.String()
}

// known lists the ids of issues to look up, without that of a worklog whose issue
// nothing tells.
func known(ids map[int64]struct{}) []int64 {
	list := make([]int64, 0, len(ids))
	for id := range ids {
		if id != 0 {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}
