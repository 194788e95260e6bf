package sheet

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// query is what to look for: a person's worklogs of some days, or of all time when
// there are no days.
type query struct {
	days worklog.Range
	only filter
	of   whose
}

func (q query) allTime() bool { return q.days.Len() == 0 }

// result is what a search found: worklogs, with the issues that Jira shows, and with
// what the days require as far as that was asked and told.
type result struct {
	only       filter // with the keys that things have now
	issue      jira.Issue
	worklogs   []tempo.Worklog
	issues     map[int64]jira.Issue
	attributes []tempo.WorkAttribute
	schedule   map[string]worklog.ScheduleDay // by date
	notes      []string
}

// search reads worklogs, the issues they are on, and the schedule of their days.
func search(ctx context.Context, c *kit.Caller, q query) (result, error) {
	found := result{only: q.only}
	var scheduleNote string
	g, gctx := safe.NewGroup(ctx)
	if !q.only.narrows() && !q.allTime() {
		g.Go(func() error {
			found.schedule, scheduleNote = required(gctx, c, q)
			return nil
		})
	}
	g.Go(func() error { return found.read(gctx, c, q) })
	if err := g.Wait(); err != nil {
		return result{}, err
	}
	if scheduleNote != "" {
		found.notes = append(found.notes, scheduleNote)
	}
	return found, nil
}

// required returns what the days require by date, or a note why it is not known. The
// answer can do without: an end of the call is for the reading of worklogs to tell.
func required(ctx context.Context, c *kit.Caller, q query) (map[string]worklog.ScheduleDay, string) {
	list, err := scheduleOf(ctx, c, q)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil, "What the days require is not shown: there was no answer in time."
	case err != nil:
		return nil, "What the days require is not shown: " + c.Explain(err)
	}
	days := make(map[string]worklog.ScheduleDay, len(list))
	for _, d := range list {
		days[d.Day.String()] = d
	}
	return days, ""
}

// scheduleOf reads what the days require of the person whose worklogs they are.
func scheduleOf(ctx context.Context, c *kit.Caller, q query) ([]worklog.ScheduleDay, error) {
	if q.of.mine() {
		return c.Schedule(ctx, q.days)
	}
	found, err := c.Tempo.ScheduleOf(ctx, q.of.accountID, q.days.From.String(), q.days.To.String())
	list := make([]worklog.ScheduleDay, len(found))
	for i, d := range found {
		list[i] = d.ScheduleDay()
	}
	return list, err
}

// read finds the worklogs, and what their rows need to be understood.
func (r *result) read(ctx context.Context, c *kit.Caller, q query) error {
	fits := func(tempo.Worklog) bool { return true }
	if q.only.issueKey != "" {
		issue, err := findIssue(ctx, c, q.only.issueKey)
		if err != nil {
			return err
		}
		r.issue, r.only.issueKey = issue, say.Line(issue.Key)
		fits = func(w tempo.Worklog) bool { return w.Issue.Number() == issue.ID }
	}
	ids := map[int64]struct{}{}
	for w, err := range r.list(ctx, c, q) {
		if err != nil {
			return hiddenFrom(q.of, err)
		}
		if fits(w) && w.Author.AccountID == q.of.accountID {
			r.worklogs = append(r.worklogs, w)
			ids[w.Issue.Number()] = struct{}{}
		}
	}
	g, gctx := safe.NewGroup(ctx)
	g.Go(func() error {
		var err error
		r.issues, err = c.Issues(gctx, known(ids))
		return r.tolerate(gctx, c, err)
	})
	var labels string
	g.Go(func() error {
		labels = r.label(gctx, c)
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	r.notes = notesOf(r.notes, slices.DeleteFunc([]string{labels}, func(s string) bool { return s == "" }))
	return r.keepProject(ctx, c)
}

// list reads the person's worklogs, or those on the issue when no day narrows them
// down: on one issue there are fewer than in all of somebody's time.
func (r *result) list(ctx context.Context, c *kit.Caller, q query) iter.Seq2[tempo.Worklog, error] {
	narrow := tempo.Narrow{UpdatedSince: q.only.since}
	if !q.allTime() {
		narrow.From, narrow.To = q.days.From.String(), q.days.To.String()
	}
	everything := c.Tempo.WorklogsOf(ctx, q.of.accountID, narrow)
	if !q.allTime() || q.only.issueKey == "" {
		return everything
	}
	return func(yield func(tempo.Worklog, error) bool) {
		for w, err := range c.Tempo.WorklogsOn(ctx, r.issue.ID, narrow) {
			if missing(err) { // Jira knows the issue, and Tempo may not know it by that list
				everything(yield)
				return
			}
			if !yield(w, err) {
				return
			}
		}
	}
}

// tolerate turns a failure of Jira to name issues into a note, unless the answer
// depends on the names.
func (r *result) tolerate(ctx context.Context, c *kit.Caller, err error) error {
	if err == nil {
		return nil
	}
	if r.only.projectKey != "" || ctx.Err() != nil {
		return fmt.Errorf("look up issues: %w", err)
	}
	r.notes = append(r.notes, unnamed(c, err))
	return nil
}

// label looks up what the entries of lists are called, when a worklog has an attribute
// that may be one. It returns a note when that cannot be told.
func (r *result) label(ctx context.Context, c *kit.Caller) string {
	if !slices.ContainsFunc(r.worklogs, hasList) {
		return ""
	}
	attributes, err := c.WorkAttributes(ctx)
	if err != nil {
		return "Entries of lists are called by their ids: " + c.Explain(err)
	}
	r.attributes = attributes
	return ""
}

// hasList reports whether a worklog has an attribute that may be an entry of a list.
func hasList(w tempo.Worklog) bool {
	return slices.ContainsFunc(w.Attributes.Values, func(v tempo.AttributeValue) bool {
		return v.Key != tempo.AccountKey && v.Value != "true" && v.Value != "false" && v.Value != ""
	})
}

// keepProject leaves out worklogs on issues of other projects, and says how many of
// them Jira does not show. When none is left it asks whether there is such a project.
func (r *result) keepProject(ctx context.Context, c *kit.Caller) error {
	if r.only.projectKey == "" {
		return nil
	}
	hidden := 0
	for _, w := range r.worklogs {
		if _, shown := r.issues[w.Issue.Number()]; !shown {
			hidden++
		}
	}
	kept := r.onProject(r.only.projectKey)
	if len(kept) == 0 {
		key, err := presentKey(ctx, c, r.only.projectKey)
		if err != nil {
			return err
		}
		if key != r.only.projectKey {
			r.notes = append(r.notes, renamedNote(r.only.projectKey, key))
			r.only.projectKey, kept = key, r.onProject(key)
		}
	}
	r.worklogs = kept
	if note := hiddenNote(hidden); note != "" {
		r.notes = append(r.notes, note)
	}
	return nil
}

func (r *result) onProject(key string) []tempo.Worklog {
	var kept []tempo.Worklog
	for _, w := range r.worklogs {
		if projectOf(r.issues[w.Issue.Number()].Key) == key {
			kept = append(kept, w)
		}
	}
	return kept
}

// unnamed says why issues are called by their ids.
func unnamed(c *kit.Caller, err error) string {
	if !failed(err) && errors.Is(err, context.DeadlineExceeded) {
		return "Jira did not name the issues in time, so they are called by their ids."
	}
	return "Jira could not name the issues: " + c.Explain(err)
}

// failed reports whether a service has failed, and not only the time run out.
func failed(err error) bool {
	_, ok := errors.AsType[*jira.Error](err)
	return ok
}
