package worklog

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Group is what was added up under one key.
type Group struct {
	Key      string
	Count    int // of worklogs
	Spent    time.Duration
	Billable time.Duration
}

// With returns the group with one more worklog counted.
func (g Group) With(e Entry) Group {
	g.Count++
	g.Spent += e.Spent
	g.Billable += e.Billable
	return g
}

// Percent returns the group's share of a total time spent, with one decimal,
// rounded half up. Of no time there are no shares.
func (g Group) Percent(total time.Duration) float64 { return percent(g.Spent, total) }

// BillablePercent returns which share of the group's time is billable, as Percent
// does.
func (g Group) BillablePercent() float64 { return percent(g.Billable, g.Spent) }

func percent(part, total time.Duration) float64 {
	if total <= 0 {
		return 0
	}
	return math.Floor(float64(part)/float64(total)*1000+0.5) / 10
}

// Totals adds up worklogs as they stream by and keeps only the sums, so that it
// grows with the number of keys and not with that of worklogs. The zero value is
// ready to use; it is not safe for several goroutines.
type Totals struct {
	groups map[string]Group
	total  Group
}

// Add counts a worklog under a key.
func (t *Totals) Add(key string, e Entry) {
	if t.groups == nil {
		t.groups = make(map[string]Group)
	}
	g := t.groups[key]
	g.Key = key
	t.groups[key] = g.With(e)
	t.total = t.total.With(e)
}

// Groups returns the sums of every key, the one with the most time spent first, and
// of equal ones in the order of their keys.
func (t *Totals) Groups() []Group {
	return slices.SortedFunc(maps.Values(t.groups), func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Spent, a.Spent), cmp.Compare(a.Key, b.Key))
	})
}

// Total returns the sums of everything, without a key.
func (t *Totals) Total() Group {
	return t.total
}

// Merge counts what was added up elsewhere under the group's key.
func (t *Totals) Merge(g Group) {
	if t.groups == nil {
		t.groups = make(map[string]Group)
	}
	t.groups[g.Key] = t.groups[g.Key].And(g)
	t.total = t.total.And(g)
	t.total.Key = ""
}

// And returns the two groups together, under the key of other.
func (g Group) And(other Group) Group {
	return Group{other.Key, g.Count + other.Count, g.Spent + other.Spent, g.Billable + other.Billable}
}
