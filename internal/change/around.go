package change

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Around is what stands around the changes of a call, as far as it could be read.
type Around struct {
	// Sheet is what was there on the days of new worklogs before they were made, and
	// on those of edited ones afterwards, from two weeks before. It is nil when nobody
	// needed it, or when it could not be read.
	Sheet *Sheet
	// Today is the person's, with the zone in which it is.
	Today person.Calendar

	me         string // account id of the person
	sheetErr   error
	schedule   map[worklog.Day]worklog.ScheduleDay
	issues     map[string]jira.Issue // by the keys that the caller gave
	known      map[int64]jira.Issue  // those that happen to be remembered
	attributes []tempo.WorkAttribute // nil when nobody had to know them
	remembered []tempo.WorkAttribute
	accounts   map[int64]account // of the issues, by their ids
	changeID   string
	journalErr error
	named      map[string]string // keys of accounts, by the names that the caller gave
}

// ChangeID is the id of the change in the person's journal, by which it can be undone;
// "" when nothing is known to be written, or when there is no journal.
func (a *Around) ChangeID() string { return a.changeID }

// JournalErr is why what was written could not be noted in the person's journal, so
// that it cannot be undone; nil when it was, or when there is no journal.
func (a *Around) JournalErr() error { return a.journalErr }

// Attributes are the work attributes of the organization, if they are known.
func (a *Around) Attributes() []tempo.WorkAttribute {
	if a.attributes == nil {
		return a.remembered
	}
	return a.attributes
}

// scheduleLimit is how long a write waits for the schedule, which is nothing more
// than worth knowing.
const scheduleLimit = 5 * time.Second

// lookAround asks both services at the same time.
func lookAround(ctx context.Context, p *person.Person, changes []*Change) (*Around, error) {
	seen := &Around{remembered: p.KnownWorkAttributes()}
	group, within := safe.NewGroup(ctx)
	group.Go(func() error { return seen.lookIssues(within, p, changes) })
	created := creations(changes)
	days := runs(daysOf(created))
	group.Go(func() error { return seen.lookPerson(within, p, around(days)) })
	group.Go(func() error { return seen.lookSchedule(within, p, days) })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err, seen.sheetErr)
	}
	return seen, nil
}

// lookIssues finds the issues and the attributes that changes name, and then the
// accounts of the issues.
func (a *Around) lookIssues(ctx context.Context, p *person.Person, changes []*Change) error {
	group, within := safe.NewGroup(ctx)
	if keys := keysOf(changes); len(keys) > 0 {
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
	if err := a.nameAccounts(ctx, p, changes); err != nil {
		return err
	}
	var err error
	a.accounts, err = lookUpAccounts(ctx, p, a.accountsNeeded(changes))
	return err
}

// lookPerson finds out who the person is, whose worklogs alone are written, and
// reads those of some days. Without them, writing is still possible; only a lost
// answer is harder to settle.
func (a *Around) lookPerson(ctx context.Context, p *person.Person, days []worklog.Range) error {
	user, err := p.Me(ctx)
	if err != nil {
		return err
	}
	a.me, a.Today = user.AccountID, p.Today(user)
	if len(days) == 0 {
		return nil
	}
	a.Sheet, a.sheetErr = readSheet(ctx, p.Tempo, a.me, days)
	return crash(a.sheetErr)
}

// lookSchedule reads what is expected of the person, where that can be done soon. It asks
// nothing before it is known who the person is: where that fails nothing is to be sent.
func (a *Around) lookSchedule(ctx context.Context, p *person.Person, days []worklog.Range) error {
	if len(days) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, scheduleLimit)
	defer cancel()
	if _, err := p.Me(ctx); err != nil {
		return crash(err)
	}
	parts := make([][]worklog.ScheduleDay, len(days))
	group, within := safe.NewGroup(ctx)
	for i, r := range days {
		group.Go(func() (err error) {
			parts[i], err = p.Schedule(within, r)
			return err
		})
	}
	err := group.Wait()
	if a.schedule == nil {
		a.schedule = map[worklog.Day]worklog.ScheduleDay{}
	}
	for _, d := range slices.Concat(parts...) {
		a.schedule[d.Day] = d
	}
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

// keysOf lists the issues that changes name, each once. What cannot be a key is left
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
