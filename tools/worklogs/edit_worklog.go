package worklogs

import (
	"context"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type editWorklogInput struct {
	WorklogID      worklog.ID       `json:"worklogId" doc:"Tempo worklog id, as retrieveWorklogs shows it."`
	TimeSpentHours *float64         `json:"timeSpentHours,omitempty" doc:"New hours spent, more than 0 and at most 24."`
	TimeSpent      *string          `json:"timeSpent,omitempty" doc:"New time spent as text: 1h 30m, 90m, 1.5h, 1:30, or 9:00-11:30, which sets the start too."`
	Description    *string          `json:"description,omitempty" blank:"kept" doc:"New text; empty text clears it."`
	Date           *string          `json:"date,omitempty" doc:"New day: YYYY-MM-DD, today, yesterday, or monday to sunday for the latest one."`
	StartTime      *string          `json:"startTime,omitempty" doc:"New start as HH:MM, wall clock."`
	BillableHours  *float64         `json:"billableHours,omitempty" doc:"New billable hours. Left out, they follow the time spent if they were equal to it before."`
	Attributes     []attributeInput `json:"attributes,omitempty" doc:"Work attributes to set, merged by key with those that are there; an empty value removes one."`
}

type editWorklogOutput struct {
	Worklog say.Row      `json:"worklog" doc:"The worklog as Tempo has it now"`
	Changes []difference `json:"changes" doc:"What is different now"`
}

type difference struct {
	Field string `json:"field" doc:"Name of what changed"`
	From  string `json:"from" doc:"Before"`
	To    string `json:"to" doc:"Now"`
}

// Edit is the tool editWorklog.
func Edit() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "editWorklog",
		Title:       "Edit a worklog",
		Description: "Change one worklog by its id. What is not named stays as it is. A worklog cannot move to another issue: create it there and delete it here.",
		Effect:      kit.Writes,
		Repeatable:  true,
	}, runEditWorklog)
}

func runEditWorklog(ctx context.Context, c *kit.Caller, in editWorklogInput) (editWorklogOutput, error) {
	want, err := in.draft(ctx, c.Person)
	if err != nil {
		return editWorklogOutput{}, err
	}
	edit := &change.Change{Action: change.Edit, WorklogID: int64(in.WorklogID), Want: want}
	if _, err := change.Apply(ctx, c.Person, []*change.Change{edit}); err != nil || edit.Err != nil {
		return editWorklogOutput{}, firstOf(err, edit.Err)
	}
	now := writtenRow(ctx, c.Person, *edit.After)
	return editWorklogOutput{Worklog: now, Changes: differences(say.NewRow(*edit.Before, jira.Issue{}, true, nil), now)}, nil
}

// draft reads what is to be different.
func (in editWorklogInput) draft(ctx context.Context, p *person.Person) (change.Draft, error) {
	d := change.Draft{Description: in.Description, Attributes: attributeValues(in.Attributes)}
	spent, err := timeSpent(in.TimeSpentHours, in.TimeSpent, in.StartTime)
	if err != nil {
		return d, err
	}
	d.Spent, d.Start = spent.Duration, spent.Start
	if d.Billable, err = hoursUpTo("billableHours", in.BillableHours, 24); err != nil {
		return d, err
	}
	if in.Date != nil {
		if d.Day, err = kit.Day(ctx, p, "date", *in.Date); err != nil {
			return d, err
		}
	}
	if in.Date == nil && spent == (worklog.Spent{}) && d.Description == nil && d.Billable == nil && len(d.Attributes) == 0 {
		return d, say.Problem("Nothing to change: name at least one of timeSpentHours, timeSpent, description, date, startTime, billableHours, attributes.")
	}
	return d, nil
}

// differences compares a worklog before and after.
func differences(before, now say.Row) []difference {
	list := []difference{}
	add := func(field, from, to string) {
		if from != to {
			list = append(list, difference{field, from, to})
		}
	}
	add("date", before.Date, now.Date)
	add("startTime", before.StartTime, now.StartTime)
	add("timeSpent", worklog.FormatSpent(before.Spent()), worklog.FormatSpent(now.Spent()))
	add("billableHours", optional(before.BillableHours), optional(now.BillableHours))
	add("description", before.Description, now.Description)
	add("attributes", joined(before.Attributes), joined(now.Attributes))
	return list
}

func optional(hours *float64) string {
	if hours == nil {
		return ""
	}
	return say.Decimal(*hours)
}

func joined(attributes []say.Attribute) string {
	var parts []string
	for _, a := range attributes {
		parts = append(parts, a.Key+"="+a.Value)
	}
	return strings.Join(parts, ", ")
}

// String tells what is different now.
func (o editWorklogOutput) String() string {
	var b strings.Builder
	b.WriteString("Changed: " + o.Worklog.String())
	for _, d := range o.Changes {
		fmt.Fprintf(&b, "\n%s: %q → %q", d.Field, d.From, d.To)
	}
	return b.String()
}
