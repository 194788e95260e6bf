package tools

import (
	"context"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// scheduleLimit is how many days are listed: a year and the days around it.
const scheduleLimit = 400

// scheduleOutput is what is required of the person on each day.
type scheduleOutput struct {
	StartDate     string         `json:"startDate"`
	EndDate       string         `json:"endDate"`
	RequiredHours float64        `json:"requiredHours"` // of all days, listed or not
	Days          []scheduledDay `json:"days"`
	Truncated     bool           `json:"truncated"`
	Notes         []string       `json:"notes,omitempty"`
}

type scheduledDay struct {
	Date          string  `json:"date"`
	Weekday       string  `json:"weekday"`
	RequiredHours float64 `json:"requiredHours"`
	Type          string  `json:"type"` // Tempo's word, such as WORKING_DAY
	Holiday       string  `json:"holiday,omitempty"`
}

func scheduleResource() Resource {
	return Resource{
		URI: "tempo://schedule/" + periodVariable, Name: "schedule", Title: "Schedule of",
		Description: "What the signed-in person's Tempo schedule requires of each day, with holidays and part time.",
		read:        readSchedule,
	}
}

func readSchedule(ctx context.Context, s *Session, period daysInput) (any, error) {
	days, err := s.days(ctx, period)
	if err != nil {
		return nil, err
	}
	list, err := s.tempo.Schedule(ctx, days.From.String(), days.To.String())
	if err != nil {
		return nil, err
	}
	out := scheduleOutput{StartDate: days.From.String(), EndDate: days.To.String(), Days: []scheduledDay{}, Notes: days.notes}
	var required time.Duration
	for _, d := range list {
		day := scheduleDay(d)
		required += day.Required
		if len(out.Days) == scheduleLimit {
			out.Truncated = true
			continue
		}
		out.Days = append(out.Days, scheduledDay{
			Date: day.Day.String(), Weekday: day.Day.Weekday().String(), RequiredHours: worklog.Hours(day.Required), Type: clean(day.Type), Holiday: day.Holiday,
		})
	}
	out.RequiredHours = worklog.Hours(required)
	if out.Truncated {
		out.Notes = append(out.Notes, fmt.Sprintf("Only the first %d days are listed; ask for the others with a later first day.", scheduleLimit))
	}
	return out, nil
}
