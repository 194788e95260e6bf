package worklogs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type deleteWorklogInput struct {
	WorklogID  worklog.ID   `json:"worklogId,omitempty" or:"worklogIds" doc:"Tempo worklog id, as retrieveWorklogs shows it. Either this or worklogIds."`
	WorklogIDs []worklog.ID `json:"worklogIds,omitempty" limits:"items=1-500" doc:"Several ids."`
}

type deleteWorklogOutput struct {
	Deleted    *say.Row         `json:"deleted,omitempty" doc:"The worklog as it was, when it is the only one"`
	Count      int              `json:"deletedCount" doc:"Number of worklogs that are gone now"`
	NotDeleted int              `json:"failed" doc:"Number of worklogs that still stand, or were not there"`
	Unknown    int              `json:"unknown" doc:"Number of worklogs that may be gone or not: look before trying again"`
	Results    []deletionResult `json:"results" doc:"What became of each id, in the order given"`
	ChangeID   string           `json:"changeId,omitempty" doc:"Id of what was deleted, for undoChange"`
	Notes      []string         `json:"notes,omitempty" doc:"What is worth a look"`
}

type deletionResult struct {
	WorklogID worklog.ID `json:"worklogId" doc:"Tempo worklog id"`
	Status    string     `json:"status" enum:"deleted,failed,unknown" doc:"unknown: look before trying again"`
	Worklog   *say.Row   `json:"worklog,omitempty" doc:"The worklog as it was, when it was deleted"`
	PutBack   *putBack   `json:"putBack,omitempty" doc:"Arguments of createWorklog that put it back, under a new id"`
	Error     string     `json:"error,omitempty" doc:"Why it was not deleted, and what to do"`
}

const statusDeleted = "deleted"

// Delete is the tool deleteWorklog.
func Delete() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "deleteWorklog",
		Title:       "Delete worklogs",
		Description: "Delete worklogs of the signed-in person by their ids; look them up first. Answers id by id, with what puts each back.",
		Effect:      kit.Deletes,
		Repeatable:  true,
	}, runDeleteWorklog)
}

func runDeleteWorklog(ctx context.Context, c *kit.Caller, in deleteWorklogInput) (*deleteWorklogOutput, error) {
	var changes []*change.Change
	if len(in.ids()) == 0 {
		return nil, say.Problem("worklogId is missing: name it, or several as worklogIds.")
	}
	for _, id := range in.ids() {
		changes = append(changes, &change.Change{Action: change.Delete, WorklogID: int64(id)})
	}
	around, err := change.Apply(ctx, c.Person, changes, change.By("deleteWorklog"))
	if err != nil {
		return nil, err
	}
	if len(changes) == 1 && changes[0].Err != nil {
		return nil, changes[0].Err
	}
	out := &deleteWorklogOutput{ChangeID: around.ChangeID(), Notes: say.CannotUndo(around.JournalErr())}
	for _, deletion := range changes {
		out.add(ctx, c, deletion, around)
	}
	if len(out.Results) == 1 {
		out.Deleted = out.Results[0].Worklog
	}
	return out, nil
}

// ids lists those that are to be deleted, each once.
func (in deleteWorklogInput) ids() []worklog.ID {
	var ids []worklog.ID
	for _, id := range append([]worklog.ID{in.WorklogID}, in.WorklogIDs...) {
		if id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// add tells what became of a worklog.
func (o *deleteWorklogOutput) add(ctx context.Context, c *kit.Caller, deletion *change.Change, around *change.Around) {
	r := deletionResult{WorklogID: worklog.ID(deletion.WorklogID)}
	switch {
	case deletion.Err == nil:
		row := rowOf(*deletion.Before, deletion, around)
		r.Status, r.Worklog, r.PutBack = statusDeleted, &row, newPutBack(*deletion.Before, deletion.Issue)
		o.Count++
	case uncertain(deletion.Err):
		r.Status = statusUnknown
		o.Unknown++
	default:
		r.Status = statusFailed
		o.NotDeleted++
	}
	if deletion.Err != nil {
		r.Error = c.Words(ctx, deletion.Err)
	}
	o.Results = append(o.Results, r)
}

// Failed reports that nothing was deleted.
func (o *deleteWorklogOutput) Failed() bool { return o.Count == 0 }

// Partly reports that some worklogs were deleted, and others not.
func (o *deleteWorklogOutput) Partly() bool { return o.Count > 0 && o.Count < len(o.Results) }

// String tells what was deleted.
func (o *deleteWorklogOutput) String() string {
	var b strings.Builder
	if len(o.Results) > 1 {
		fmt.Fprintf(&b, "Deleted %d of %s.", o.Count, say.Count(len(o.Results), "worklog"))
		if o.NotDeleted > 0 {
			fmt.Fprintf(&b, " %d failed.", o.NotDeleted)
		}
		if o.Unknown > 0 {
			fmt.Fprintf(&b, " %d unknown: look with retrieveWorklogs before trying again.", o.Unknown)
		}
	}
	for _, r := range o.Results {
		if r.Worklog == nil {
			fmt.Fprintf(&b, "\n%s %s: %s", r.WorklogID, r.Status, r.Error)
			continue
		}
		fmt.Fprintf(&b, "\nDeleted: %s", r.Worklog)
		if r.PutBack != nil {
			fmt.Fprintf(&b, "\nPut back by createWorklog %s", r.PutBack)
		} else {
			b.WriteString("\nJira did not tell the key of its issue, which createWorklog needs to put it back.")
		}
	}
	return strings.TrimPrefix(b.String(), "\n") + say.Notes(o.Notes) + say.TakesBack(o.ChangeID)
}
