// Package worklogs are the tools that change worklogs: one, many, edited, deleted.
// What happens to the time sheet is the business of internal/change; these tools
// read what a call wants, and tell what became of it.
package worklogs

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// entryInput is a worklog to be created, as a call gives it.
type entryInput struct {
	IssueKey               string           `json:"issueKey" doc:"Jira issue key, such as ABC-123."`
	TimeSpentHours         *float64         `json:"timeSpentHours,omitempty" or:"timeSpent" doc:"Hours spent, at most 24, such as 1.5. Either this or timeSpent."`
	TimeSpent              *string          `json:"timeSpent,omitempty" doc:"Time spent as text: 1h 30m, 90m, 1,5h, 1:30, or 9:00-11:30, which sets the start too."`
	Date                   string           `json:"date" doc:"YYYY-MM-DD, today, yesterday, tomorrow, or monday to sunday for the latest one."`
	Description            *string          `json:"description,omitempty" blank:"kept" doc:"What was done."`
	StartTime              *string          `json:"startTime,omitempty" doc:"HH:MM, or next: the day's next free time. Left out: none, or Tempo's default."`
	BillableHours          *float64         `json:"billableHours,omitempty" doc:"Left out, Tempo decides: mostly all of it."`
	RemainingEstimateHours *float64         `json:"remainingEstimateHours,omitempty" doc:"Remaining estimate of the issue afterwards."`
	Attributes             []attributeInput `json:"attributes,omitempty" doc:"Work attributes. Left out, the account is the Jira issue's, where that is set up."`
}

// attributeInput is a work attribute's value, as a call gives it.
type attributeInput struct {
	Key   string `json:"key" doc:"Key or name, such as _Account_."`
	Value string `json:"value" doc:"An account by key, id or name, a list entry by id or label."`
}

// next is the start that is the next free time of the day.
const next = "next"

// creation reads an entry. An error of its arguments is in the change, whose place
// it keeps; the error that is returned is of the person's calendar.
func creation(ctx context.Context, p *person.Person, in entryInput) (*change.Change, error) {
	want, err := in.draft(ctx, p)
	if err != nil && !kit.Mistaken(err) {
		return nil, err
	}
	return &change.Change{Action: change.Create, Want: want, Err: err}, nil
}

func (in entryInput) draft(ctx context.Context, p *person.Person) (change.Draft, error) {
	d := draft{change.Draft{
		Description: in.Description, Attributes: attributeValues(in.Attributes),
	}}
	var err error
	if d.IssueKey, err = say.IssueKey("issueKey", in.IssueKey); err != nil {
		return d.Draft, err
	}
	err = d.time(in.TimeSpentHours, in.TimeSpent, in.StartTime, in.BillableHours)
	if err != nil {
		return d.Draft, err
	}
	if d.Day, err = kit.Day(ctx, p, "date", in.Date); err != nil {
		return d.Draft, err
	}
	d.Remaining, err = hoursUpTo("remainingEstimateHours", in.RemainingEstimateHours, 1e6)
	return d.Draft, err
}

// draft is what a call wants of a worklog.
type draft struct{ change.Draft }

// time reads how long something took, from when, and how much of it is billable.
func (d *draft) time(hours *float64, text, start *string, billable *float64) error {
	if d.Next = start != nil && strings.EqualFold(strings.TrimSpace(*start), next); d.Next {
		start = nil
	}
	spent, err := timeSpent(hours, text, start)
	if err == nil && d.Next && !spent.Start.IsZero() {
		err = say.Problem("startTime is next but timeSpent %q begins at %s: give only one of them.", *text, spent.Start)
	}
	if err != nil {
		return err
	}
	d.Spent, d.Start = spent.Duration, spent.Start
	if text == nil {
		d.SpentShown = hours
	}
	d.Billable, err = hoursUpTo("billableHours", billable, 24)
	d.BillableShown = billable
	return err
}

// timeSpent reads the time spent and the start, which may come in several ways
// that must agree. The duration is 0 when none is given.
func timeSpent(hours *float64, text, start *string) (worklog.Spent, error) {
	var spent worklog.Spent
	if text != nil {
		s, err := worklog.ParseSpent(*text)
		if err != nil {
			return spent, kit.About("timeSpent", err)
		}
		spent = s
	}
	if hours != nil {
		d, err := worklog.FromHours(*hours)
		if err != nil {
			return spent, kit.About("timeSpentHours", err)
		}
		if text != nil && d != spent.Duration && *hours != worklog.Hours(spent.Duration) {
			return spent, say.Problem("timeSpentHours is %s but timeSpent %q is %s: give only one of them.", say.Decimal(*hours), *text, worklog.FormatSpent(spent.Duration))
		}
		if text == nil {
			spent.Duration = d
		}
	}
	if start == nil {
		return spent, nil
	}
	t, err := worklog.ParseTimeOfDay(strings.TrimSpace(*start))
	if err != nil {
		return spent, kit.About("startTime", err)
	}
	if !spent.Start.IsZero() && spent.Start != t {
		return spent, say.Problem("startTime is %s but timeSpent %q begins at %s: give only one of them.", t, *text, spent.Start)
	}
	spent.Start = t
	return spent, nil
}

// hoursUpTo reads hours from 0 to most, in whole seconds.
func hoursUpTo(name string, hours *float64, most float64) (*time.Duration, error) {
	if hours == nil {
		return nil, nil
	}
	if !(*hours >= 0 && *hours <= most) {
		return nil, say.Problem("%s must be from 0 to %s, not %s.", name, strconv.FormatFloat(most, 'f', -1, 64), strconv.FormatFloat(*hours, 'f', -1, 64))
	}
	return new(worklog.Exact(*hours)), nil
}

func attributeValues(in []attributeInput) []tempo.AttributeValue {
	var values []tempo.AttributeValue
	for _, a := range in {
		values = append(values, tempo.AttributeValue{Key: strings.TrimSpace(a.Key), Value: a.Value})
	}
	return values
}
