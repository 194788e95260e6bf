package worklogs_test

import (
	"fmt"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestRequests counts the requests of a call once it is known who the person is, the
// first one of a session unless it says otherwise.
func TestRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(*tooltest.Site)
		tool    string
		args    string
		warm    bool
		most    int
	}{
		{"40 entries on 20 issues", nil, "bulkCreateWorklogs", forty(), false, 23},
		{"40 entries on 20 issues again", nil, "bulkCreateWorklogs", forty(), true, 22},
		{"create", nil, "createWorklog", tooltest.JSON(single.arguments()), false, 4},
		{"create again", nil, "createWorklog", tooltest.JSON(single.arguments()), true, 3},
		{"edit", tooltest.PrepareEdit, "editWorklog", `{"worklogId":500,"timeSpentHours":2}`, false, 5},
		{"delete", tooltest.PrepareEdit, "deleteWorklog", `{"worklogId":500}`, false, 3},
		{"move", tooltest.PrepareEdit, "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-2"}`, false, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			s.AddManyIssues()
			if tt.prepare != nil {
				tt.prepare(s)
			}
			know(t, s)
			if tt.warm {
				s.OK(t, tt.tool, tt.args, nil)
			}
			s.Costs(t, tt.tool, tt.args, tt.most)
		})
	}
}

func forty() string {
	var list []wanted
	for i := range 40 {
		list = append(list, wanted{key: fmt.Sprintf("MANY-%d", i%20+1), date: "2026-03-05", seconds: 600, bill: -1})
	}
	return bulkArguments(list...)
}

// TestCreateLooksAnew never takes the account of an issue from memory.
func TestCreateLooksAnew(t *testing.T) {
	t.Parallel()
	s := withAccounts(t)
	for _, id := range []int64{7, 8} {
		s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search", AccountID: id})
		s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"today"}`, nil)
	}
	if got := s.Worklogs()[1].Attributes[0].Value; got != "BETA" {
		t.Errorf("logged on %s", got)
	}
}
