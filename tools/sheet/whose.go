package sheet

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// whose is the person whose time a call is about.
type whose struct {
	accountID string
	name      string // "" for the one who asks
}

func (w whose) mine() bool { return w.name == "" }

// accountID is what Atlassian's account ids look like, the older ones included.
var accountID = regexp.MustCompile(`^([0-9a-zA-Z]+:[0-9a-fA-F-]{20,}|[0-9a-f]{24})$`)

// groups are what a call can not be about yet.
var groups = regexp.MustCompile(`(?i)^(team|project|account):`)

// readOf reads the argument of as far as that needs no service.
func readOf(of string) (string, error) {
	of = strings.TrimSpace(of)
	if groups.MatchString(of) {
		return "", say.Problem("of %q: give me, a person's name or an account id; teams, projects and accounts cannot be asked for.", say.Brief(of))
	}
	return of, nil
}

// findPerson returns the one who is meant by a name, an account id, me or nothing.
func findPerson(ctx context.Context, c *kit.Caller, of string) (whose, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return whose{}, err
	}
	if of == "" || strings.EqualFold(of, "me") || of == me.AccountID {
		return whose{accountID: me.AccountID}, nil
	}
	found, err := lookUp(ctx, c, of)
	if err != nil {
		return whose{}, err
	}
	if found.AccountID == me.AccountID {
		return whose{accountID: me.AccountID}, nil
	}
	return whose{found.AccountID, say.Line(found.DisplayName)}, nil
}

// lookUp asks Jira for a person by account id or name.
func lookUp(ctx context.Context, c *kit.Caller, of string) (jira.User, error) {
	if accountID.MatchString(of) {
		user, err := c.Jira.User(ctx, of)
		if missing(err) {
			return user, say.Problem("of: Jira shows nobody with the account id %s.", say.Brief(of))
		}
		if user.DisplayName == "" {
			user.DisplayName = of
		}
		return user, err
	}
	users, err := c.Jira.FindUsers(ctx, of)
	if err != nil {
		return jira.User{}, err
	}
	var named []jira.User
	for _, u := range users {
		if strings.EqualFold(u.DisplayName, of) || u.Email != "" && strings.EqualFold(u.Email, of) {
			named = append(named, u)
		}
	}
	if len(named) == 1 {
		return named[0], nil
	}
	switch len(users) {
	case 0:
		return jira.User{}, say.Problem("of: Jira shows nobody called %q. Names are found by how they begin, and only with the permission to browse users; an account id always works.", say.Brief(of))
	case 1:
		return users[0], nil
	default:
		return jira.User{}, say.Problem("of %q fits %s: %s. Give the account id of the one who is meant.", say.Brief(of), say.Count(len(users), "person"), listed(users))
	}
}

// listed names people with their account ids.
func listed(users []jira.User) string {
	const most = 10
	var list []string
	for _, u := range users[:min(len(users), most)] {
		list = append(list, fmt.Sprintf("%s (%s)", say.Line(u.DisplayName), say.Line(u.AccountID)))
	}
	if len(users) > most {
		list = append(list, fmt.Sprintf("and %d more", len(users)-most))
	}
	return strings.Join(list, ", ")
}

// missing reports whether a service says that what was asked for does not exist, or is
// not to be seen.
func missing(err error) bool {
	e, ok := errors.AsType[*jira.Error](err) // Tempo's errors are of the same type
	return ok && e.Status == 404
}

// visible says that there may be more than is shown of somebody else's time.
func visible(w whose, worklogs int) string {
	note := "This is what Tempo lets you see of the time of " + w.name
	if worklogs == 0 {
		note += "; without the permission to view it, that is nothing"
	}
	return note + "."
}

// hiddenFrom words a refusal to show somebody else's time.
func hiddenFrom(w whose, err error) error {
	e, ok := errors.AsType[*jira.Error](err)
	if !ok || w.mine() || e.Service != "Tempo" || e.Status != 403 && e.Status != 404 {
		return err
	}
	return say.MessageError(fmt.Sprintf("Tempo does not show you the worklogs of %s (%d). That takes the permission to view worklogs in a Tempo team that %s is in; ask a Tempo administrator or the lead of that team.", w.name, e.Status, w.name))
}
