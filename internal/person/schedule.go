package person

import (
	"context"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// keepSchedule is how long a schedule is remembered, and for how long nobody asks
// again whom Tempo has refused it.
const keepSchedule = time.Hour

// Schedule returns what is expected of the person on some days, in order. What is
// asked for is whole months, and remembered.
func (p *Person) Schedule(ctx context.Context, days worklog.Range) ([]worklog.ScheduleDay, error) {
	if list, ok := p.scheduled(days); ok {
		return list, nil
	}
	if err, ok := p.refusal.get(struct{}{}); ok {
		return nil, err
	}
	whole := worklog.Range{From: days.From.Month(), To: days.To.Month().AddDays(31).Month().AddDays(-1)}
	list, err := p.months.Do(ctx, whole, func(ctx context.Context) ([]worklog.ScheduleDay, error) {
		found, err := p.Tempo.Schedule(ctx, whole.From.String(), whole.To.String())
		if tempo.Forbidden(err) {
			p.refusal.put(struct{}{}, err)
		}
		list := make([]worklog.ScheduleDay, len(found))
		for i, d := range found {
			list[i] = d.ScheduleDay()
			p.schedule.put(list[i].Day, list[i])
		}
		return list, err
	})
	var asked []worklog.ScheduleDay
	for _, s := range list {
		if days.Contains(s.Day) {
			asked = append(asked, s)
		}
	}
	return asked, err
}

// scheduled returns what is remembered of days, and whether that is all of them.
func (p *Person) scheduled(days worklog.Range) (list []worklog.ScheduleDay, whole bool) {
	for d := range days.Days() {
		if s, ok := p.schedule.get(d); ok {
			list = append(list, s)
		}
	}
	return list, len(list) == days.Len()
}
