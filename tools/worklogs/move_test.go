package worklogs_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// movable is a site whose accounts come from issues: ATLAS-1 has ACME, ATLAS-2 has BETA
// and OPS-3 has none.
func movable(t *testing.T, field string) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.AccountField = field })
	tooltest.PrepareEdit(s)
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search", AccountID: 1})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing", AccountID: 2})
	return s
}

// TestMove keeps what is not named; the account follows the issue, where it has one.
func TestMove(t *testing.T) {
	t.Parallel()
	account := func(key string) func(*sim.Worklog) {
		return func(w *sim.Worklog) {
			w.Attributes = []sim.AttributeValue{{Key: "_Remote_", Value: "true"}, {Key: "_Account_", Value: key}}
		}
	}
	tests := []struct {
		name, field, args string
		want              func(*sim.Worklog)
		note              string
	}{
		{"account of the issue", "10234", `"issueKey":"atlas-2"`, account("BETA"), ""},
		{"account of the caller", "10234", `"issueKey":"ATLAS-2","attributes":[{"key":"Account","value":"ACME"}]`, account("ACME"), ""},
		{"no account", "10234", `"issueKey":"ATLAS-2","attributes":[{"key":"_Account_","value":""}]`, func(w *sim.Worklog) { w.Attributes = w.Attributes[1:] }, ""},
		{"issue without an account", "10234", `"issueKey":"OPS-3"`, func(w *sim.Worklog) { w.IssueID = 10003 }, "the account of it is still ACME: OPS-3 tells none."},
		{"no field", "", `"issueKey":"ATLAS-2"`, func(*sim.Worklog) {}, "the account of it is still ACME: ATLAS-2 tells none."},
		{
			"with more", "10234", `"issueKey":"ATLAS-2","description":"Invoices","timeSpent":"14:00-16:00","date":"2026-03-03"`,
			func(w *sim.Worklog) {
				account("BETA")(w)
				w.Description, w.StartTime, w.StartDate, w.TimeSpentSeconds, w.BillableSeconds = "Invoices", "14:00:00", "2026-03-03", 7200, new(int64(7200))
			}, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := movable(t, tt.field)
			var out editResult
			text := s.OK(t, "editWorklog", `{"worklogId":500,`+tt.args+`}`, &out)
			left := s.Worklogs()
			made := left[0]
			if made.ID == 501 {
				made = left[1]
			}
			want := tooltest.Original()
			want.IssueID = 10002
			tt.want(&want)
			byKey := func(w sim.Worklog) sim.Worklog { // the order of attributes says nothing
				if len(w.Attributes) == 2 && w.Attributes[0].Key > w.Attributes[1].Key {
					w.Attributes = []sim.AttributeValue{w.Attributes[1], w.Attributes[0]}
				}
				return w
			}
			if diff := cmp.Diff(byKey(want), byKey(made), unnumbered); diff != "" || len(left) != 2 {
				t.Errorf("(-want +got)\n%s\n%+v", diff, left)
			}
			if out.MovedFrom != "500" || out.Worklog.WorklogID != fmt.Sprint(made.ID) || out.Changes[0].Field != "issueKey" || out.Changes[0].From != "ATLAS-1" {
				t.Errorf("%+v", out)
			}
			tooltest.Wants(t, text, "Moved: ", fmt.Sprintf("Its id is %d now; 500 is gone.", made.ID))
			if got := notesOf(text); got != tt.note {
				t.Errorf("notes %q, want %q", got, tt.note)
			}
		})
	}
}

// TestMoveToTheSame edits a worklog that is there already, and leaves its account alone.
func TestMoveToTheSame(t *testing.T) {
	t.Parallel()
	s := movable(t, "10234")
	w := tooltest.Original()
	w.Attributes[0].Value = "BETA"
	s.AddWorklog(w)
	tooltest.Wants(t, s.OK(t, "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-1"}`, nil), "Nothing to change")
	s.OK(t, "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-1","description":"x"}`, nil)
	w.Description = "x"
	if diff := cmp.Diff(w, s.Worklogs()[0], untimed); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	tooltest.Wants(t, s.Fails(t, "editWorklog", `{"worklogId":500,"issueKey":"NOPE-1"}`), "NOPE-1")
}

// TestMoveTakenBack says what stands where when the original cannot be deleted.
func TestMoveTakenBack(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		deletions int // how many are refused
		says      string
		left      int
	}{
		"the copy is deleted again":    {1, "stands as it was, and its copy was deleted again. Why: Tempo says (403): Locked.", 2},
		"the copy cannot be, either":   {2, "Moved by half: the original, worklog 500, and its copy, worklog 502 on ATLAS-2, both stand", 3},
		"nothing wrong with deletions": {0, "", 2},
	} {
		s := tooltest.NewSite(t, tooltest.Unchecked)
		tooltest.PrepareEdit(s)
		if tt.deletions == 0 {
			s.OK(t, "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-2"}`, nil)
		} else {
			s.AddFault(sim.Fault{Method: http.MethodDelete, Status: 403, Body: `{"errors":[{"message":"Locked"}]}`, Times: tt.deletions})
			tooltest.Wants(t, s.Fails(t, "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-2"}`), tt.says)
		}
		if n := len(s.Worklogs()); n != tt.left {
			t.Errorf("%s: %d worklogs, want %d", name, n, tt.left)
		}
	}
}
