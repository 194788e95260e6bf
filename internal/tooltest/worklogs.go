package tooltest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// Row is a worklog as results show it.
type Row struct {
	WorklogID      string   `json:"worklogId"`
	IssueKey       string   `json:"issueKey"`
	IssueSummary   string   `json:"issueSummary"`
	Date           string   `json:"date"`
	StartTime      string   `json:"startTime"`
	EndTime        string   `json:"endTime"`
	EndDate        string   `json:"endDate"`
	TimeSpentHours float64  `json:"timeSpentHours"`
	BillableHours  *float64 `json:"billableHours"`
	Description    string   `json:"description"`
	Attributes     []Pair   `json:"attributes"`
	Author         string   `json:"authorAccountId"`
}

// Pair is an attribute of a worklog, in arguments and in results.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// AddManyIssues adds 200 issues: MANY-1 with the id 30000, and so on.
func (s *Site) AddManyIssues() {
	for i := range 200 {
		s.AddIssue(sim.Issue{ID: int64(30000 + i), Key: fmt.Sprintf("MANY-%d", i+1), Summary: "One of many"})
	}
}

// JSON writes arguments that cannot be wrong.
func JSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// Original is the worklog 500 that PrepareEdit puts on a site.
func Original() sim.Worklog {
	return sim.Worklog{
		ID: 500, IssueID: 10001, AuthorAccountID: sim.AccountID, StartDate: "2026-03-02", StartTime: "09:00:00",
		TimeSpentSeconds: 3600, BillableSeconds: new(int64(3600)), Description: "Ranking",
		Attributes: []sim.AttributeValue{{Key: "_Account_", Value: "ACME"}, {Key: "_Remote_", Value: "true"}},
		CreatedAt:  Thursday().Add(-time.Hour), UpdatedAt: Thursday().Add(-time.Hour),
	}
}

// PrepareEdit puts the original on a site, to be edited and deleted, a twin of it
// with the id 501, and the accounts and attributes that they name.
func PrepareEdit(s *Site) {
	s.AddAccount(sim.Account{ID: 1, Key: "ACME", Name: "Acme"})
	s.AddAccount(sim.Account{ID: 2, Key: "BETA", Name: "Beta"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
	s.AddWorklog(Original())
	other := Original()
	other.ID = 501
	s.AddWorklog(other)
}
