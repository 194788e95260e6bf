package change

import (
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// likeness is a rule by which a worklog is taken for what became of one that was
// sent.
type likeness func(sent tempo.NewWorklog, w tempo.Worklog) bool

// match gives new worklogs what became of them out of list: each one once, the most
// alike first, and among equally alike ones the change that says most. A change
// that says no text must not take the worklog of one that says that very text. The order of neither list matters, because Tempo promises none.
func match(changes []*Change, list []tempo.Worklog, rules ...likeness) map[*Change]*tempo.Worklog {
	found := map[*Change]*tempo.Worklog{}
	taken := make([]bool, len(list))
	order := slices.Clone(changes)
	slices.SortStableFunc(order, func(a, b *Change) int { return says(b.wire) - says(a.wire) })
	for _, alike := range append([]likeness{exact}, rules...) {
		for _, c := range order {
			for i := range list {
				if found[c] == nil && !taken[i] && alike(c.wire, list[i]) {
					found[c], taken[i] = &list[i], true
				}
			}
		}
	}
	return found
}

// says counts what a new worklog says.
func says(sent tempo.NewWorklog) int {
	n := len(sent.Attributes)
	for _, said := range []bool{sent.StartTime != "", sent.Description != "", sent.BillableSeconds != nil} {
		if said {
			n++
		}
	}
	return n
}

// exact takes a text or an attribute that was not said for none. A start that was
// not said is one that Tempo may have filled in.
func exact(sent tempo.NewWorklog, w tempo.Worklog) bool {
	return identical(sent, w) && sameText(w.Description, sent.Description) && len(w.Attributes.Values) == len(sent.Attributes)
}

// identical takes account of all that was said.
func identical(sent tempo.NewWorklog, w tempo.Worklog) bool {
	return same(sent, w) && holds(w.Attributes.Values, sent.Attributes) &&
		(sent.BillableSeconds == nil || w.BillableSeconds == nil || *w.BillableSeconds == *sent.BillableSeconds)
}

// same leaves out attributes and billable time, which Tempo may answer late or not
// at all. What was not said, Tempo fills in as it likes.
func same(sent tempo.NewWorklog, w tempo.Worklog) bool {
	return roughly(sent, w) &&
		(sent.StartTime == "" || sameTime(w.StartTime, sent.StartTime)) &&
		(sent.Description == "" || sameText(w.Description, sent.Description))
}

// roughly is enough only among worklogs that are known to be the answer.
func roughly(sent tempo.NewWorklog, w tempo.Worklog) bool {
	return w.Issue.Number() == sent.IssueID && w.Author.AccountID == sent.AuthorAccountID &&
		w.StartDate == sent.StartDate && w.TimeSpentSeconds == sent.TimeSpentSeconds
}

// holds reports whether every wanted value is among values.
func holds(values, wanted []tempo.AttributeValue) bool {
	for _, want := range wanted {
		if !slices.Contains(values, want) {
			return false
		}
	}
	return true
}

// sameTime compares H:MM:SS with HH:MM:SS.
func sameTime(a, b string) bool {
	return strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0")
}

// sameText compares texts apart from white space at the ends and line endings.
func sameText(a, b string) bool {
	clean := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return clean(a) == clean(b)
}
