// Package person is one identity's access to Tempo and Jira, with everything that
// is remembered for it: who it is, how its days are counted, issues, accounts and
// work attributes, which worklogs its calls have made, and what they have to
// themselves. All of it is found by the identity, never by a connection or a
// client, and is gone with a sign-out or with other credentials.
//
// The package asks the services and remembers. It does not change a time sheet,
// and it has no words for people.
package person

import (
	"context"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// How long things are remembered.
const (
	keepLookups  = 10 * time.Minute // issues, accounts and the like
	keepSettings = 24 * time.Hour   // who the person is, and when a week starts
)

// Person is one identity's access to Tempo and Jira. It is safe for concurrent
// use, and shared by all clients of that identity.
type Person struct {
	Tempo *tempo.Client
	Jira  *jira.Client
	// Record is what outlives the person's calls. It is set before the first of them.
	Record Record

	now   func() time.Time
	local *time.Location

	me         *memory[struct{}, jira.User]
	issues     *memory[int64, jira.Issue]
	accounts   *memory[int64, tempo.Account]
	settings   *memory[struct{}, tempo.Configuration]
	attributes *memory[struct{}, []tempo.WorkAttribute]
	allOfThem  *memory[struct{}, []tempo.Account]
	schedule   *memory[worklog.Day, worklog.ScheduleDay]
	refusal    *memory[struct{}, error] // of the schedule

	months safe.Flights[worklog.Range, []worklog.ScheduleDay] // of the schedule
	locks  locks
	claims claims
}

// New returns a person of whom nothing is known yet. now is the clock; local is
// the zone to count days in when the Jira profile does not tell the person's.
func New(t *tempo.Client, j *jira.Client, now func() time.Time, local *time.Location) *Person {
	return &Person{
		Tempo: t, Jira: j, now: now, local: local,
		me:         newMemory[struct{}, jira.User](now, keepSettings),
		issues:     newMemory[int64, jira.Issue](now, keepLookups),
		accounts:   newMemory[int64, tempo.Account](now, keepLookups),
		settings:   newMemory[struct{}, tempo.Configuration](now, keepSettings),
		attributes: newMemory[struct{}, []tempo.WorkAttribute](now, keepLookups),
		allOfThem:  newMemory[struct{}, []tempo.Account](now, keepLookups),
		schedule:   newMemory[worklog.Day, worklog.ScheduleDay](now, keepSchedule),
		refusal:    newMemory[struct{}, error](now, keepSchedule),
	}
}

// Now is the moment by the person's clock.
func (p *Person) Now() time.Time { return p.now() }

// Me returns the Jira user of the identity, looked up once.
func (p *Person) Me(ctx context.Context) (jira.User, error) {
	return p.me.lookUp(ctx, struct{}{}, func(ctx context.Context) (jira.User, error) {
		user, err := p.Jira.Myself(ctx)
		if err != nil {
			return jira.User{}, fmt.Errorf("look up who you are: %w", err)
		}
		return user, nil
	})
}

// IsMe reports whether an account id is the person's. While Jira does not tell
// who the person is, everybody is: a worklog that the person has just written
// is not shown as somebody else's.
func (p *Person) IsMe(ctx context.Context, accountID string) bool {
	me, err := p.Me(ctx)
	return err != nil || me.AccountID == accountID
}

// Account returns a Tempo account by its id.
func (p *Person) Account(ctx context.Context, id int64) (tempo.Account, error) {
	return p.accounts.lookUp(ctx, id, func(ctx context.Context) (tempo.Account, error) { return p.Tempo.Account(ctx, id) })
}

// Accounts lists the accounts of the organization, open and closed.
func (p *Person) Accounts(ctx context.Context) ([]tempo.Account, error) {
	return p.allOfThem.lookUp(ctx, struct{}{}, func(ctx context.Context) ([]tempo.Account, error) {
		var list []tempo.Account
		for a, err := range p.Tempo.Accounts(ctx) {
			if err != nil {
				return nil, err
			}
			list = append(list, a)
		}
		return list, nil
	})
}

// Today returns the person's date, and the zone that it is counted in.
func (p *Person) Today(me jira.User) Calendar {
	var c Calendar
	c.Zone, c.ZoneGuessed = p.Zone(me)
	c.Today, c.WeekStart = worklog.DayOf(p.now().In(c.Zone)), time.Monday
	return c
}

// KnownWorkAttributes lists the work attributes of the organization, if they are
// remembered.
func (p *Person) KnownWorkAttributes() []tempo.WorkAttribute {
	list, _ := p.attributes.get(struct{}{})
	return list
}

// WorkAttributes lists the work attributes of the organization.
func (p *Person) WorkAttributes(ctx context.Context) ([]tempo.WorkAttribute, error) {
	return p.attributes.lookUp(ctx, struct{}{}, p.Tempo.WorkAttributes)
}
