package sheet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// groupLimit is how many groups one answer lists.
const groupLimit = 200

// group is what the worklogs of one group add up to.
type group struct {
	Key             string           `json:"key" doc:"Issue key, account key, project key, value, YYYY-MM-DD, YYYY-Www or YYYY-MM"`
	Name            string           `json:"name,omitempty" doc:"Summary of the issue, name of the account, customer or person, label of the value"`
	Hours           float64          `json:"hours" doc:"Hours spent"`
	Time            string           `json:"time" doc:"The same exactly"`
	BillableHours   float64          `json:"billableHours" doc:"Billable hours, as far as Tempo tells them"`
	Billable        string           `json:"billable" doc:"The same exactly"`
	BillablePercent float64          `json:"billablePercent" doc:"Their share of the group's hours, in percent with one decimal"`
	Count           int              `json:"count" doc:"Number of worklogs"`
	Percent         float64          `json:"percent" doc:"Share of the total hours, in percent with one decimal"`
	Compared        *comparedAmounts `json:"compared,omitempty" doc:"The group's time now and before, where that is compared"`
}

// listGroups lists the groups of one dimension, as many as an answer holds.
func (o *getWorklogAnalyticsOutput) listGroups(found grouped) {
	var total worklog.Group
	for _, t := range found.sums[0] {
		total = total.And(t.whole())
	}
	left := roomBeside(o)
	for _, key := range o.dimensions[0].sorted(found.sums[0]) {
		t := found.sums[0][key]
		if t.whole().Count == 0 && t[before].Count == 0 {
			continue // only in the rest of the range before
		}
		g := newGroup(key, found.names[0][key], t.whole())
		g.Percent = t.whole().Percent(total.Spent)
		if o.Comparison != nil {
			amounts := compare(*t)
			g.Compared = &amounts
		}
		if len(o.Groups) == groupLimit || !left.take(g) {
			o.Truncated = true
			return
		}
		o.Groups = append(o.Groups, g)
	}
}

func newGroup(key, name string, sum worklog.Group) group {
	g := group{Key: key, Name: name, Count: sum.Count, BillablePercent: sum.BillablePercent()}
	g.Hours, g.Time = amount(sum.Spent)
	g.BillableHours, g.Billable = amount(sum.Billable)
	return g
}

// sorted lists the keys of groups: in the order of time, or the largest first.
func (d dimension) sorted(sums map[string]*tally) []string {
	return slices.SortedFunc(maps.Keys(sums), func(a, b string) int {
		if d.ofTime() {
			return strings.Compare(a, b)
		}
		x, y := sums[a], sums[b]
		return cmp.Or(cmp.Compare(y.whole().Spent, x.whole().Spent), cmp.Compare(y[before].Spent, x[before].Spent), strings.Compare(a, b))
	})
}

// title is the key of a group and its name; a day has its weekday.
func (d dimension) title(key, name string) string {
	if day, err := worklog.ParseDay(key); d.by == byDay && err == nil {
		return say.Day(day)
	}
	if d.by == byPerson && name != "" {
		return name
	}
	if (d.by == byAttribute || d.by == byCustomer) && name != "" {
		return name + " (" + key + ")"
	}
	return say.Joined(key, name)
}

// line is the group in one line.
func (g group) line(d dimension) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s", g.Time, say.Percent(g.Percent), d.title(g.Key, g.Name))
	if g.Count > 0 {
		fmt.Fprintf(&b, " (%s, %s)", say.Count(g.Count, "worklog"), g.billed())
	}
	if g.Compared == nil {
		return b.String()
	}
	if g.Compared.Now != g.Time {
		fmt.Fprintf(&b, "; up to today %s", g.Compared.Now)
	}
	fmt.Fprintf(&b, "; before %s, %s", g.Compared.Before, say.Change(g.Compared.difference))
	return b.String()
}

// billed says how much of the group is billable.
func (g group) billed() string {
	switch g.Billable {
	case g.Time:
		return "all billable"
	case "0m":
		return "not billable"
	default:
		return fmt.Sprintf("billable %s, %s", g.Billable, say.Percent(g.BillablePercent))
	}
}
