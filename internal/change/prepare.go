package change

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// prepare makes what is to be sent out of what is wanted and what is known, changes
// earlier and later in the call included. What cannot be sent is given its error.
func (a *Around) prepare(c *Change, earlier, later []*Change) {
	var err error
	if c.attributes, err = a.valuesOf(c); err != nil {
		fail(err, c)
		return
	}
	switch c.Action {
	case Create:
		a.prepareCreate(c, earlier, later)
	case Move:
		a.prepareMove(c)
	case Edit, Delete:
	default:
		fail(fmt.Errorf("there is no action %q", c.Action), c)
	}
}

func (a *Around) prepareCreate(c *Change, earlier, later []*Change) {
	if !a.place(c) {
		return
	}
	if c.SkipDouble {
		a.skip(c, earlier)
	}
	if c.Want.Next && !c.over {
		a.start(c, earlier, later)
	}
	c.wire = wire(c, a.me)
	if c.restore != nil {
		c.wire = likeBefore(c.wire, *c.restore)
	}
}

// prepareMove finds the issue that a worklog is to move to, and its account.
func (a *Around) prepareMove(c *Change) {
	named := hasKey(c.attributes, tempo.AccountKey)
	a.place(c)
	c.OldAccount = !named && c.Issue.AccountID == 0 && c.restore == nil
}

// place finds the issue of a worklog, and the account that it gets from there.
func (a *Around) place(c *Change) bool {
	issue, ok := a.issues[c.Want.IssueKey]
	if !ok {
		fail(&HiddenIssueError{c.Want.IssueKey}, c)
		return false
	}
	c.Issue = issue
	if id := a.accountNeeded(c); id != 0 {
		found := a.accounts[id]
		if found.err != nil {
			fail(&AccountError{issue.Key, found.err}, c)
			return false
		}
		c.attributes, c.byIssue = withAccount(c.attributes, found.key), true
	}
	return true
}

// skip leaves a new worklog out that is there already.
func (a *Around) skip(c *Change, earlier []*Change) {
	if a.Sheet == nil {
		fail(&UnreadError{a.sheetErr}, c)
		return
	}
	mine := wanted(c)
	there := a.Sheet.entries()
	filled := worklog.Filled(there)
	for i, e := range there {
		if !filled.Says(e.Start) {
			e.Start = worklog.TimeOfDay{}
		}
		if known(mine, e) {
			c.Double, c.over = &Double{Worklog: &a.Sheet.Worklogs[i]}, true
			return
		}
	}
	for _, other := range earlier {
		if other.toCome() && known(mine, wanted(other)) {
			c.Double, c.over = &Double{Change: other}, true
			return
		}
	}
}

// toCome reports whether a change that is prepared will make a new worklog.
func (c *Change) toCome() bool { return c.Action == Create && c.Err == nil && c.Double == nil }

// double reports whether two worklogs are likely the same: of one issue and day, with
// the same start or the same time spent.
func double(a, b worklog.Entry) bool {
	return a.IssueID == b.IssueID && a.Day == b.Day &&
		(a.Spent == b.Spent || !a.Start.IsZero() && a.Start == b.Start)
}

// known reports whether a new worklog is so likely there already that it may be left
// out. Two of the same time spent that somebody gave different starts, such as the
// standups of a morning and an evening, are both worked.
func known(a, b worklog.Entry) bool {
	return double(a, b) && (a.Start.IsZero() || b.Start.IsZero() || a.Start == b.Start)
}

// start puts a new worklog where its day is free, and where none that is to come has been
// given its place.
func (a *Around) start(c *Change, earlier, later []*Change) {
	if a.Sheet == nil {
		fail(&UnreadError{a.sheetErr}, c)
		return
	}
	taken := a.Sheet.placed(0)
	for _, other := range earlier {
		if other.toCome() {
			taken = append(taken, wanted(other))
		}
	}
	for _, other := range later {
		if other.Action == Create && !other.Want.Start.IsZero() {
			taken = append(taken, wanted(other))
		}
	}
	c.begin(taken, c.Want.Day, c.Want.Spent)
}

// begin sets the start of a change to the next free time of a day.
func (c *Change) begin(taken []worklog.Entry, day worklog.Day, spent time.Duration) {
	start, ok := worklog.NextStart(taken, day, spent)
	if !ok {
		fail(&FullError{day, spent}, c)
		return
	}
	c.Want.Start, c.Want.Next = start, false
}

// wanted is a new worklog as it will be.
func wanted(c *Change) worklog.Entry {
	return worklog.Entry{IssueID: c.Issue.ID, Day: c.Want.Day, Start: c.Want.Start, Spent: c.Want.Spent}
}

// entries are the worklogs as they are counted.
func (s *Sheet) entries() []worklog.Entry {
	if s == nil {
		return nil
	}
	list := make([]worklog.Entry, len(s.Worklogs))
	for i, w := range s.Worklogs {
		list[i] = w.Entry()
	}
	return list
}

// placed lists the worklogs that have a place in the day, without one of them. A start
// that nobody may have given counts too: Tempo shows the worklog there, and what is put
// in the same place overlaps with it.
func (s *Sheet) placed(without int64) []worklog.Entry {
	var list []worklog.Entry
	for _, e := range s.entries() {
		if !e.Start.IsZero() && e.ID != without {
			list = append(list, e)
		}
	}
	return list
}

// accountNeeded is the account of an issue that a worklog comes to, or 0 when the
// caller names one or there is none. An empty one names none for a new worklog, and
// takes it away from an old one.
func (a *Around) accountNeeded(c *Change) int64 {
	var issue jira.Issue
	if c.restore != nil {
		return 0
	}
	if c.Action == Create || c.Action == Move {
		issue = a.issues[c.Want.IssueKey]
	}
	for _, v := range c.Want.Attributes {
		known, _ := attributeOf(v.Key, a.attributes)
		if (known.Key == tempo.AccountKey || v.Key == tempo.AccountKey) && (v.Value != "" || c.Action == Move) {
			return 0
		}
	}
	return issue.AccountID
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
