package worklogs

import (
	"context"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type deleteWorklogInput struct {
	WorklogID worklog.ID `json:"worklogId" doc:"Tempo worklog id, as retrieveWorklogs shows it."`
}

type deleteWorklogOutput struct {
	Deleted say.Row `json:"deleted" doc:"The worklog as it was"`
}

// Delete is the tool deleteWorklog.
func Delete() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "deleteWorklog",
		Title:       "Delete a worklog",
		Description: "Delete one worklog by its id. This cannot be undone; look it up first. Answers with what was deleted.",
		Effect:      kit.Deletes,
		Repeatable:  true,
	}, runDeleteWorklog)
}

func runDeleteWorklog(ctx context.Context, c *kit.Caller, in deleteWorklogInput) (deleteWorklogOutput, error) {
	deletion := &change.Change{Action: change.Delete, WorklogID: int64(in.WorklogID)}
	if _, err := change.Apply(ctx, c.Person, []*change.Change{deletion}); err != nil || deletion.Err != nil {
		return deleteWorklogOutput{}, firstOf(err, deletion.Err)
	}
	return deleteWorklogOutput{Deleted: writtenRow(ctx, c.Person, *deletion.Before)}, nil
}

// String tells what was deleted.
func (o deleteWorklogOutput) String() string { return "Deleted: " + o.Deleted.String() }

// writtenLimit is how long the answer to a write that is done waits for names.
const writtenLimit = 5 * time.Second

// writtenRow is the row of a worklog that was written. Names come from Jira, which
// may hang: then ids must do, because the write is done and has to be told.
func writtenRow(ctx context.Context, p *person.Person, w tempo.Worklog) say.Row {
	ctx, cancel := context.WithTimeout(ctx, writtenLimit)
	defer cancel()
	id := w.Issue.Number()
	issues, _ := p.Issues(ctx, []int64{id}) // the id is enough of a name
	return say.NewRow(w, say.Named(issues, id), p.IsMe(ctx, w.Author.AccountID), nil)
}
