package change

import (
	"iter"
	"strings"
)

// billable compares with the person's earlier worklogs on the issue, where these are
// of one mind.
func (f *finder) billable(c *Change) {
	is, was, count := billing(*c.After), BillingUnknown, 0
	for s := range f.earlier(c) {
		b := billing(*s.is)
		if s.entry.IssueID != c.After.Entry().IssueID || b == BillingUnknown {
			continue
		}
		if count > 0 && b != was || b == BillingPart {
			return
		}
		was = b
		count++
	}
	if count > 0 && is != BillingUnknown && is != was {
		f.add(Note{Kind: NoteBillable, Was: was, Count: count}, c)
	}
}

// account compares with the account that more than half of the person's earlier
// worklogs of the project have, of two at least.
func (f *finder) account(c *Change) {
	mine, project := c.After.Entry(), projectOf(c.Issue.Key)
	counts, all := map[string]int{}, 0
	for s := range f.earlier(c) {
		if s.entry.IssueID == mine.IssueID && s.entry.Account == mine.Account {
			return // usual there
		}
		if s.entry.IssueID == mine.IssueID || project != "" && projectOf(f.known[s.entry.IssueID].Key) == project {
			counts[s.entry.Account]++
			all++
		}
	}
	for usual, n := range counts {
		if n > 1 && 2*n > all && usual != mine.Account && usual != "" {
			f.add(Note{Kind: NoteAccount, Usual: usual, Count: n}, c)
		}
	}
}

func projectOf(key string) string {
	project, _, _ := strings.Cut(key, "-")
	return project
}

// earlier yields the worklogs that were there before, up to the day of a change.
func (f *finder) earlier(c *Change) iter.Seq[standing] {
	day := c.After.Entry().Day
	return func(yield func(standing) bool) {
		for on, list := range f.days {
			for _, s := range list {
				if s.by == nil && !on.After(day) && !yield(s) {
					return
				}
			}
		}
	}
}
