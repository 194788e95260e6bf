package sheet

import (
	"context"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// What time can be added up by, besides the values of a work attribute.
const (
	byIssue    = "issue"
	byAccount  = "account"
	byProject  = "project"
	byCustomer = "customer"
	byPerson   = "person"
	byDay      = "day"
	byWeek     = "week"
	byMonth    = "month"

	byAttribute = "attribute"
)

// groupings lists them as errors show them.
const groupings = "issue, account, project, customer, person, day, week, month, attribute:KEY"

// Groups of what has nothing to be grouped by.
const (
	noAccount  = "(no account)"
	noCustomer = "(no customer)"
	noValue    = "(none)"
)

// dimension is one of the things that time is added up by.
type dimension struct {
	by        string
	attribute string // its key, when it is by attribute
}

func (d dimension) String() string {
	if d.by == byAttribute {
		return byAttribute + ":" + d.attribute
	}
	return d.by
}

// ofTime reports whether the groups follow one another in time.
func (d dimension) ofTime() bool { return d.by == byDay || d.by == byWeek || d.by == byMonth }

// ofIssue reports whether the group of a worklog depends on what Jira tells of its
// issue.
func (d dimension) ofIssue() bool { return d.by == byIssue || d.by == byProject }

// ofAccount reports whether the groups are named by Tempo's accounts.
func (d dimension) ofAccount() bool { return d.by == byAccount || d.by == byCustomer }

// readDimensions reads groupBy: one or two names.
func readDimensions(text string) ([]dimension, error) {
	var list []dimension
	for part := range strings.SplitSeq(text, ",") {
		d, ok := readDimension(strings.TrimSpace(part))
		if !ok {
			return nil, say.Problem("groupBy must be one of %s, or two of them such as project,day, not %q.", groupings, say.Brief(text))
		}
		if slices.Contains(list, d) {
			return nil, say.Problem("groupBy names %s twice: give it once, or two different ones.", d)
		}
		list = append(list, d)
	}
	if len(list) > 2 {
		return nil, say.Problem("groupBy takes at most two, such as project,day, not %d.", len(list))
	}
	return list, nil
}

func readDimension(text string) (dimension, bool) {
	name, key, named := strings.Cut(text, ":")
	name, key = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(key)
	if named {
		return dimension{byAttribute, key}, name == byAttribute && key != ""
	}
	simple := []string{byIssue, byAccount, byProject, byCustomer, byPerson, byDay, byWeek, byMonth}
	return dimension{by: name}, slices.Contains(simple, name)
}

// findAttribute completes a dimension by the attribute that its key or name means.
func (d dimension) findAttribute(ctx context.Context, c *kit.Caller) (dimension, tempo.WorkAttribute, error) {
	list, err := c.WorkAttributes(ctx)
	if err != nil {
		return d, tempo.WorkAttribute{}, err
	}
	var names []string
	for _, fits := range []func(tempo.WorkAttribute) bool{
		func(a tempo.WorkAttribute) bool { return strings.EqualFold(a.Key, d.attribute) },
		func(a tempo.WorkAttribute) bool { return strings.EqualFold(a.Name, d.attribute) },
	} {
		if i := slices.IndexFunc(list, fits); i >= 0 {
			return dimension{byAttribute, list[i].Key}, list[i], nil
		}
	}
	for _, a := range list {
		names = append(names, say.Line(a.Key)+" ("+say.Line(a.Name)+")")
	}
	if len(names) == 0 {
		names = []string{"none"}
	}
	return d, tempo.WorkAttribute{}, say.Problem("groupBy: there is no work attribute %q. There are: %s.", say.Brief(d.attribute), strings.Join(names, ", "))
}

// keyOf returns the group of a worklog, except where that depends on its issue.
func (d dimension) keyOf(w tempo.Worklog, e worklog.Entry) string {
	switch d.by {
	case byDay:
		return e.Day.String()
	case byWeek:
		return e.Day.ISOWeek()
	case byMonth:
		return e.Day.YearMonth()
	case byAccount, byCustomer:
		return e.Account
	case byPerson:
		return w.Author.AccountID
	case byAttribute:
		for _, v := range w.Attributes.Values {
			if v.Key == d.attribute {
				return v.Value
			}
		}
	}
	return ""
}

// namer gives groups the keys and names by which they are shown.
type namer struct {
	accounts  map[string]tempo.Account // by key
	attribute map[string]tempo.WorkAttribute
	me        jira.User
}

// name returns the key and the name of a worklog's group, by what keyOf returned and
// by its issue.
func (n namer) name(d dimension, raw string, issue jira.Issue) (key, name string) {
	switch d.by {
	case byIssue:
		return say.Line(issue.Key), say.Line(issue.Summary)
	case byProject:
		if project := projectOf(issue.Key); project != "" {
			return say.Line(project), ""
		}
		return say.Line(issue.Key), ""
	case byAccount:
		if raw == "" {
			return noAccount, ""
		}
		return say.Line(raw), say.Line(n.accounts[raw].Name)
	case byCustomer:
		return n.customer(raw)
	case byPerson:
		if raw == n.me.AccountID {
			return raw, say.Line(n.me.DisplayName)
		}
	case byAttribute:
		if raw == "" {
			return noValue, ""
		}
		return say.Line(raw), say.Line(n.attribute[d.attribute].Names[raw])
	}
	return say.Line(raw), ""
}

// customer returns the customer of an account.
func (n namer) customer(account string) (key, name string) {
	a, known := n.accounts[account]
	switch {
	case account == "":
		return noAccount, ""
	case !known:
		return "(customer of " + say.Line(account) + " not known)", "" // an archived account
	case a.Customer == nil:
		return noCustomer, ""
	default:
		return say.Line(a.Customer.Key), say.Line(a.Customer.Name)
	}
}
