package sheet

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// String lists the groups, or the table, under the total.
func (o *getWorklogAnalyticsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s by %s: %s, %s, billable %s (%s).", say.Days(o.days), o.Filter, strings.ReplaceAll(o.GroupBy, ",", " and "),
		say.Count(o.Count, "worklog"), o.Total, o.Billable, say.Percent(o.BillablePercent))
	if o.FutureHours > 0 {
		fmt.Fprintf(&b, " %s of it lies in the future, after %s.", o.Future, say.Day(o.today))
	}
	b.WriteString(o.Comparison.String())
	if len(o.dimensions) == 2 && len(o.Rows) > 0 {
		b.WriteString(o.tableText())
	}
	for _, g := range o.Groups {
		b.WriteString("\n" + g.line(o.dimensions[0]))
	}
	switch {
	case o.Truncated && len(o.dimensions) == 2:
		b.WriteString("\nWhat does not fit is put together as " + others + ": ask for fewer days, or for weeks or months.")
	case o.Truncated && o.dimensions[0].ofTime():
		fmt.Fprintf(&b, "\nOnly the first %d groups are listed; the totals are of all.", len(o.Groups))
	case o.Truncated:
		fmt.Fprintf(&b, "\nOnly the %d largest groups are listed; the totals are of all.", len(o.Groups))
	}
	return b.String() + say.Notes(o.Notes)
}
