package tempo

import (
	"context"
	"slices"
	"strings"
)

// Snapshot remembers which worklogs a person had on some days before a write,
// so that a worklog that stood there already is never taken for its result.
type Snapshot struct {
	Worklogs []Worklog
	ids      map[int64]struct{}
}

// Snapshot reads a person's worklogs of the days from the first to the last of
// entries. Of the entries, only their days count.
func (c *Client) Snapshot(ctx context.Context, accountID string, entries []NewWorklog) (*Snapshot, error) {
	from, to := span(entries)
	s := &Snapshot{ids: map[int64]struct{}{}}
	for w, err := range c.Worklogs(ctx, accountID, from, to) {
		if err != nil {
			return nil, err
		}
		s.Worklogs = append(s.Worklogs, w)
		s.ids[w.ID] = struct{}{}
	}
	return s, nil
}

// had reports whether the worklog stood there before. A nil snapshot cannot
// tell, and has had nothing.
func (s *Snapshot) had(id int64) bool {
	if s == nil {
		return false
	}
	_, ok := s.ids[id]
	return ok
}

// arrivals lists the worklogs that have come since the snapshot and that no
// other call of this client has created.
func (c *Client) arrivals(ctx context.Context, before *Snapshot, entries []NewWorklog) ([]Worklog, error) {
	from, to := span(entries)
	var list []Worklog
	for w, err := range c.Worklogs(ctx, entries[0].AuthorAccountID, from, to) {
		if err != nil {
			return nil, err
		}
		if !before.had(w.ID) && !c.mine.has(w.ID) {
			list = append(list, w)
		}
	}
	return list, nil
}

// span returns the first and the last day of entries. Days in ISO form sort as
// text.
func span(entries []NewWorklog) (from, to string) {
	from, to = entries[0].StartDate, entries[0].StartDate
	for _, e := range entries {
		from, to = min(from, e.StartDate), max(to, e.StartDate)
	}
	return from, to
}

// likeness is a rule by which a worklog is taken for what became of an entry.
type likeness func(NewWorklog, Worklog) bool

// assign gives each entry its worklog out of list, or -1: each worklog to one
// entry at most, the most alike first, and among equally alike ones the entry
// that says most. An entry that leaves its text open must not take the worklog of
// one that has that very text. The order of neither list matters, because Tempo
// promises none.
func assign(entries []NewWorklog, list []Worklog, rules ...likeness) []int {
	places := make([]int, len(entries))
	for i := range places {
		places[i] = -1
	}
	taken := make([]bool, len(list))
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return entries[j].says() - entries[i].says() })
	for _, alike := range append([]likeness{exact}, rules...) {
		for _, i := range order {
			for j, w := range list {
				if places[i] < 0 && !taken[j] && alike(entries[i], w) {
					places[i], taken[j] = j, true
				}
			}
		}
	}
	return places
}

// says counts what an entry does not leave open.
func (w NewWorklog) says() int {
	n := len(w.Attributes)
	for _, said := range []bool{w.StartTime != "", w.Description != "", w.BillableSeconds != nil} {
		if said {
			n++
		}
	}
	return n
}

// exact takes a text or an attribute that an entry leaves open for none. A start
// that it leaves open is one that Tempo may have filled in.
func exact(e NewWorklog, w Worklog) bool {
	return identical(e, w) && sameText(w.Description, e.Description) && len(w.Attributes.Values) == len(e.Attributes)
}

// identical takes account of all that an entry says.
func identical(e NewWorklog, w Worklog) bool {
	return same(e, w) && holds(w.Attributes.Values, e.Attributes) &&
		(e.BillableSeconds == nil || w.BillableSeconds == nil || *w.BillableSeconds == *e.BillableSeconds)
}

// same leaves out attributes and billable time, which Tempo may answer late or
// not at all. What the entry leaves open, Tempo fills in as it likes.
func same(e NewWorklog, w Worklog) bool {
	return roughly(e, w) &&
		(e.StartTime == "" || sameTime(w.StartTime, e.StartTime)) &&
		(e.Description == "" || sameText(w.Description, e.Description))
}

// roughly is enough only among worklogs that are known to be the answer.
func roughly(e NewWorklog, w Worklog) bool {
	return w.Issue.Number() == e.IssueID && w.Author.AccountID == e.AuthorAccountID &&
		w.StartDate == e.StartDate && w.TimeSpentSeconds == e.TimeSpentSeconds
}

// holds reports whether every wanted value is among values.
func holds(values, wanted []AttributeValue) bool {
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
