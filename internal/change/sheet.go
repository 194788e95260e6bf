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
	for _, w := range slices.Concat(parts...) {
		if !sheet.Has(w.ID) { // it may have moved to another range between two requests
			sheet.ids[w.ID] = struct{}{}
			sheet.Worklogs = append(sheet.Worklogs, w)
		}
	}
	return sheet, nil
}

// shortGap is how many days apart two days may be to be read with one request. A
// month more of worklogs costs less than a request.
const shortGap = 31

// runs gathers the days of new worklogs into ranges, in order.
func runs(changes []*Change) []worklog.Range {
	var days []worklog.Day
	for _, c := range changes {
		if !c.Want.Day.IsZero() {
			days = append(days, c.Want.Day)
		}
	}
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
