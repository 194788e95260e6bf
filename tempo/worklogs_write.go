package tempo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// NewWorklog is a worklog to be created. BillableSeconds and
// RemainingEstimateSeconds are sent only when set.
type NewWorklog struct {
	IssueID                  int64            `json:"issueId"`
	AuthorAccountID          string           `json:"authorAccountId"`
	StartDate                string           `json:"startDate"`           // 2026-03-02
	StartTime                string           `json:"startTime,omitempty"` // 09:00:00
	TimeSpentSeconds         int64            `json:"timeSpentSeconds"`
	BillableSeconds          *int64           `json:"billableSeconds,omitempty"`
	RemainingEstimateSeconds *int64           `json:"remainingEstimateSeconds,omitempty"`
	Description              string           `json:"description,omitempty"`
	Attributes               []AttributeValue `json:"attributes,omitempty"`
}

// WorklogUpdate replaces a worklog: what it does not name is removed. A worklog
// cannot move to another issue. RemainingEstimateSeconds is the issue's, and stays
// as it is when it is not set.
type WorklogUpdate struct {
	AuthorAccountID          string           `json:"authorAccountId"`
	StartDate                string           `json:"startDate"`           // 2026-03-02
	StartTime                string           `json:"startTime,omitempty"` // 09:00:00
	TimeSpentSeconds         int64            `json:"timeSpentSeconds"`
	BillableSeconds          *int64           `json:"billableSeconds,omitempty"`
	RemainingEstimateSeconds *int64           `json:"remainingEstimateSeconds,omitempty"`
	Description              string           `json:"description"`
	Attributes               []AttributeValue `json:"attributes"`
}

// MaxBulk is how many worklogs CreateWorklogs takes at once.
const MaxBulk = 50

// CreateWorklog creates one worklog. An answer without the worklog is
// [ErrIncomplete]. It needs the scope Worklogs (manage), as all writes here do.
// See https://apidocs.tempo.io/#tag/Worklogs/operation/createWorklog.
func (c *Client) CreateWorklog(ctx context.Context, w NewWorklog) (Worklog, error) {
	var created Worklog
	err := c.api.Write(ctx, http.MethodPost, rest.Path("worklogs"), nil, w, &created)
	if err == nil && created.ID <= 0 {
		err = ErrIncomplete
	}
	if err != nil {
		return Worklog{}, fmt.Errorf("create worklog: %w", err)
	}
	return created, nil
}

// bulkItem is a worklog of a bulk request, which names its issue in the path
// and cannot change the issue's remaining estimate.
type bulkItem struct {
	AuthorAccountID  string           `json:"authorAccountId"`
	StartDate        string           `json:"startDate"`
	StartTime        string           `json:"startTime,omitempty"`
	TimeSpentSeconds int64            `json:"timeSpentSeconds"`
	BillableSeconds  *int64           `json:"billableSeconds,omitempty"`
	Description      string           `json:"description,omitempty"`
	Attributes       []AttributeValue `json:"attributes,omitempty"`
}

// CreateWorklogs creates up to [MaxBulk] worklogs of one issue with one request.
// What the worklogs say of their issue and its remaining estimate is not sent.
// Neither the order of the answer nor that all or nothing is written is promised.
// What the answer shows without an id is left out.
// See https://apidocs.tempo.io/#tag/Worklogs/operation/bulkCreateWorklog.
func (c *Client) CreateWorklogs(ctx context.Context, issueID int64, list []NewWorklog) ([]Worklog, error) {
	items := make([]bulkItem, len(list))
	for i, w := range list {
		items[i] = bulkItem{
			AuthorAccountID: w.AuthorAccountID, StartDate: w.StartDate, StartTime: w.StartTime,
			TimeSpentSeconds: w.TimeSpentSeconds, BillableSeconds: w.BillableSeconds,
			Description: w.Description, Attributes: w.Attributes,
		}
	}
	var created []Worklog
	path := rest.Path("worklogs", "issue", strconv.FormatInt(issueID, 10), "bulk")
	if err := c.api.Write(ctx, http.MethodPost, path, nil, items, &created); err != nil {
		return nil, fmt.Errorf("create %d worklogs: %w", len(list), err)
	}
	return slices.DeleteFunc(created, func(w Worklog) bool { return w.ID <= 0 }), nil
}

// UpdateWorklog replaces a worklog, and returns it as it is now. An answer without
// the worklog is [ErrIncomplete].
// See https://apidocs.tempo.io/#tag/Worklogs/operation/updateWorklog.
func (c *Client) UpdateWorklog(ctx context.Context, id int64, update WorklogUpdate) (Worklog, error) {
	var updated Worklog
	err := c.api.Write(ctx, http.MethodPut, worklogPath(id), nil, update, &updated)
	if err == nil && updated.ID != id {
		err = ErrIncomplete
	}
	if err != nil {
		return Worklog{}, fmt.Errorf("update worklog %d: %w", id, err)
	}
	return updated, nil
}

// DeleteWorklog deletes a worklog.
// See https://apidocs.tempo.io/#tag/Worklogs/operation/deleteWorklog.
func (c *Client) DeleteWorklog(ctx context.Context, id int64) error {
	if err := c.api.Write(ctx, http.MethodDelete, worklogPath(id), nil, nil, nil); err != nil {
		return fmt.Errorf("delete worklog %d: %w", id, err)
	}
	return nil
}
