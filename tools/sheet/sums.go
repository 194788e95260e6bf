package sheet

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// sums are totals by group, with the names of groups that have one.
type sums struct {
	totals worklog.Totals
	names  map[string]string
	notes  []string
}

// addUp reads the worklogs of some days as a stream and keeps only sums.
func addUp(ctx context.Context, c *kit.Caller, days worklog.Range, by string, only filter) (sums, error) {
	out := sums{names: map[string]string{}}
	perIssue := map[int64]*worklog.Totals{}
	g, gctx := safe.NewGroup(ctx)
	g.Go(func() error {
		depends := by == "issue" || by == "project" || only.projectKey != ""
		return sumIssues(gctx, c, days, by, depends, perIssue)
	})
	if by == "account" {
		g.Go(func() error {
			out.names, out.notes = accountNames(gctx, c)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return sums{}, err
	}
	return regroup(ctx, c, perIssue, by, only, out)
}

// sumIssues adds up worklogs by group and, where the answer depends on what Jira
// tells of their issues, apart for each issue; otherwise under issue 0.
func sumIssues(ctx context.Context, c *kit.Caller, days worklog.Range, by string, depends bool, perIssue map[int64]*worklog.Totals) error {
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	for w, err := range c.Tempo.Worklogs(ctx, me.AccountID, days.From.String(), days.To.String()) {
		if err != nil {
			return err
		}
		e := w.Entry()
		id := e.IssueID
		if !depends {
			id = 0
		}
		totals, ok := perIssue[id]
		if !ok {
			totals = &worklog.Totals{}
			perIssue[id] = totals
		}
		totals.Add(keyOf(e, by), e)
	}
	return nil
}

// noAccount is the group of worklogs without an account.
const noAccount = "(no account)"

// keyOf returns the group of a worklog, except where that depends on its issue.
func keyOf(e worklog.Entry, by string) string {
	switch by {
	case "day":
		return e.Day.String()
	case "week":
		return e.Day.ISOWeek()
	case "month":
		return e.Day.YearMonth()
	case "account":
		if e.Account == "" {
			return noAccount
		}
		return e.Account
	default:
		return ""
	}
}

// regroup names the issues and merges their sums into the groups asked for.
func regroup(ctx context.Context, c *kit.Caller, perIssue map[int64]*worklog.Totals, by string, only filter, out sums) (sums, error) {
	ids := slices.Sorted(maps.Keys(perIssue))
	ids = slices.DeleteFunc(ids, func(id int64) bool { return id == 0 })
	issues, err := c.Issues(ctx, ids)
	if err != nil {
		if only.projectKey != "" || by == "project" || ctx.Err() != nil {
			return sums{}, fmt.Errorf("look up issues: %w", err)
		}
		out.notes = append(out.notes, unnamed(c, err))
	}
	hidden := 0
	for id, totals := range perIssue {
		issue, shown := issues[id]
		if !shown {
			issue = say.Named(issues, id)
		}
		if only.projectKey != "" && projectOf(issue.Key) != only.projectKey {
			if !shown {
				hidden += totals.Total().Count
			}
			continue
		}
		out.merge(by, issue, totals)
	}
	if note := hiddenNote(hidden); note != "" {
		out.notes = append(out.notes, note)
	}
	return out, nil
}

// merge adds the sums of one issue to the groups.
func (o *sums) merge(by string, issue jira.Issue, totals *worklog.Totals) {
	for _, g := range totals.Groups() {
		switch by {
		case "issue":
			g.Key = issue.Key
			o.names[g.Key] = issue.Summary
		case "project":
			g.Key = cmp.Or(projectOf(issue.Key), issue.Key)
		}
		o.totals.Merge(g)
	}
}

// accountNames lists the names of accounts by key. Without the scope for it, the
// keys must do.
func accountNames(ctx context.Context, c *kit.Caller) (map[string]string, []string) {
	names := map[string]string{}
	for a, err := range c.Tempo.Accounts(ctx) {
		if err != nil {
			return names, []string{"Accounts are shown by key only: " + c.Env.Help.Explain(err)}
		}
		names[a.Key] = a.Name
	}
	return names, nil
}
