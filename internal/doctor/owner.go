package doctor

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// owner looks whether Tempo's token belongs to the person who is signed in to Jira.
// Tempo names no token's owner. So the schedule that it shows the owner is compared
// with the one that it shows for the person, and where they are alike, the worklogs
// that the token shows are looked at: who may see nobody else's sees their own.
func (p *Patient) owner(ctx context.Context) Check {
	const name = "Tempo token's owner"
	me, err := p.me()
	if err != nil {
		return Check{name, Unknown, "could not be checked without a sign-in to Jira"}
	}
	const month = 30 * 24 * time.Hour
	from, to := p.Now.Add(-2*month).Format(time.DateOnly), p.Now.Add(month).Format(time.DateOnly)
	own, err := p.Tempo.Schedule(ctx, from, to)
	if err != nil {
		return Check{name, Unknown, "could not be checked without the user schedule"}
	}
	theirs, err := p.Tempo.ScheduleOf(ctx, me.AccountID, from, to)
	remedy := "Create a Tempo token as " + me.DisplayName + ", or sign in to Jira as whom the token belongs to."
	if err != nil {
		return Check{name, Warning, fmt.Sprintf("Tempo does not show the token's owner the schedule of %s, so it may be somebody else's: %s %s",
			me.DisplayName, say.Line(p.Help.Explain(err)), remedy)}
	}
	if !reflect.DeepEqual(own, theirs) {
		return Check{name, Error, fmt.Sprintf("the token is not that of %s: its owner has another schedule. %s", me.DisplayName, remedy)}
	}
	authors, err := p.Tempo.Authors(ctx, from, p.today())
	switch {
	case err == nil && slices.Equal(authors, []string{me.AccountID}):
		return Check{name, OK, "the token shows the schedule and the worklogs of " + me.DisplayName}
	case err == nil && len(authors) == 1:
		return Check{name, Warning, fmt.Sprintf("all worklogs that the token shows are somebody else's than %s's, and so may be the token. %s", me.DisplayName, remedy)}
	default:
		return Check{name, Unknown, "could not be checked: Tempo does not name it. Nothing speaks against " + me.DisplayName}
	}
}

// field looks whether there is the custom field that is to hold accounts.
func (p *Patient) field(ctx context.Context) Check {
	const name = "Jira account field"
	list, err := p.Jira.Fields(ctx)
	if err != nil {
		return p.bad(name, Error, err)
	}
	wanted, likely := "customfield_"+p.AccountField, ""
	for _, f := range list {
		if f.ID == wanted {
			return Check{name, OK, fmt.Sprintf("%s is the field %s", wanted, f.Name)}
		}
		if f.Name == "Account" {
			likely = " Its name may be Account: that is " + f.ID + "."
		}
	}
	return Check{name, Error, fmt.Sprintf("there is no field %s, or you may not see it, so no worklog can take the account of its issue. Mend JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID.%s", wanted, likely)}
}
