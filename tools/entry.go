package tools

import (
	"context"
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// entryInput is a worklog to be created, as a call gives it.
type entryInput struct {
	IssueKey               string           `json:"issueKey" doc:"Jira issue key, such as ABC-123."`
	TimeSpentHours         *float64         `json:"timeSpentHours,omitempty" or:"timeSpent" limits:"above=0 max=24" doc:"Hours spent, more than 0 and at most 24, such as 1.5. Either this or timeSpent."`
	TimeSpent              *string          `json:"timeSpent,omitempty" doc:"Time spent as text: 1h 30m, 90m, 1.5h, 1:30, or 9:00-11:30, which sets the start too."`
	Date                   string           `json:"date" doc:"Day of the work: YYYY-MM-DD, today, yesterday, tomorrow, or monday to sunday for the latest one."`
	Description            *string          `json:"description,omitempty" blank:"kept" doc:"What was done."`
	StartTime              *string          `json:"startTime,omitempty" doc:"Start as HH:MM, wall clock."`
	BillableHours          *float64         `json:"billableHours,omitempty" limits:"min=0 max=24" doc:"Billable hours, when they differ from the time spent."`
	RemainingEstimateHours *float64         `json:"remainingEstimateHours,omitempty" limits:"min=0" doc:"Remaining estimate of the issue afterwards, in hours."`
	Attributes             []attributeInput `json:"attributes,omitempty" doc:"Work attributes, such as [{\"key\":\"_Account_\",\"value\":\"ACME_DEV\"}]."`
}

// attributeInput is a work attribute's value, as a call gives it.
type attributeInput struct {
	Key   string `json:"key" doc:"Key of the work attribute, such as _Account_."`
	Value string `json:"value" doc:"Its value: an account by its key, a list entry by its id or label."`
}

// draft reads an entry. Its error is one of the arguments, unless the person's
// calendar could not be had.
func (s *Session) draft(ctx context.Context, in entryInput) (change.Draft, error) {
	key := strings.ToUpper(strings.TrimSpace(in.IssueKey))
	if !jira.ValidKey(key) {
		return change.Draft{}, problem("issueKey %q is not a Jira issue key such as ABC-123.", in.IssueKey)
	}
	spent, err := timeSpent(in.TimeSpentHours, in.TimeSpent, in.StartTime)
	if err != nil {
		return change.Draft{}, err
	}
	day, err := s.day(ctx, in.Date)
	if err != nil {
		return change.Draft{}, argument("date", err)
	}
	billable, err := wholeSeconds("billableHours", in.BillableHours, 24)
	if err != nil {
		return change.Draft{}, err
	}
	remaining, err := wholeSeconds("remainingEstimateHours", in.RemainingEstimateHours, 1e6)
	return change.Draft{
		IssueKey: key, Day: day, Start: spent.Start, Spent: spent.Duration, Description: in.Description,
		Billable: length(billable), Remaining: length(remaining), Attributes: attributeValues(in.Attributes),
	}, err
}

// timeSpent reads the time spent and the start, which may come in several ways
// that must agree. The duration is 0 when none is given.
func timeSpent(hours *float64, text, start *string) (worklog.Spent, error) {
	var spent worklog.Spent
	if text != nil {
		s, err := worklog.ParseSpent(*text)
		if err != nil {
			return spent, argument("timeSpent", err)
		}
		spent = s
	}
	if hours != nil {
		d, err := worklog.FromHours(*hours)
		if err != nil {
			return spent, argument("timeSpentHours", err)
		}
		if text != nil && d != spent.Duration {
			return spent, problem("timeSpentHours is %s but timeSpent %q is %s: give only one of them.", decimal(*hours), *text, worklog.FormatSpent(spent.Duration))
		}
		spent.Duration = d
	}
	if start == nil {
		return spent, nil
	}
	t, err := worklog.ParseTimeOfDay(strings.TrimSpace(*start))
	if err != nil {
		return spent, argument("startTime", err)
	}
	if !spent.Start.IsZero() && spent.Start != t {
		return spent, problem("startTime is %s but timeSpent %q begins at %s: give only one of them.", t, *text, spent.Start)
	}
	spent.Start = t
	return spent, nil
}

// argument says which argument an error of the domain is about. Other errors,
// of services, stay what they are.
func argument(name string, err error) error {
	if asTempo(err) != nil {
		return err
	}
	return problem("%s: %s", name, sentence(err.Error()))
}

// wholeSeconds reads hours from 0 to most.
func wholeSeconds(name string, hours *float64, most float64) (*int64, error) {
	if hours == nil {
		return nil, nil
	}
	if !(*hours >= 0 && *hours <= most) {
		return nil, problem("%s must be from 0 to %s, not %s.", name, strconv.FormatFloat(most, 'f', -1, 64), strconv.FormatFloat(*hours, 'f', -1, 64))
	}
	s := int64(*hours*3600 + 0.5)
	return &s, nil
}

func attributeValues(in []attributeInput) []tempo.AttributeValue {
	var values []tempo.AttributeValue
	for _, a := range in {
		values = append(values, tempo.AttributeValue{Key: strings.TrimSpace(a.Key), Value: a.Value})
	}
	return values
}
