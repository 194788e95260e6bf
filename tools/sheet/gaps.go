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

// reportGaps names the issues of partly logged days and adds up what is missing.
func reportGaps(ctx context.Context, c *kit.Caller, days kit.Span, notes []string, missing, upcoming []worklog.Gap) getMissingWorklogDaysOutput {
	out := getMissingWorklogDaysOutput{
		StartDate: days.From.String(), EndDate: days.To.String(), days: len(missing),
		Notes:     notes,
		Truncated: len(missing) > gapLimit || len(upcoming) > gapLimit,
	}
	for _, g := range missing {
		out.missing += g.Missing()
	}
	out.MissingHours = worklog.Hours(out.missing)
	missing, upcoming = missing[:min(len(missing), gapLimit)], upcoming[:min(len(upcoming), gapLimit)]
	issues, err := c.Issues(ctx, issuesOf(missing, upcoming))
	if err != nil {
		out.Notes = append(out.Notes, unnamed(c, err))
	}
	for _, note := range days.Notes {
		if !slices.Contains(out.Notes, note) {
			out.Notes = append(out.Notes, note)
		}
	}
	out.MissingDays, out.UpcomingDays = gaps(missing, issues), gaps(upcoming, issues)
	return out
}

func issuesOf(lists ...[]worklog.Gap) []int64 {
	var ids []int64
	for _, list := range lists {
		for _, g := range list {
			for _, e := range g.Entries {
				if !slices.Contains(ids, e.IssueID) {
					ids = append(ids, e.IssueID)
				}
			}
		}
	}
	return ids
}

func gaps(list []worklog.Gap, issues map[int64]jira.Issue) []gap {
	rows := []gap{}
	for _, g := range list {
		r := gap{
			Date: g.Day.String(), Weekday: g.Day.Weekday().String(), Holiday: g.Holiday,
			RequiredHours: worklog.Hours(g.Required), LoggedHours: worklog.Hours(g.Logged), MissingHours: worklog.Hours(g.Missing()),
		}
		for _, e := range g.Entries {
			r.Worklogs = append(r.Worklogs, logged{worklog.ID(e.ID), say.Line(say.Named(issues, e.IssueID).Key), worklog.Hours(e.Spent)})
		}
		rows = append(rows, r)
	}
	return rows
}

// String is the day in one line.
func (g gap) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s of %s h logged, %s h missing", g.Date, g.Weekday[:3], say.Decimal(g.LoggedHours), say.Decimal(g.RequiredHours), say.Decimal(g.MissingHours))
	if g.Holiday != "" {
		fmt.Fprintf(&b, " (%s)", g.Holiday)
	}
	for i, w := range g.Worklogs {
		fmt.Fprintf(&b, "%s%s %s h [id %s]", separator(i), w.IssueKey, say.Decimal(w.TimeSpentHours), w.WorklogID)
	}
	return b.String()
}

func separator(i int) string {
	if i == 0 {
		return "; logged: "
	}
	return ", "
}
