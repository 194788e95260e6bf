package tools

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// edit reads what a call wants to change.
func (s *Session) edit(ctx context.Context, in editWorklogInput) (change.Draft, error) {
	d := change.Draft{Description: in.Description, Attributes: attributeValues(in.Attributes)}
	spent, err := timeSpent(in.TimeSpentHours, in.TimeSpent, in.StartTime)
	if err != nil {
		return d, err
	}
	d.Spent, d.Start = spent.Duration, spent.Start
	billable, err := wholeSeconds("billableHours", in.BillableHours, 24)
	if err != nil {
		return d, err
	}
	d.Billable = length(billable)
	if in.Date != nil {
		if d.Day, err = s.day(ctx, *in.Date); err != nil {
			return d, argument("date", err)
		}
	}
	if in.Date == nil && spent == (worklog.Spent{}) && d.Description == nil && billable == nil && len(in.Attributes) == 0 {
		return d, problem("Nothing to change: name at least one of timeSpentHours, timeSpent, description, date, startTime, billableHours, attributes.")
	}
	return d, nil
}
