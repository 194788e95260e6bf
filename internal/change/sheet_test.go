package change_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// daysRead lists the days that were asked for, in order.
func daysRead(s *sim.Sim) []string {
	var list []string
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, "/4/worklogs/user/") {
			list = append(list, r.Query.Get("from")+" "+r.Query.Get("to"))
		}
	}
	slices.Sort(list)
	return list
}

// TestSheetDays reads the days concerned and no year in between.
func TestSheetDays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		days []func(*change.Draft)
		want []string
	}{
		{"one day, twice", days("2026-03-05", "2026-03-05"), []string{"2026-03-05 2026-03-05"}},
		{"a month apart, backwards", days("2026-03-05", "2026-02-02"), []string{"2026-02-02 2026-03-05"}},
		{"more than a month apart", days("2026-02-01", "2026-03-05"), []string{"2026-02-01 2026-02-01", "2026-03-05 2026-03-05"}},
		{
			"two weeks of two years", days("2026-03-05", "2025-03-03", "2025-03-07", "2026-03-02"),
			[]string{"2025-03-03 2025-03-07", "2026-03-02 2026-03-05"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSim()
			s.AddWorklog(sim.Worklog{IssueID: 10002, StartDate: "2025-09-01", TimeSpentSeconds: 60})
			s.AddWorklog(sim.Worklog{ID: 700, IssueID: 10002, StartDate: tt.want[0][:10], TimeSpentSeconds: 60})
			s.AddFault(sim.Fault{DropAfter: true, Times: 1, Match: isWrite})
			var changes []*change.Change
			for _, d := range tt.days {
				changes = append(changes, entry(d))
			}
			sheet := apply(t, connect(t, s), changes...)
			if len(sheet.Worklogs) != 1 || !sheet.Has(700) {
				t.Errorf("sheet %+v", sheet)
			}
			for i, c := range changes {
				if c.Err != nil || c.After.StartDate != c.Want.Day.String() || sheet.Has(c.After.ID) {
					t.Errorf("change %d: %+v", i, c)
				}
			}
			want := widened(tt.want)
			if diff := cmp.Diff(want, daysRead(s)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// widened adds the days that tell what is usual: those are read before, the days
// themselves after the lost answer.
func widened(days []string) []string {
	list := slices.Clone(days)
	for _, r := range days {
		list = append(list, later(r[:10], -14)+" "+later(r[11:], 1))
	}
	slices.Sort(list)
	return list
}

func later(day string, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at.AddDate(0, 0, days).Format(time.DateOnly)
}

func days(list ...string) []func(*change.Draft) {
	var drafts []func(*change.Draft)
	for _, d := range list {
		at, err := time.Parse(time.DateOnly, d)
		if err != nil {
			panic(err)
		}
		drafts = append(drafts, day(at.Date()))
	}
	return drafts
}

// TestSheetOnce shows a worklog once that somebody moves from one range to another
// between the two requests.
func TestSheetOnce(t *testing.T) {
	t.Parallel()
	s := newSim()
	w := sim.Worklog{ID: 700, IssueID: 10002, StartDate: "2025-03-05", TimeSpentSeconds: 60}
	s.AddWorklog(w)
	moved := make(chan struct{})
	sheet := apply(t, connect(t, roundTripper(func(req *http.Request) (*http.Response, error) {
		switch req.URL.Query().Get("from") {
		case "2025-02-19":
			defer close(moved)
			resp, err := s.RoundTrip(req)
			w.StartDate = "2026-03-05"
			s.AddWorklog(w)
			return resp, err
		case "2026-02-19":
			<-moved
		}
		return s.RoundTrip(req)
	})), entry(), entry(day(2025, time.March, 5)))
	if len(sheet.Worklogs) != 1 || !sheet.Has(700) {
		t.Errorf("sheet %+v", sheet)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestSheetSideBySide reads ranges at the same time, beside the issues.
func TestSheetSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSim()
		s.Latency = time.Second
		p := connect(t, s)
		if _, err := p.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		apply(t, p, entry(), entry(day(2025, time.March, 5)), entry(day(2024, time.March, 5)))
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("took %s, want 2s", took)
		}
	})
}
