package tools

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
)

type deleteWorklogInput struct {
	WorklogID worklogID `json:"worklogId" doc:"Tempo worklog id, as retrieveWorklogs shows it."`
}

type deleteWorklogOutput struct {
	Deleted row `json:"deleted" doc:"The worklog as it was"`
}

func deleteWorklog() Tool {
	return define(Tool{
		Name:        "deleteWorklog",
		Title:       "Delete a worklog",
		Description: "Delete one worklog by its id. This cannot be undone; look it up first. Answers with what was deleted.",
		Effect:      Deletes,
		Repeatable:  true,
	}, runDeleteWorklog)
}

func runDeleteWorklog(ctx context.Context, s *Session, in deleteWorklogInput) (deleteWorklogOutput, error) {
	c := &change.Change{Action: change.Delete, WorklogID: int64(in.WorklogID)}
	if err := s.rewrite(ctx, c); err != nil {
		return deleteWorklogOutput{}, err
	}
	return deleteWorklogOutput{Deleted: s.shown(ctx, *c.Before)}, nil
}

// String tells what was deleted.
func (o deleteWorklogOutput) String() string { return "Deleted: " + o.Deleted.String() }
