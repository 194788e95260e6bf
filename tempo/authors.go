package tempo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Authors lists the account ids of those whose worklogs from one day to another the
// token shows, as far as one page tells. Who may see nobody else's time is shown
// their own.
func (c *Client) Authors(ctx context.Context, from, to string) ([]string, error) {
	var answer struct {
		Results []Worklog `json:"results"`
	}
	query := url.Values{"from": {from}, "to": {to}, "limit": {"200"}}
	if err := c.api.Get(ctx, rest.Path("worklogs"), query, &answer); err != nil && !refused(err, http.StatusNotFound) {
		return nil, fmt.Errorf("list worklogs: %w", err)
	}
	var list []string
	seen := map[string]bool{}
	for _, w := range answer.Results {
		if id := w.Author.AccountID; id != "" && !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list, nil
}
