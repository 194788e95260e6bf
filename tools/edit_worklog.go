package tools

import (
	"context"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

type editWorklogInput struct {
	WorklogID      worklogID        `json:"worklogId" doc:"Tempo worklog id, as retrieveWorklogs shows it."`
	TimeSpentHours *float64         `json:"timeSpentHours,omitempty" limits:"above=0 max=24" doc:"New hours spent, more than 0 and at most 24."`
	TimeSpent      *string          `json:"timeSpent,omitempty" doc:"New time spent as text: 1h 30m, 90m, 1.5h, 1:30, or 9:00-11:30, which sets the start too."`
	Description    *string          `json:"description,omitempty" blank:"kept" null:"absent" doc:"New text; empty text clears it."`
	Date           *string          `json:"date,omitempty" null:"absent" doc:"New day: YYYY-MM-DD, today, yesterday, or monday to sunday for the latest one."`
	StartTime      *string          `json:"startTime,omitempty" doc:"New start as HH:MM, wall clock."`
	BillableHours  *float64         `json:"billableHours,omitempty" limits:"min=0 max=24" doc:"New billable hours. Left out, they follow the time spent if they were equal to it before."`
	Attributes     []attributeInput `json:"attributes,omitempty" doc:"Work attributes to set, merged by key with those that are there; an empty value removes one."`
}

type editWorklogOutput struct {
	Worklog row           `json:"worklog" doc:"The worklog as Tempo has it now"`
	Changes []fieldChange `json:"changes" doc:"What is different now"`
}

type fieldChange struct {
	Field string `json:"field" doc:"Name of what changed"`
	From  string `json:"from" doc:"Before"`
	To    string `json:"to" doc:"Now"`
}

func editWorklog() Tool {
	return define(Tool{
		Name:        "editWorklog",
		Title:       "Edit a worklog",
		Description: "Change one worklog by its id. What is not named stays as it is. A worklog cannot move to another issue: create it there and delete it here.",
		Effect:      Writes,
		Repeatable:  true,
	}, runEditWorklog)
}

func runEditWorklog(ctx context.Context, s *Session, in editWorklogInput) (editWorklogOutput, error) {
	d, err := s.edit(ctx, in)
	if err != nil {
		return editWorklogOutput{}, err
	}
	c := &change.Change{Action: change.Edit, WorklogID: int64(in.WorklogID), Want: d}
	if err := s.rewrite(ctx, c); err != nil {
		return editWorklogOutput{}, err
	}
	now := s.shown(ctx, *c.After)
	return editWorklogOutput{Worklog: now, Changes: changes(newRow(*c.Before, jira.Issue{}, ""), now)}, nil
}

// changes compares a worklog before and after.
func changes(before, now row) []fieldChange {
	list := []fieldChange{}
	add := func(field, from, to string) {
		if from != to {
			list = append(list, fieldChange{field, from, to})
		}
	}
	add("date", before.Date, now.Date)
	add("startTime", before.StartTime, now.StartTime)
	add("timeSpent", worklog.FormatSpent(before.spent), worklog.FormatSpent(now.spent))
	add("billableHours", optional(before.BillableHours), optional(now.BillableHours))
	add("description", before.Description, now.Description)
	add("attributes", joined(before.Attributes), joined(now.Attributes))
	return list
}

func optional(hours *float64) string {
	if hours == nil {
		return ""
	}
	return decimal(*hours)
}

func joined(attributes []attribute) string {
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
	for _, c := range o.Changes {
		fmt.Fprintf(&b, "\n%s: %q → %q", c.Field, c.From, c.To)
	}
	return b.String()
}
