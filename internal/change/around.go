package change

import (
	"context"
	"errors"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// around is what has to be known before anything is sent.
type around struct {
	me         string // account id of the person
	sheet      *Sheet
	issues     map[string]jira.Issue // by the keys that the caller gave
	attributes []tempo.WorkAttribute
	accounts   map[int64]account // of the issues, by their ids
}

// lookAround asks both services at the same time. Edits and deletions need nothing
// of Jira, and are made while it does not answer.
func lookAround(ctx context.Context, p *person.Person, changes []*Change) (*around, error) {
	seen := &around{}
	group, within := safe.NewGroup(ctx)
	group.Go(func() error { return seen.lookIssues(within, p, changes) })
	if created := creations(changes); len(created) > 0 {
		group.Go(func() error { return seen.lookSheet(within, p, runs(created)) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return seen, ctx.Err()
}

// lookIssues finds the issues and the attributes that changes name, and then the
// accounts of the issues.
func (a *around) lookIssues(ctx context.Context, p *person.Person, changes []*Change) error {
	group, within := safe.NewGroup(ctx)
	if keys := keysOf(creations(changes)); len(keys) > 0 {
		group.Go(func() (err error) {
			a.issues, err = p.IssuesNow(within, keys)
			return err
		})
	}
	if slices.ContainsFunc(changes, func(c *Change) bool { return len(c.Want.Attributes) > 0 }) {
		group.Go(func() error {
			var err error
			a.attributes, err = p.WorkAttributes(within)
			return crash(err) // without them, values are sent as they are
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	var err error
	a.accounts, err = lookUpAccounts(ctx, p, a.accountsNeeded(changes))
	return err
}

// lookSheet finds out who the person is, and reads the person's worklogs. Without
// them, writing is still possible; only a lost answer is harder to settle.
func (a *around) lookSheet(ctx context.Context, p *person.Person, days []worklog.Range) error {
	user, err := p.Me(ctx)
	if err != nil {
		return err
	}
	a.me = user.AccountID
	a.sheet, err = readSheet(ctx, p.Tempo, a.me, days)
	return crash(err)
}

// crash returns err if it is a panic. A call that can do without an answer ends all
// the same when something here is broken, as long as nothing was sent.
func crash(err error) error {
	if _, ok := errors.AsType[*safe.PanicError](err); ok {
		return err
	}
	return nil
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

// keysOf lists the issues of new worklogs, each once. What cannot be a key is left
// out: Jira shows no such issue.
func keysOf(changes []*Change) []string {
	var list []string
	for _, c := range changes {
		if key := c.Want.IssueKey; jira.ValidKey(key) && !slices.Contains(list, key) {
			list = append(list, key)
		}
	}
	return list
}
