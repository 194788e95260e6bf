package worklogs

import (
	"context"
	"fmt"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type createWorklogOutput struct {
	Worklog say.Row  `json:"worklog" doc:"The worklog as Tempo has it now"`
	Notes   []string `json:"notes,omitempty" doc:"What is worth a look"`
}

// Create is the tool createWorklog.
func Create() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "createWorklog",
		Title:       "Log time",
		Description: "Log time on one Jira issue for the signed-in person. Answers with the id of the new worklog.",
		Effect:      kit.Writes,
	}, runCreateWorklog)
}

func runCreateWorklog(ctx context.Context, c *kit.Caller, in entryInput) (createWorklogOutput, error) {
	made, err := creation(ctx, c.Person, in)
	if err != nil {
		return createWorklogOutput{}, err
	}
	around, err := change.Apply(ctx, c.Person, []*change.Change{made})
	if err != nil || made.Err != nil {
		return createWorklogOutput{}, firstOf(err, made.Err)
	}
	return createWorklogOutput{
		Worklog: say.NewRow(*made.After, made.Issue, true, nil),
		Notes:   remarks(*made.After, around),
	}, nil
}

// firstOf returns the error that came first: the one of a whole call, or else that
// of its only change.
func firstOf(call, change error) error {
	if call != nil {
		return call
	}
	return change
}

// String tells what was logged.
func (o createWorklogOutput) String() string {
	return "Logged: " + o.Worklog.String() + say.Notes(o.Notes)
}

// remarks compares a new worklog with those that stood there before.
func remarks(w tempo.Worklog, before *change.Sheet) []string {
	if before == nil {
		return nil
	}
	var notes []string
	mine := w.Entry()
	for _, other := range before.Worklogs {
		e := other.Entry()
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
