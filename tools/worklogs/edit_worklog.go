package worklogs

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type editWorklogInput struct {
	WorklogID              worklog.ID       `json:"worklogId" doc:"Tempo worklog id, as retrieveWorklogs shows it."`
	IssueKey               *string          `json:"issueKey,omitempty" doc:"Moves it to this issue: it gets a new id and the account of that issue."`
	TimeSpentHours         *float64         `json:"timeSpentHours,omitempty" doc:"New hours, at most 24."`
	TimeSpent              *string          `json:"timeSpent,omitempty" doc:"New time as text, as in createWorklog."`
	Description            *string          `json:"description,omitempty" blank:"kept" doc:"New text; empty text clears it."`
	Date                   *string          `json:"date,omitempty" doc:"New day, as in createWorklog."`
	StartTime              *string          `json:"startTime,omitempty" doc:"HH:MM or next."`
	BillableHours          *float64         `json:"billableHours,omitempty" doc:"Left out, they follow the time spent if they were equal."`
	RemainingEstimateHours *float64         `json:"remainingEstimateHours,omitempty" doc:"As in createWorklog."`
	Attributes             []attributeInput `json:"attributes,omitempty" doc:"Merged by key with those that are there; an empty value removes one."`
}

type editWorklogOutput struct {
	Worklog   say.Row      `json:"worklog" doc:"The worklog as Tempo has it now"`
	Changes   []difference `json:"changes" doc:"What is different now; empty when it was so already"`
	MovedFrom worklog.ID   `json:"movedFrom,omitzero" doc:"Id that the worklog had before it moved; it is gone"`
	outcome

	unchanged bool // nothing was sent
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
		Description: "Change one worklog of the signed-in person by its id, or move it to another issue. What is not named stays as it is.",
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
	if in.IssueKey != nil {
		edit.Action = change.Move
	}
	changes := []*change.Change{edit}
	around, err := change.Apply(ctx, c.Person, changes, change.By("editWorklog"))
	if err != nil || edit.Err != nil {
		return editWorklogOutput{}, cmp.Or(err, edit.Err)
	}
	date := ""
	if in.Date != nil {
		date = *in.Date
	}
	out := editWorklogOutput{
		Worklog: rowOf(*edit.After, edit, around),
		outcome: outcomeOf(around, changes, itself, date), unchanged: edit.Unchanged,
	}
	out.Changes = differences(rowOf(*edit.Before, edit, around), out.Worklog, edit.Before.Description != edit.After.Description)
	if edit.Action == change.Move {
		out.MovedFrom = in.WorklogID
	}
	if want.Remaining != nil {
		out.Changes = append(out.Changes, difference{"remainingEstimate", "", worklog.FormatSpent(*want.Remaining)})
	}
	return out, nil
}

// rowOf is the row of a worklog that was written. What Jira does not name in time is
// called by its id, because the write is done and has to be told.
func rowOf(w tempo.Worklog, c *change.Change, around *change.Around) say.Row {
	issues := map[int64]jira.Issue{}
	for _, known := range []jira.Issue{c.Issue, c.Left} {
		if known.Key != "" {
			issues[known.ID] = known
		}
	}
	return say.NewRow(w, say.Named(issues, w.Issue.Number()), true, around.Attributes())
}

// draft reads what is to be different.
func (in editWorklogInput) draft(ctx context.Context, p *person.Person) (change.Draft, error) {
	d := draft{change.Draft{Description: in.Description, Attributes: attributeValues(in.Attributes)}}
	if in.Description != nil && say.Line(*in.Description) == "" {
		d.Description = new("") // white space says nothing, as in createWorklog
	}
	err := d.time(in.TimeSpentHours, in.TimeSpent, in.StartTime, in.BillableHours)
	if err != nil {
		return d.Draft, err
	}
	if in.Date != nil {
		if d.Day, err = kit.Day(ctx, p, "date", *in.Date); err != nil {
			return d.Draft, err
		}
	}
	if in.IssueKey != nil {
		if d.IssueKey, err = say.IssueKey("issueKey", *in.IssueKey); err != nil {
			return d.Draft, err
		}
	}
	if d.Remaining, err = hoursUpTo("remainingEstimateHours", in.RemainingEstimateHours, 1e6); err != nil {
		return d.Draft, err
	}
	if in.nothing() {
		return d.Draft, say.Problem("Nothing to change: name at least one of issueKey, timeSpentHours, timeSpent, description, date, startTime, billableHours, remainingEstimateHours, attributes.")
	}
	return d.Draft, nil
}

// nothing reports whether nothing is named that is to be different.
func (in editWorklogInput) nothing() bool {
	return in.IssueKey == nil && in.TimeSpentHours == nil && in.TimeSpent == nil && in.Description == nil && in.Date == nil &&
		in.StartTime == nil && in.BillableHours == nil && in.RemainingEstimateHours == nil && len(in.Attributes) == 0
}

// differences compares a worklog before and after. A text may differ in what rows do
// not show of it: beyond what fits, or in characters that do not show.
func differences(before, now say.Row, reworded bool) []difference {
	list := []difference{}
	add := func(field, from, to string) {
		if from != to {
			list = append(list, difference{field, from, to})
		}
	}
	add("issueKey", before.IssueKey, now.IssueKey)
	add("date", before.Date, now.Date)
	add("startTime", before.StartTime, now.StartTime)
	add("timeSpent", before.TimeSpent, now.TimeSpent)
	add("billableHours", before.Billable, now.Billable)
	if reworded {
		list = append(list, difference{"description", before.Description, now.Description})
	}
	add("attributes", joined(before.Attributes), joined(now.Attributes))
	return list
}

func joined(attributes []say.Attribute) string {
	var parts []string
	for _, a := range attributes {
		parts = append(parts, a.String())
	}
	return strings.Join(parts, ", ")
}

// String tells what is different now.
func (o editWorklogOutput) String() string {
	var b strings.Builder
	switch {
	case o.MovedFrom != 0:
		fmt.Fprintf(&b, "Moved: %s\nIts id is %s now; %s is gone.", o.Worklog, o.Worklog.WorklogID, o.MovedFrom)
	case o.unchanged:
		return "Nothing to change, and nothing was sent: it is so already: " + o.Worklog.String() + o.outcome.String()
	default:
		b.WriteString("Changed: " + o.Worklog.String())
	}
	for _, d := range o.Changes {
		fmt.Fprintf(&b, "\n%s: %q → %q", d.Field, d.From, d.To)
	}
	return b.String() + o.outcome.String()
}
