package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
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
	Entry    int    `json:"entry" doc:"Place of the entry in worklogEntries, from 0"`
	Status   string `json:"status" enum:"created,failed,unknown" doc:"created; failed: not in Tempo, can be sent again once mended; unknown: look before sending again"`
	IssueKey string `json:"issueKey" doc:"Issue key as given"`
	Date     string `json:"date" doc:"Day as given, or as YYYY-MM-DD"`
	Worklog  *row   `json:"worklog,omitempty" doc:"The worklog, when it was created"`
	Error    string `json:"error,omitempty" doc:"Why it was not created, and what to do"`
}

// The states of an entry.
const (
	statusCreated = "created"
	statusFailed  = "failed"
	statusUnknown = "unknown"
)

func bulkCreateWorklogs() Tool {
	return define(Tool{
		Name:        "bulkCreateWorklogs",
		Title:       "Log time on several issues or days",
		Description: "Log several worklogs at once for the signed-in person. Answers entry by entry; send again only entries that failed, never those that were created.",
		Effect:      Writes,
	}, runBulkCreateWorklogs)
}

func runBulkCreateWorklogs(ctx context.Context, s *Session, in bulkCreateWorklogsInput) (*bulkCreateWorklogsOutput, error) {
	out := &bulkCreateWorklogsOutput{Results: make([]entryResult, len(in.WorklogEntries))}
	var drafts []change.Draft
	var places []int
	for i, entry := range in.WorklogEntries {
		out.Results[i] = entryResult{Entry: i, IssueKey: brief(entry.IssueKey), Date: brief(entry.Date)}
		d, err := s.draft(ctx, entry)
		var bad *argumentError
		switch {
		case errors.As(err, &bad):
			out.fail(ctx, s, i, err)
		case err != nil:
			return nil, err
		default:
			out.Results[i].Date = d.Day.String()
			drafts, places = append(drafts, d), append(places, i)
		}
	}
	if len(drafts) == 0 {
		return out, nil
	}
	me, made, _, err := s.create(ctx, drafts)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		if err := made[i].Err; err != nil {
			out.fail(ctx, s, place, err)
			continue
		}
		r := newRow(*made[i].After, made[i].Issue, me)
		out.Results[place].Status, out.Results[place].Worklog = statusCreated, &r
		out.Created++
		out.total += r.spent
	}
	out.TotalHours = worklog.Hours(out.total)
	return out, nil
}

// fail notes why the entry at place was not created.
func (o *bulkCreateWorklogsOutput) fail(ctx context.Context, s *Session, place int, err error) {
	r := &o.Results[place]
	r.Status = statusFailed
	o.NotCreated++
	if _, uncertain := errors.AsType[*change.UncertainError](err); uncertain {
		r.Status = statusUnknown
		o.NotCreated--
		o.Unknown++
	}
	text, ok := s.explain(ctx, err)
	if !ok {
		text = sentence(clean(err.Error()))
	}
	r.Error = o.unlessSaid(place, text)
}

// unlessSaid points to an earlier entry that failed for the same reason, so that
// the reason is not told hundreds of times.
func (o *bulkCreateWorklogsOutput) unlessSaid(place int, text string) string {
	at := slices.IndexFunc(o.Results, func(r entryResult) bool { return r.Error == text })
	if at < 0 || at == place || len(text) < 100 {
		return text
	}
	return fmt.Sprintf("Same reason as entry %d.", at)
}

// Failed reports that nothing was created.
func (o *bulkCreateWorklogsOutput) Failed() bool { return o.Created == 0 }

// String tells what became of each entry.
func (o *bulkCreateWorklogsOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Created %d of %s (%s).", o.Created, count(len(o.Results), "worklog"), hours(o.total))
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
