package worklogs

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// putBack is the arguments of createWorklog that make a worklog as it was.
type putBack struct {
	IssueKey      string           `json:"issueKey" doc:"Jira issue key"`
	Date          string           `json:"date" doc:"YYYY-MM-DD"`
	TimeSpent     string           `json:"timeSpent" doc:"Time spent, exact"`
	StartTime     string           `json:"startTime,omitempty" doc:"Start, wall clock"`
	Description   string           `json:"description,omitempty" doc:"Text"`
	BillableHours *float64         `json:"billableHours,omitempty" doc:"Billable hours, exact"`
	Attributes    []attributeInput `json:"attributes,omitempty" doc:"Work attributes"`
}

// newPutBack returns what makes a worklog as it was, or nil where nobody knows the key
// of its issue: createWorklog takes no id in its place.
func newPutBack(w tempo.Worklog, issue jira.Issue) *putBack {
	if issue.Key == "" {
		return nil
	}
	e := w.Entry()
	b := &putBack{
		IssueKey: issue.Key, Date: w.StartDate, TimeSpent: worklog.FormatSpent(e.Spent), StartTime: e.Start.String(),
		Description: say.Text(w.Description),
	}
	if w.BillableSeconds != nil {
		b.BillableHours = new(exactHours(e.Billable))
	}
	for _, v := range w.Attributes.Values {
		b.Attributes = append(b.Attributes, attributeInput{v.Key, v.Value})
	}
	return b
}

// exactHours returns the number of hours that is read as just that long. Where few
// decimals would be taken for whole minutes, it has more of them.
func exactHours(d time.Duration) float64 {
	hours := d.Hours()
	if worklog.Exact(hours) != d {
		hours += 1e-5
	}
	return hours
}

// String is the arguments as JSON.
func (b *putBack) String() string {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(b) // texts and numbers always have a JSON form
	return string(bytes.TrimSpace(text.Bytes()))
}
