package resources

import (
	"context"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// scheduleLimit is how many days are listed: a year and the days around it.
const scheduleLimit = 400

// scheduleOutput is what is required of the person on each day.
type scheduleOutput struct {
	StartDate     string         `json:"startDate"`
	EndDate       string         `json:"endDate"`
	RequiredHours float64        `json:"requiredHours"` // of all days, listed or not
	Required      string         `json:"required"`      // the same exactly
	Days          []scheduledDay `json:"days"`
	Truncated     bool           `json:"truncated"`
	Notes         []string       `json:"notes,omitempty"`
}

type scheduledDay struct {
	Date          string  `json:"date"`
	Weekday       string  `json:"weekday"`
	RequiredHours float64 `json:"requiredHours"`
	Required      string  `json:"required"` // the same exactly
	Type          string  `json:"type"`     // Tempo's word, such as WORKING_DAY
	Holiday       string  `json:"holiday,omitempty"`
}

// Schedule is the resource of what is required in a period.
func Schedule() kit.Resource {
	return kit.Resource{
		URI: "tempo://schedule/" + kit.PeriodVariable, Name: "schedule", Title: "Schedule of",
		Description: "What the signed-in person's Tempo schedule requires of each day, with holidays and part time.",
		Answer:      readSchedule,
	}
}

func readSchedule(ctx context.Context, c *kit.Caller, period kit.Days) (any, error) {
	days, err := period.Span(ctx, c.Person)
	if err != nil {
		return nil, err
	}
	list, err := c.Tempo.Schedule(ctx, days.From.String(), days.To.String())
	if err != nil {
		return nil, err
	}
	out := scheduleOutput{StartDate: days.From.String(), EndDate: days.To.String(), Days: []scheduledDay{}, Notes: days.Notes}
	var required time.Duration
	for _, d := range list {
		day := d.ScheduleDay()
		required += day.Required
		if len(out.Days) == scheduleLimit {
			out.Truncated = true
			continue
		}
		out.Days = append(out.Days, scheduledDay{
			Date: day.Day.String(), Weekday: day.Day.Weekday().String(), RequiredHours: worklog.Hours(day.Required), Required: worklog.FormatSpent(day.Required), Type: say.Line(day.Type), Holiday: say.Line(day.Holiday),
		})
	}
	out.RequiredHours, out.Required = worklog.Hours(required), worklog.FormatSpent(required)
	if out.Truncated {
		out.Notes = append(out.Notes, fmt.Sprintf("Only the first %d days are listed; ask for the others with a later first day.", scheduleLimit))
	}
	return out, nil
}
