package worklog_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestOverlaps(t *testing.T) {
	t.Parallel()
	type log struct {
		after int // days after monday
		start string
		spent time.Duration
	}
	for name, tt := range map[string]struct {
		logs []log
		want [][2]int64 // ids, which count from 1 in the order of logs
	}{
		"none":                       {},
		"apart":                      {[]log{{0, "09:00", 2 * h}, {0, "13:00", 4 * h}}, nil},
		"touching":                   {[]log{{0, "09:00", 4 * h}, {0, "13:00", 4 * h}}, nil},
		"a second too long":          {[]log{{0, "09:00", 4*h + s}, {0, "13:00", 4 * h}}, [][2]int64{{1, 2}}},
		"in any order":               {[]log{{0, "10:00", h}, {0, "09:00", 2 * h}}, [][2]int64{{2, 1}}},
		"one within another":         {[]log{{0, "09:00", 8 * h}, {0, "12:00", h}}, [][2]int64{{1, 2}}},
		"the same twice":             {[]log{{0, "09:00", h}, {0, "09:00", h}}, [][2]int64{{1, 2}}},
		"the same time another day":  {[]log{{0, "09:00", 4 * h}, {1, "09:00", 4 * h}}, nil},
		"past midnight":              {[]log{{0, "22:00", 4 * h}, {1, "01:00", h}}, [][2]int64{{1, 2}}},
		"past midnight, touching":    {[]log{{0, "22:00", 4 * h}, {1, "02:00", h}}, nil},
		"past midnight, same day":    {[]log{{0, "22:00", 4 * h}, {0, "01:00", h}}, nil},
		"past a change of clocks":    {[]log{{-22, "22:00", 4 * h}, {-21, "01:00", h}}, [][2]int64{{1, 2}}},
		"without a start":            {[]log{{0, "", 8 * h}, {0, "09:00", 8 * h}, {0, "", 8 * h}}, nil},
		"from midnight on":           {[]log{{0, "00:00", 8 * h}, {0, "07:00", 8 * h}}, [][2]int64{{1, 2}}},
		"without time":               {[]log{{0, "09:00", 2 * h}, {0, "10:00", 0}}, nil},
		"a long one over several":    {[]log{{0, "09:00", 8 * h}, {0, "09:30", h}, {0, "10:30", h}, {0, "18:00", h}}, [][2]int64{{1, 2}, {1, 3}}},
		"three at the same time":     {[]log{{0, "09:00", 2 * h}, {0, "09:30", 2 * h}, {0, "10:00", 2 * h}}, [][2]int64{{1, 2}, {1, 3}, {2, 3}}},
		"a short one hides no later": {[]log{{0, "09:00", 3 * h}, {0, "09:15", 15 * m}, {0, "11:00", h}}, [][2]int64{{1, 2}, {1, 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var entries []worklog.Entry
			for i, l := range tt.logs {
				e := logged(t, l.after, l.spent)
				e.ID, e.Start = int64(i+1), clock(t, l.start)
				entries = append(entries, e)
			}
			given := slices.Clone(entries)
			var got [][2]int64
			for _, pair := range worklog.Overlaps(entries) {
				got = append(got, [2]int64{pair[0].ID, pair[1].ID})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !slices.Equal(given, entries) {
				t.Error("the caller's entries were reordered")
			}
		})
	}
}
