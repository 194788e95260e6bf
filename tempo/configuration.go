package tempo

import (
	"context"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Configuration holds the settings of the whole Tempo instance that matter to
// someone who logs time.
// See https://apidocs.tempo.io/#tag/Global-Configuration.
type Configuration struct {
	WeekStart time.Weekday
}

// Configuration reads the instance's settings. Tempo does not say which scope
// that needs.
func (c *Client) Configuration(ctx context.Context) (Configuration, error) {
	var answer struct {
		WeekStart int `json:"weekStart"` // 1 = Monday … 7 = Sunday
	}
	if err := c.api.Get(ctx, rest.Path("globalconfiguration"), nil, &answer); err != nil {
		return Configuration{}, fmt.Errorf("read global configuration: %w", err)
	}
	if answer.WeekStart < 1 || answer.WeekStart > 7 {
		return Configuration{}, fmt.Errorf("read global configuration: week start %d is not 1 to 7", answer.WeekStart)
	}
	return Configuration{WeekStart: time.Weekday(answer.WeekStart % 7)}, nil
}
