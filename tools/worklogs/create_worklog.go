package worklogs

import (
	"cmp"
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type createWorklogOutput struct {
	Worklog say.Row `json:"worklog" doc:"The worklog as Tempo has it now"`
	outcome
}

// Create is the tool createWorklog.
func Create() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "createWorklog",
		Title:       "Log time",
		Description: "Log time on one Jira issue for the signed-in person. Answers with the id of the new worklog and the day as it is now.",
		Effect:      kit.Writes,
	}, runCreateWorklog)
}

func runCreateWorklog(ctx context.Context, c *kit.Caller, in entryInput) (createWorklogOutput, error) {
	made, err := creation(ctx, c.Person, in)
	if err != nil {
		return createWorklogOutput{}, err
	}
	changes := []*change.Change{made}
	around, err := change.Apply(ctx, c.Person, changes, change.By("createWorklog"))
	if err != nil || made.Err != nil {
		return createWorklogOutput{}, say.About(made.Issue.Key, cmp.Or(err, made.Err))
	}
	return createWorklogOutput{
		Worklog: say.NewRow(*made.After, made.Issue, true, around.Attributes()),
		outcome: outcomeOf(around, changes, itself, in.Date),
	}, nil
}

// String tells what was logged.
func (o createWorklogOutput) String() string {
	return "Logged: " + o.Worklog.String() + o.outcome.String()
}
