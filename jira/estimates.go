package jira

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// timeTracking is the field that holds an issue's estimates.
const timeTracking = "timetracking"

// Estimate is how long an issue is thought to take. Known is false when nobody has
// said, and when the issue was not asked for with its estimates.
type Estimate struct {
	Time  time.Duration
	Known bool
}

// IssuesWithEstimates is [Client.Issues], with how long the issues were thought to
// take and what is left of that. Estimates change with every worklog, so they are
// not to be remembered.
func (c *Client) IssuesWithEstimates(ctx context.Context, idsOrKeys []string) (found map[string]Issue, missing []string, err error) {
	return c.issues(ctx, idsOrKeys, append(c.fields(), timeTracking))
}

// readEstimates reads the field. A site that has time tracking switched off shows
// none.
func (i *Issue) readEstimates(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	var field struct {
		Original  *int64 `json:"originalEstimateSeconds"`
		Remaining *int64 `json:"remainingEstimateSeconds"`
	}
	if err := json.Unmarshal(raw, &field); err != nil {
		return fmt.Errorf("issue %s: %s: %w", i.Key, timeTracking, err)
	}
	i.Estimate, i.Remaining = estimate(field.Original), estimate(field.Remaining)
	return nil
}

func estimate(seconds *int64) Estimate {
	if seconds == nil {
		return Estimate{}
	}
	return Estimate{Time: time.Duration(*seconds) * time.Second, Known: true}
}
