package tempo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// CheckRead reads at most one worklog of a day (2026-03-02), to see whether the
// token may. It needs the scope Worklogs (view).
func (c *Client) CheckRead(ctx context.Context, day string) error {
	query := url.Values{"from": {day}, "to": {day}, "limit": {"1"}}
	if err := c.api.Get(ctx, rest.Path("worklogs"), query, nil); err != nil && !refused(err, http.StatusNotFound) {
		return fmt.Errorf("list worklogs: %w", err)
	}
	return nil
}

// CheckWrite sees whether the token has the scope Worklogs (manage). It sends a
// worklog without author, issue, day and time, which Tempo refuses with 400 when
// the token may write and with 401 or 403 when it may not.
func (c *Client) CheckWrite(ctx context.Context) error {
	err := c.api.Write(ctx, http.MethodPost, rest.Path("worklogs"), nil, struct{}{}, nil)
	if refused(err, http.StatusBadRequest) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("try to write: %w", err)
	}
	return nil
}
