package sheet

import (
	"context"
	"fmt"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// era is a part of the time that is added up.
type era int

const (
	now    era = iota // up to and including today
	coming            // after today
	before            // of the range before, what the time up to now is compared with
	rest              // the rest of the range before
)

// request is what to add up.
type request struct {
	days       worklog.Range
	today      worklog.Day
	compared   comparedDays // no days when nothing is compared
	dimensions []dimension
	project    string
}

// perIssue reports whether the answer depends on what Jira tells of issues.
func (r *request) perIssue() bool {
	return r.project != "" || slices.ContainsFunc(r.dimensions, dimension.ofIssue)
}

// by reports whether it is added up by a kind of group.
func (r *request) by(kind string) bool {
	return slices.ContainsFunc(r.dimensions, func(d dimension) bool { return d.by == kind })
}

// eraOf returns the part of the time that a day is in.
func (r *request) eraOf(d worklog.Day) era {
	switch {
	case d.Before(r.days.From) && r.compared.before.Contains(d):
		return before
	case d.Before(r.days.From):
		return rest
	case d.After(r.today):
		return coming
	default:
		return now
	}
}

// slot is what worklogs are added up under while they stream by.
type slot struct {
	issue int64 // 0 where it does not matter
	keys  [2]string
	era   era
}

// sums are what worklogs add up to, with what is needed to name their groups.
type sums struct {
	slots  map[slot]worklog.Group
	issues map[int64]jira.Issue
	names  namer
	notes  []string
}

// addUp reads worklogs as a stream and keeps only sums.
func addUp(ctx context.Context, c *kit.Caller, r *request) (sums, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return sums{}, err
	}
	out := sums{slots: map[slot]worklog.Group{}, names: namer{me: me, attribute: map[string]tempo.WorkAttribute{}}}
	for i, d := range r.dimensions {
		if d.by == byAttribute {
			found, attribute, err := d.findAttribute(ctx, c)
			if err != nil {
				return sums{}, err
			}
			r.dimensions[i], out.names.attribute[found.attribute] = found, attribute
		}
	}
	g, gctx := safe.NewGroup(ctx)
	g.Go(func() error { return out.stream(gctx, c, r) })
	var note string
	g.Go(func() error {
		var err error
		out.names.accounts, note, err = accountsFor(gctx, c, r)
		return err
	})
	if err := g.Wait(); err != nil {
		return sums{}, err
	}
	if note != "" {
		out.notes = append(out.notes, note)
	}
	return out, out.nameIssues(ctx, c, r)
}

// stream adds up the person's worklogs.
func (s *sums) stream(ctx context.Context, c *kit.Caller, r *request) error {
	from, perIssue := r.days.From, r.perIssue()
	if r.compared.whole.Len() > 0 {
		from = r.compared.whole.From
	}
	for w, err := range c.Tempo.Worklogs(ctx, s.names.me.AccountID, from.String(), r.days.To.String()) {
		if err != nil {
			return err
		}
		e := w.Entry()
		at := slot{era: r.eraOf(e.Day)}
		if perIssue {
			at.issue = e.IssueID
		}
		for i, d := range r.dimensions {
			at.keys[i] = d.keyOf(w, e)
		}
		s.slots[at] = s.slots[at].With(e)
	}
	return nil
}

// nameIssues looks up the issues, where the answer depends on them.
func (s *sums) nameIssues(ctx context.Context, c *kit.Caller, r *request) error {
	if !r.perIssue() {
		return nil
	}
	ids := map[int64]struct{}{}
	for at := range s.slots {
		ids[at.issue] = struct{}{}
	}
	var err error
	s.issues, err = c.Issues(ctx, known(ids))
	if err == nil {
		return nil
	}
	if r.project != "" || r.by(byProject) || ctx.Err() != nil {
		return fmt.Errorf("look up issues: %w", err)
	}
	s.notes = append(s.notes, unnamed(c, err))
	return nil
}

// accountsFor lists accounts by key, where groups are named by them. Without the scope
// for it keys must do, but there is no telling customers.
func accountsFor(ctx context.Context, c *kit.Caller, r *request) (accounts map[string]tempo.Account, note string, err error) {
	if !slices.ContainsFunc(r.dimensions, dimension.ofAccount) {
		return nil, "", nil
	}
	accounts = map[string]tempo.Account{}
	for a, err := range c.Tempo.Accounts(ctx) {
		if err != nil && (r.by(byCustomer) || ctx.Err() != nil) {
			return nil, "", fmt.Errorf("list accounts: %w", err)
		}
		if err != nil {
			return accounts, "Accounts are shown by key only: " + c.Explain(err), nil
		}
		accounts[a.Key] = a
	}
	return accounts, "", nil
}

// tally is what a group adds up to in each part of the time.
type tally [4]worklog.Group

// whole is the sum of the days asked for, coming ones included.
func (t tally) whole() worklog.Group { return t[now].And(t[coming]) }

// total adds up everything that fits a project; "" is any. It counts what is left out
// because nobody knows its project.
func (s *sums) total(project string) (t tally, hidden int) {
	for at, g := range s.slots {
		issue, shown := s.issues[at.issue]
		if project != "" && projectOf(issue.Key) != project {
			if !shown && at.era <= coming {
				hidden += g.Count
			}
			continue
		}
		t[at.era] = t[at.era].And(g)
	}
	return t, hidden
}

// grouped is the sums of one dimension, or of two.
type grouped struct {
	sums  [2]map[string]*tally
	names [2]map[string]string
	cells map[[2]string]worklog.Group
}

// group adds up what fits a project by the groups that are shown.
func (s *sums) group(r *request, project string) grouped {
	out := grouped{cells: map[[2]string]worklog.Group{}}
	for i := range r.dimensions {
		out.sums[i], out.names[i] = map[string]*tally{}, map[string]string{}
	}
	for at, g := range s.slots {
		issue := say.Named(s.issues, at.issue)
		if project != "" && projectOf(issue.Key) != project {
			continue
		}
		var keys [2]string
		for i, d := range r.dimensions {
			key, name := s.names.name(d, at.keys[i], issue)
			keys[i], out.names[i][key] = key, name
			if out.sums[i][key] == nil {
				out.sums[i][key] = &tally{}
			}
			t := out.sums[i][key]
			t[at.era] = t[at.era].And(g)
		}
		if at.era <= coming {
			out.cells[keys] = out.cells[keys].And(g)
		}
	}
	return out
}
