package change

import (
	"context"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Sheet is a person's worklogs on some days, each once, as they were read.
type Sheet struct {
	Worklogs []tempo.Worklog // by day, then by start

	ids map[int64]struct{}
}

// Has reports whether the worklog is on the sheet. An unknown sheet, which is nil,
// cannot tell, and has nothing.
func (s *Sheet) Has(worklogID int64) bool {
	if s == nil {
		return false
	}
	_, ok := s.ids[worklogID]
	return ok
}

// add puts worklogs on the sheet that are not there yet: one may have moved to
// another range between two requests.
func (s *Sheet) add(list []tempo.Worklog) {
	for _, w := range list {
		if !s.Has(w.ID) {
			s.ids[w.ID] = struct{}{}
			s.Worklogs = append(s.Worklogs, w)
		}
	}
}

// with returns a sheet of both. What is unknown, nil, adds nothing.
func (s *Sheet) with(other *Sheet) *Sheet {
	switch {
	case other == nil:
		return s
	case s == nil:
		return other
	}
	both := &Sheet{ids: map[int64]struct{}{}}
	both.add(s.Worklogs)
	both.add(other.Worklogs)
	return both
}

// issues lists those of the worklogs, each once.
func (s *Sheet) issues() []int64 {
	if s == nil {
		return nil
	}
	ids := make([]int64, len(s.Worklogs))
	for i, w := range s.Worklogs {
		ids[i] = w.Issue.Number()
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// readSheet reads a person's worklogs on ranges of days, the ranges side by side.
func readSheet(ctx context.Context, t *tempo.Client, accountID string, days []worklog.Range) (*Sheet, error) {
	parts := make([][]tempo.Worklog, len(days))
	group, within := safe.NewGroup(ctx)
	for i, r := range days {
		group.Go(func() error {
			for w, err := range t.Worklogs(within, accountID, r.From.String(), r.To.String()) {
				if err != nil {
					return err
				}
				parts[i] = append(parts[i], w)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	sheet := &Sheet{ids: map[int64]struct{}{}}
	for _, part := range parts {
		sheet.add(part)
	}
	return sheet, nil
}

// shortGap is how many days apart two days may be to be read with one request. A
// month more of worklogs costs less than a request.
const shortGap = 31

// runs gathers days into ranges, in order.
func runs(days []worklog.Day) []worklog.Range {
	days = slices.DeleteFunc(slices.Clone(days), worklog.Day.IsZero)
	slices.SortFunc(days, worklog.Day.Compare)
	var list []worklog.Range
	for _, d := range days {
		if last := len(list) - 1; last >= 0 && d.Sub(list[last].To) <= shortGap {
			list[last].To = d
			continue
		}
		list = append(list, worklog.Range{From: d, To: d})
	}
	return list
}

// lookBefore is from how many days before a worklog others tell what is usual.
const lookBefore = 14

// around widens ranges to the days that tell what is usual, and to the next one, where
// a worklog may end.
func around(days []worklog.Range) []worklog.Range {
	wide := make([]worklog.Range, len(days))
	for i, r := range days {
		wide[i] = worklog.Range{From: r.From.AddDays(-lookBefore), To: r.To.AddDays(1)}
	}
	return wide
}
