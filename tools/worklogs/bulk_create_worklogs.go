package worklogs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type bulkCreateWorklogsInput struct {
	WorklogEntries []entryInput `json:"worklogEntries" limits:"items=1-500" doc:"The worklogs to create, at most 500, each with the arguments of createWorklog."`
}

type bulkCreateWorklogsOutput struct {
	Created    int           `json:"created" doc:"Number of entries that are in Tempo now"`
	NotCreated int           `json:"failed" doc:"Number of entries that are not in Tempo"`
	Unknown    int           `json:"unknown" doc:"Number of entries that may be in Tempo or not: look before sending them again"`
	TotalHours float64       `json:"totalHours" doc:"Hours of the created entries"`
	Results    []entryResult `json:"results" doc:"What became of each entry, in the order given"`

	total time.Duration
}

type entryResult struct {
	Entry    int      `json:"entry" doc:"Place of the entry in worklogEntries, from 0"`
	Status   string   `json:"status" enum:"created,failed,unknown" doc:"created; failed: not in Tempo, can be sent again once mended; unknown: look before sending again"`
	IssueKey string   `json:"issueKey" doc:"Issue key as given"`
	Date     string   `json:"date" doc:"Day as given, or as YYYY-MM-DD"`
	Worklog  *say.Row `json:"worklog,omitempty" doc:"The worklog, when it was created"`
	Error    string   `json:"error,omitempty" doc:"Why it was not created, and what to do"`
}

// The states of an entry.
const (
	statusCreated = "created"
	statusFailed  = "failed"
	statusUnknown = "unknown"
)

// BulkCreate is the tool bulkCreateWorklogs.
func BulkCreate() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "bulkCreateWorklogs",
		Title:       "Log time on several issues or days",
		Description: "Log several worklogs at once for the signed-in person. Answers entry by entry; send again only entries that failed, never those that were created.",
		Effect:      kit.Writes,
	}, runBulkCreateWorklogs)
}

func runBulkCreateWorklogs(ctx context.Context, c *kit.Caller, in bulkCreateWorklogsInput) (*bulkCreateWorklogsOutput, error) {
	changes := make([]*change.Change, len(in.WorklogEntries))
	for i, entry := range in.WorklogEntries {
		var err error
		if changes[i], err = creation(ctx, c.Person, entry); err != nil {
			return nil, err
		}
	}
	if _, err := change.Apply(ctx, c.Person, changes); err != nil {
		return nil, err
	}
	out := &bulkCreateWorklogsOutput{Results: []entryResult{}}
	for i, entry := range in.WorklogEntries {
		out.add(ctx, c, entry, changes[i])
	}
	out.TotalHours = worklog.Hours(out.total)
	return out, nil
}

// add tells what became of an entry.
func (o *bulkCreateWorklogsOutput) add(ctx context.Context, c *kit.Caller, in entryInput, made *change.Change) {
	r := entryResult{Entry: len(o.Results), IssueKey: say.Brief(in.IssueKey), Date: say.Brief(in.Date)}
	if !made.Want.Day.IsZero() && !kit.Mistaken(made.Err) {
		r.Date = made.Want.Day.String()
	}
	_, uncertain := errors.AsType[*change.UncertainError](made.Err)
	switch {
	case made.Err == nil:
		row := say.NewRow(*made.After, made.Issue, true, nil)
		r.Status, r.Worklog = statusCreated, &row
		o.Created++
		o.total += row.Spent()
	case uncertain:
		r.Status = statusUnknown
		o.Unknown++
	default:
		r.Status = statusFailed
		o.NotCreated++
	}
	if made.Err != nil {
		r.Error = o.unlessSaid(c.Words(ctx, made.Err))
	}
	o.Results = append(o.Results, r)
}

// unlessSaid points to an earlier entry that failed for the same reason, so that
// the reason is not told hundreds of times.
func (o *bulkCreateWorklogsOutput) unlessSaid(text string) string {
	at := slices.IndexFunc(o.Results, func(r entryResult) bool { return r.Error == text })
	if at < 0 || len(text) < 100 {
		return text
	}
	return fmt.Sprintf("Same reason as entry %d.", at)
}

// Failed reports that nothing was created.
func (o *bulkCreateWorklogsOutput) Failed() bool { return o.Created == 0 }

// Partly reports that some entries were created, and others not.
func (o *bulkCreateWorklogsOutput) Partly() bool { return o.Created > 0 && o.Created < len(o.Results) }

// String tells what became of each entry.
func (o *bulkCreateWorklogsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Created %d of %s (%s).", o.Created, say.Count(len(o.Results), "worklog"), say.Hours(o.total))
	if o.NotCreated > 0 {
		fmt.Fprintf(&b, " %d failed: send only these again, once mended.", o.NotCreated)
	}
	if o.Unknown > 0 {
		fmt.Fprintf(&b, " %d unknown: look with retrieveWorklogs before sending them again.", o.Unknown)
	}
	for _, r := range o.Results {
		if r.Worklog != nil {
			fmt.Fprintf(&b, "\n%d. created: %s", r.Entry, r.Worklog)
			continue
		}
		fmt.Fprintf(&b, "\n%d. %s: %s %s: %s", r.Entry, r.Status, r.Date, r.IssueKey, r.Error)
	}
	return b.String()
}
