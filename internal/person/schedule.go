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
	_, err := p.months.Do(ctx, whole, func(ctx context.Context) (struct{}, error) {
		found, err := p.Tempo.Schedule(ctx, whole.From.String(), whole.To.String())
		for _, d := range found {
			s := d.ScheduleDay()
			p.schedule.put(s.Day, s)
		}
		if tempo.Forbidden(err) {
			p.refusal.put(struct{}{}, err)
		}
		return struct{}{}, err
	})
	list, _ := p.scheduled(days)
	return list, err
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
