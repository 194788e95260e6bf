package tools

import "context"

func worklogsResource() Resource {
	return Resource{
		URI: "tempo://worklogs/" + periodVariable, Name: "worklogs", Title: "Worklogs of",
		Description: "The signed-in person's worklogs with their ids and totals, as retrieveWorklogs lists them.",
		read:        readWorklogs,
	}
}

func readWorklogs(ctx context.Context, s *Session, period daysInput) (any, error) {
	out, err := runRetrieveWorklogs(ctx, s, retrieveWorklogsInput{daysInput: period})
	if err != nil {
		return nil, err
	}
	if out.Truncated {
		out.Notes = append(out.Notes, "The worklogs that follow are to be had from the tool retrieveWorklogs, with the same dates and nextCursor as its cursor.")
	}
	return out, nil
}
