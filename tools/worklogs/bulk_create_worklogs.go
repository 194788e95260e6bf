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
	SkipExisting   bool         `json:"skipExisting,omitempty" doc:"Leave out what is there already: same issue and day, and the same start, or time spent where no other start is given."`
}

type bulkCreateWorklogsOutput struct {
	Created    int           `json:"created" doc:"Number of entries that are in Tempo now"`
	Skipped    int           `json:"skipped" doc:"Number of entries left out, because they were there already"`
	NotCreated int           `json:"failed" doc:"Number of entries that are not in Tempo"`
	Unknown    int           `json:"unknown" doc:"Number of entries that may be in Tempo or not: look before sending them again"`
	TotalHours float64       `json:"totalHours" doc:"Hours of the created entries"`
	Total      string        `json:"total" doc:"The same exactly"`
	Results    []entryResult `json:"results" doc:"What became of each entry, in the order given"`
	outcome

	total time.Duration
}

type entryResult struct {
	Entry    int      `json:"entry" doc:"Place of the entry in worklogEntries, from 0"`
	Status   string   `json:"status" enum:"created,skipped,failed,unknown" doc:"created; skipped: there already; failed: not in Tempo, can be sent again once mended; unknown: look before sending again"`
	IssueKey string   `json:"issueKey" doc:"Issue key as given"`
	Date     string   `json:"date" doc:"Day as given, or as YYYY-MM-DD"`
	Worklog  *say.Row `json:"worklog,omitempty" doc:"The worklog, when it was created or there already"`
	SameAs   *int     `json:"sameAs,omitempty" doc:"Entry of this call that a skipped one is the same as"`
	Error    string   `json:"error,omitempty" doc:"Why it was not created, and what to do"`
}

// The states of an entry.
const (
	statusCreated = "created"
	statusSkipped = "skipped"
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
		changes[i].SkipDouble = in.SkipExisting
	}
	around, err := change.Apply(ctx, c.Person, changes, change.By("bulkCreateWorklogs"))
	if err != nil {
		return nil, err
	}
	out := &bulkCreateWorklogsOutput{Results: []entryResult{}}
	var dates []string
	for i, entry := range in.WorklogEntries {
		out.add(ctx, c, entry, changes, i, around)
		dates = append(dates, entry.Date)
	}
	out.TotalHours, out.Total = worklog.Hours(out.total), worklog.FormatSpent(out.total)
	out.outcome = outcomeOf(around, changes, func(of *change.Change) string {
		return fmt.Sprintf("entry %d (worklog %d)", slices.Index(changes, of), of.After.ID)
	}, dates...)
	return out, nil
}

// add tells what became of an entry.
func (o *bulkCreateWorklogsOutput) add(ctx context.Context, c *kit.Caller, in entryInput, changes []*change.Change, at int, around *change.Around) {
	made := changes[at]
	r := entryResult{Entry: at, IssueKey: say.Brief(in.IssueKey), Date: say.Brief(in.Date)}
	if !made.Want.Day.IsZero() && !kit.Mistaken(made.Err) {
		r.Date = made.Want.Day.String()
	}
	switch {
	case made.Double != nil:
		r.Status = statusSkipped
		o.Skipped++
		if made.Double.Change != nil {
			r.SameAs = new(slices.Index(changes, made.Double.Change))
		} else {
			row := say.NewRow(*made.Double.Worklog, made.Issue, true, around.Attributes())
			r.Worklog = &row
		}
	case made.Err == nil:
		row := say.NewRow(*made.After, made.Issue, true, around.Attributes())
		r.Status, r.Worklog = statusCreated, &row
		o.Created++
		o.total += row.Spent()
	case uncertain(made.Err):
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

// uncertain reports whether nobody knows what became of a change.
func uncertain(err error) bool {
	_, ok := errors.AsType[*change.UncertainError](err)
	return ok
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

// Failed reports that nothing was created, though not all was there already.
func (o *bulkCreateWorklogsOutput) Failed() bool { return o.Created == 0 && o.NotCreated+o.Unknown > 0 }

// Partly reports that some entries were created, and others not.
func (o *bulkCreateWorklogsOutput) Partly() bool { return o.Created > 0 && o.NotCreated+o.Unknown > 0 }

// String tells what became of each entry.
func (o *bulkCreateWorklogsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Created %d of %s (%s).", o.Created, say.Count(len(o.Results), "worklog"), o.Total)
	if o.Skipped > 0 {
		fmt.Fprintf(&b, " %d skipped, there already.", o.Skipped)
	}
	if o.NotCreated > 0 {
		fmt.Fprintf(&b, " %d failed: send only these again, once mended.", o.NotCreated)
	}
	if o.Unknown > 0 {
		fmt.Fprintf(&b, " %d unknown: look with retrieveWorklogs before sending them again.", o.Unknown)
	}
	for _, r := range o.Results {
		b.WriteString("\n" + r.String())
	}
	return b.String() + o.outcome.String()
}

// String is what became of an entry, in one line.
func (r entryResult) String() string {
	switch {
	case r.SameAs != nil:
		return fmt.Sprintf("%d. skipped: the same as entry %d", r.Entry, *r.SameAs)
	case r.Status == statusSkipped:
		return fmt.Sprintf("%d. skipped, there already: %s", r.Entry, r.Worklog)
	case r.Worklog != nil:
		return fmt.Sprintf("%d. created: %s", r.Entry, r.Worklog)
	default:
		return fmt.Sprintf("%d. %s: %s %s: %s", r.Entry, r.Status, r.Date, r.IssueKey, r.Error)
	}
}
