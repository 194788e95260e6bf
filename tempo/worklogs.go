package tempo

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Worklog is time that a person has spent on a Jira issue, as Tempo answers it.
// Dates and times are wall clock values without a zone. Tempo leaves out what is
// not set. See https://apidocs.tempo.io/#tag/Worklogs.
type Worklog struct {
	ID               int64  `json:"tempoWorklogId"`
	Issue            Issue  `json:"issue"`
	TimeSpentSeconds int64  `json:"timeSpentSeconds"`
	BillableSeconds  *int64 `json:"billableSeconds"`
	StartDate        string `json:"startDate"` // 2026-03-02
	StartTime        string `json:"startTime"` // 09:00:00, or empty
	Description      string `json:"description"`
	CreatedAt        string `json:"createdAt"` // RFC 3339, UTC
	UpdatedAt        string `json:"updatedAt"`
	Author           struct {
		AccountID string `json:"accountId"`
	} `json:"author"`
	Attributes struct {
		Values []AttributeValue `json:"values"`
	} `json:"attributes"`
}

// Issue names the Jira issue of a worklog. Tempo may leave out the id, but not
// the address, which ends with it.
type Issue struct {
	ID   int64  `json:"id"`
	Self string `json:"self"` // https://example.atlassian.net/rest/api/2/issue/10001
}

// Number returns the numeric id of the issue, or 0 when nothing tells it.
func (i Issue) Number() int64 {
	if i.ID != 0 {
		return i.ID
	}
	id, err := strconv.ParseInt(i.Self[strings.LastIndexByte(i.Self, '/')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// AttributeValue is the value of a work attribute, by the attribute's key. An
// account is given by its key, an entry of a static list by its id.
type AttributeValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Worklogs lists a person's worklogs from one day to another, both included
// (2026-03-01), by start time. The list is read while it is ranged over, a page
// at a time; after an error it ends.
func (c *Client) Worklogs(ctx context.Context, accountID, from, to string) iter.Seq2[Worklog, error] {
	return c.WorklogsOf(ctx, accountID, Narrow{From: from, To: to})
}

// Worklog reads one worklog by its Tempo id, which is not its Jira id.
func (c *Client) Worklog(ctx context.Context, id int64) (Worklog, error) {
	var w Worklog
	if err := c.api.Get(ctx, worklogPath(id), nil, &w); err != nil {
		return Worklog{}, fmt.Errorf("read worklog %d: %w", id, err)
	}
	if w.ID != id {
		return Worklog{}, fmt.Errorf("read worklog %d: %w", id, unreadable(worklogPath(id)))
	}
	return w, nil
}

func worklogPath(id int64) string {
	return rest.Path("worklogs", strconv.FormatInt(id, 10))
}
