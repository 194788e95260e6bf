package sheet

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// String lists the worklogs below their days, under their totals.
func (o *retrieveWorklogsOutput) String() string {
	var b strings.Builder
	b.WriteString(o.headline() + o.doubts.String())
	rows := o.Worklogs
	for days := o.Days; len(days) > 0; {
		if empty := emptyRun(days); empty > 2 {
			fmt.Fprintf(&b, "\n%s to %s (%d days): 0m of %s each", days[0].title(), days[empty-1].title(), empty, days[0].Required)
			days = days[empty:]
			continue
		}
		b.WriteString("\n" + days[0].header)
		for len(rows) > 0 && rows[0].Date == days[0].Date {
			b.WriteString("\n- " + rows[0].Below())
			rows = rows[1:]
		}
		days = days[1:]
	}
	if o.Truncated {
		fmt.Fprintf(&b, "\n%d listed of %d; go on with cursor %s", len(o.Worklogs), o.Count, o.NextCursor)
		if o.Order == newest {
			b.WriteString(" and order newest")
		}
	}
	return b.String() + say.Notes(o.Notes)
}

// emptyRun is how many of the first days have nothing logged and require the same.
func emptyRun(days []day) int {
	n := 0
	for n < len(days) && days[n].Logged == "0m" && days[n].Holiday == "" && days[n].Required != "" && days[n].Required == days[0].Required {
		n++
	}
	return n
}

// headline is what all the worklogs add up to.
func (o *retrieveWorklogsOutput) headline() string {
	sums := fmt.Sprintf("%s, %s, billable %s", say.Count(o.Count, "worklog"), o.Total, o.Billable)
	if o.Count == 0 {
		sums = "0 worklogs, 0m"
	}
	if !o.AllTime {
		text := fmt.Sprintf("%s%s: %s.", say.Days(o.days), o.Filter, sums)
		if o.Count > 1 && o.none() && !o.filtered {
			text += o.noneFound()
		}
		return text
	}
	text := "All days" + o.Filter.String() + ": " + sums
	if o.issue != "" {
		rest := *o.Filter
		rest.IssueKey = ""
		text = fmt.Sprintf("%s, all time%s: %s in %s, billable %s", o.issue, &rest, o.Total, say.Count(o.Count, "worklog"), o.Billable)
	}
	if o.Count > 0 {
		text += ", " + say.Days(o.days)
	}
	return text + "."
}
