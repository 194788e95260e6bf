package change

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// prepare makes what is to be sent out of what is wanted and what is known. What
// cannot be sent is given its error.
func (a *around) prepare(c *Change) {
	c.attributes = byKeys(c.Want.Attributes, a.attributes)
	switch c.Action {
	case Create:
		a.prepareCreate(c)
	case Edit, Delete:
	default:
		fail(fmt.Errorf("there is no action %q", c.Action), c)
	}
}

func (a *around) prepareCreate(c *Change) {
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
	if c.Want.Description != nil && strings.ContainsFunc(*c.Want.Description, visible) {
		w.Description = *c.Want.Description
	}
	return w
}

// visible reports whether a character says something: a text of white space says
// nothing.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func optional(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	return new(seconds(*d))
}
