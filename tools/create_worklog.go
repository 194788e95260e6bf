package tools

import (
	"context"
	"fmt"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

type createWorklogOutput struct {
	Worklog row      `json:"worklog" doc:"The worklog as Tempo has it now"`
	Notes   []string `json:"notes,omitempty" doc:"What is worth a look"`
}

func createWorklog() Tool {
	return define(Tool{
		Name:        "createWorklog",
		Title:       "Log time",
		Description: "Log time on one Jira issue for the signed-in person. Answers with the id of the new worklog.",
		Effect:      Writes,
	}, runCreateWorklog)
}

func runCreateWorklog(ctx context.Context, s *Session, in entryInput) (createWorklogOutput, error) {
	d, err := s.draft(ctx, in)
	if err != nil {
		return createWorklogOutput{}, err
	}
	me, made, before, err := s.create(ctx, []change.Draft{d})
	if err != nil {
		return createWorklogOutput{}, err
	}
	if err := made[0].Err; err != nil {
		return createWorklogOutput{}, err
	}
	w := *made[0].After
	return createWorklogOutput{Worklog: newRow(w, made[0].Issue, me), Notes: remarks(w, before)}, nil
}

// String tells what was logged.
func (o createWorklogOutput) String() string {
	return "Logged: " + o.Worklog.String() + noted(o.Notes)
}

// remarks compares a new worklog with those that stood there before.
func remarks(w tempo.Worklog, before *change.Sheet) []string {
	if before == nil {
		return nil
	}
	var notes []string
	mine := entryOf(w)
	for _, other := range before.Worklogs {
		e := entryOf(other)
		switch {
		case e.ID == mine.ID || e.Day != mine.Day:
		case e.IssueID == mine.IssueID && e.Spent == mine.Spent && e.Start == mine.Start && other.Description == w.Description && slices.Equal(other.Attributes.Values, w.Attributes.Values):
			notes = append(notes, fmt.Sprintf("worklog %d was there already and says the same; if this one is a double, delete %d.", e.ID, mine.ID))
		case len(worklog.Overlaps([]worklog.Entry{e, mine})) > 0:
			notes = append(notes, fmt.Sprintf("it overlaps with worklog %d (%s, %s).", e.ID, e.Start, worklog.FormatSpent(e.Spent)))
		}
	}
	return notes
}
