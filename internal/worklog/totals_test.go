package worklog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestTotals(t *testing.T) {
	t.Parallel()
	var totals worklog.Totals
	for _, add := range []struct {
		key             string
		spent, billable time.Duration
	}{
		{"B", 2 * h, h},
		{"A", h, h},
		{"C", 5 * h, 0},
		{"A", h, 30 * m},
		{"", 30 * m, 0},
	} {
		totals.Add(add.key, worklog.Entry{Spent: add.spent, Billable: add.billable})
	}
	want := []worklog.Group{
		{Key: "C", Count: 1, Spent: 5 * h},
		{Key: "A", Count: 2, Spent: 2 * h, Billable: 90 * m},
		{Key: "B", Count: 1, Spent: 2 * h, Billable: h},
		{Key: "", Count: 1, Spent: 30 * m},
	}
	if diff := cmp.Diff(want, totals.Groups()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(worklog.Group{Count: 5, Spent: 9*h + 30*m, Billable: 150 * m}, totals.Total()); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
}

func TestNoTotals(t *testing.T) {
	t.Parallel()
	var totals worklog.Totals
	if got := totals.Groups(); len(got) != 0 {
		t.Errorf("got groups %v", got)
	}
	if got := totals.Total(); got != (worklog.Group{}) {
		t.Errorf("got total %v", got)
	}
}

func TestGroupPercent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		spent, total time.Duration
		want         float64
	}{
		{h, 3 * h, 33.3},
		{2 * h, 3 * h, 66.7},
		{3 * h, 3 * h, 100},
		{0, 3 * h, 0},
		{h, 2000 * h, 0.1}, // 0.05, half up
		{h, 2001 * h, 0},
		{0, 0, 0},
	} {
		if got := (worklog.Group{Spent: tt.spent}).Percent(tt.total); got != tt.want {
			t.Errorf("%s of %s: got %v, want %v", tt.spent, tt.total, got, tt.want)
		}
	}
}

func TestTotalsStaySmall(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts the allocations of the whole process
	var totals worklog.Totals
	entry := worklog.Entry{Spent: h}
	totals.Add("A", entry)
	if got := testing.AllocsPerRun(1000, func() { totals.Add("A", entry) }); got != 0 {
		t.Errorf("adding to a known key allocates %v times", got)
	}
}

func TestTotalsMerge(t *testing.T) {
	t.Parallel()
	var a, b, both worklog.Totals
	for i, key := range []string{"x", "y", "x"} {
		e := worklog.Entry{Spent: time.Duration(i+1) * time.Hour, Billable: time.Hour}
		both.Add(key, e)
		if i < 2 {
			a.Add(key, e)
		} else {
			b.Add(key, e)
		}
	}
	for _, g := range b.Groups() {
		a.Merge(g)
	}
	if diff := cmp.Diff(both.Groups(), a.Groups()); diff != "" {
		t.Errorf("groups (-added +merged)\n%s", diff)
	}
	if got, want := a.Total(), both.Total(); got != want {
		t.Errorf("total = %+v, want %+v", got, want)
	}
}
