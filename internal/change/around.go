package change

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// around is what has to be known before anything is sent.
type around struct {
	me         string // account id of the person
	issues     map[string]jira.Issue
	sheet      *Sheet
	attributes []tempo.WorkAttribute
	accounts   map[int64]account // of the issues, by their ids
}

// lookAround asks both services at the same time. Edits and deletions need nothing
// of Jira, and are made while it does not answer.
func lookAround(ctx context.Context, p *person.Person, changes []*Change) (around, error) {
	var seen around
	group, within := safe.NewGroup(ctx)
	if created := creations(changes); len(created) > 0 {
		group.Go(func() (err error) {
			seen.issues, err = p.IssuesNow(within, keys(created))
			return err
		})
		group.Go(func() (err error) {
			seen.me, seen.sheet, err = sheetOfMe(within, p, runs(created))
			return err
		})
	}
	if slices.ContainsFunc(changes, func(c *Change) bool { return len(c.Want.Attributes) > 0 }) {
		group.Go(func() error {
			seen.attributes, _ = p.WorkAttributes(within) // without them, values are sent as they are
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return around{}, err
	}
	seen.accounts = lookUpAccounts(ctx, p, seen.accountsNeeded(changes))
	return seen, ctx.Err()
}

func creations(changes []*Change) []*Change {
	var created []*Change
	for _, c := range changes {
		if c.Action == Create {
			created = append(created, c)
		}
	}
	return created
}

// keys lists the issues of new worklogs, each once. What cannot be a key is left
// out: Jira shows no such issue.
func keys(changes []*Change) []string {
	var list []string
	for _, c := range changes {
		if key := c.Want.IssueKey; jira.ValidKey(key) && !slices.Contains(list, key) {
			list = append(list, key)
		}
	}
	return list
}

// sheetOfMe finds out who the person is, and reads the person's worklogs. Without
// them, writing is still possible; only a lost answer is harder to settle.
func sheetOfMe(ctx context.Context, p *person.Person, days []worklog.Range) (me string, sheet *Sheet, err error) {
	user, err := p.Me(ctx)
	if err != nil {
		return "", nil, err
	}
	sheet, err = readSheet(ctx, p.Tempo, user.AccountID, days)
	if err != nil {
		return user.AccountID, nil, nil //nolint:nilerr // see above
	}
	return user.AccountID, sheet, nil
}

// prepare makes what is to be sent out of what is wanted and what is known. What
// cannot be sent is given its error.
func (a around) prepare(c *Change) {
	c.attributes = byKeys(c.Want.Attributes, a.attributes)
	switch c.Action {
	case Create:
		a.prepareCreate(c)
	case Edit, Delete:
	default:
		fail(fmt.Errorf("there is no action %q", c.Action), c)
	}
}

func (a around) prepareCreate(c *Change) {
	issue, ok := a.issues[c.Want.IssueKey]
	if !ok {
		fail(&HiddenIssueError{c.Want.IssueKey}, c)
		return
	}
	c.Issue = issue
	if id := a.accountNeeded(c); id != 0 {
		found := a.accounts[id]
		if found.err != nil {
			fail(&AccountError{issue.Key, found.err}, c)
			return
		}
		c.attributes = withAccount(c.attributes, found.key)
	}
	c.wire = wire(c, a.me)
}

// wire is a new worklog as Tempo takes it.
func wire(c *Change, author string) tempo.NewWorklog {
	w := tempo.NewWorklog{
		IssueID: c.Issue.ID, AuthorAccountID: author, StartDate: c.Want.Day.String(), StartTime: c.Want.Start.Wire(),
		TimeSpentSeconds: seconds(c.Want.Spent), BillableSeconds: optional(c.Want.Billable),
		RemainingEstimateSeconds: optional(c.Want.Remaining), Attributes: c.attributes,
	}
	if c.Want.Description != nil {
		w.Description = *c.Want.Description
	}
	return w
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func optional(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	return new(seconds(*d))
}
