package tempo

import (
	"context"
	"fmt"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Period is the days of one timesheet, both ends included.
type Period struct {
	From string `json:"from"` // 2026-03-01
	To   string `json:"to"`
}

// query names the period in an address.
func (p Period) query() url.Values { return url.Values{"from": {p.From}, "to": {p.To}} }

// Periods lists the timesheet periods that the days from one to another touch, both
// included. Tempo does not tell which of them are closed. It needs the scope Periods.
// See https://apidocs.tempo.io/#tag/Periods.
func (c *Client) Periods(ctx context.Context, from, to string) ([]Period, error) {
	var answer struct {
		Periods []Period `json:"periods"`
	}
	path := rest.Path("periods")
	err := c.api.Get(ctx, path, Period{From: from, To: to}.query(), &answer)
	if err == nil && answer.Periods == nil {
		err = unreadable(path)
	}
	if err != nil {
		return nil, fmt.Errorf("list periods: %w", err)
	}
	return answer.Periods, nil
}
