package sheet

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// WorklogsResource is the resource of the worklogs of a period.
func WorklogsResource() kit.Resource {
	return kit.Resource{
		URI: "tempo://worklogs/" + kit.PeriodVariable, Name: "worklogs", Title: "Worklogs of",
		Description: "The signed-in person's worklogs with their ids and totals, as retrieveWorklogs lists them.",
		Answer:      readWorklogs,
	}
}

func readWorklogs(ctx context.Context, c *kit.Caller, period kit.Days) (any, error) {
	out, err := runRetrieveWorklogs(ctx, c, retrieveWorklogsInput{Days: period})
	if err != nil {
		return nil, err
	}
	if out.Truncated {
		out.Notes = append(out.Notes, "The worklogs that follow are to be had from the tool retrieveWorklogs, with the same dates and nextCursor as its cursor.")
	}
	return out, nil
}
