package tempo

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// ScheduleDay is what is expected of a person on one day. RequiredSeconds
// already takes holidays, half-day holidays and part time into account.
type ScheduleDay struct {
	Date            string   `json:"date"` // 2026-05-01
	RequiredSeconds int64    `json:"requiredSeconds"`
	Type            string   `json:"type"` // WORKING_DAY, NON_WORKING_DAY, HOLIDAY, HOLIDAY_AND_NON_WORKING_DAY
	Holiday         *Holiday `json:"holiday"`
}

// Holiday is a day off, or a part of one.
type Holiday struct {
	Name            string `json:"name"`
	DurationSeconds int64  `json:"durationSeconds"`
}

// Schedule lists the days from one to another, both included, for the owner of
// the token. It needs the scope Schemes.
// See https://apidocs.tempo.io/#tag/User-Schedule.
func (c *Client) Schedule(ctx context.Context, from, to string) ([]ScheduleDay, error) {
	return c.schedule(ctx, rest.Path("user-schedule"), from, to)
}

// ScheduleOf lists the days as Schedule does, for anybody.
func (c *Client) ScheduleOf(ctx context.Context, accountID, from, to string) ([]ScheduleDay, error) {
	return c.schedule(ctx, rest.Path("user-schedule", accountID), from, to)
}

func (c *Client) schedule(ctx context.Context, path, from, to string) ([]ScheduleDay, error) {
	var answer struct {
		Results []ScheduleDay `json:"results"`
	}
	if err := c.api.Get(ctx, path, url.Values{"from": {from}, "to": {to}}, &answer); err != nil {
		return nil, fmt.Errorf("read user schedule: %w", err)
	}
	for i := range answer.Results {
		if h := answer.Results[i].Holiday; h != nil {
			h.Name = rest.Line(h.Name)
		}
	}
	return answer.Results, nil
}
