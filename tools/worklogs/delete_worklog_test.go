package worklogs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestLargeID keeps all the digits of an id beyond 2^53 that comes as text.
func TestLargeID(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	w := tooltest.Original()
	w.ID = 1<<53 + 1
	s.AddWorklog(w)
	var out deleteResult
	s.OK(t, "deleteWorklog", fmt.Sprintf(`{"worklogId":"%d"}`, w.ID), &out)
	if out.Results[0].WorklogID != "9007199254740993" || out.Results[0].Worklog.WorklogID != "9007199254740993" || len(s.Worklogs()) != 0 {
		t.Errorf("%+v, left %d", out, len(s.Worklogs()))
	}
}

// deleteResult is what deleteWorklog answers.
type deleteResult struct {
	Deleted int `json:"deletedCount"`
	Failed  int `json:"failed"`
	Unknown int `json:"unknown"`
	Results []struct {
		WorklogID string         `json:"worklogId"`
		Status    string         `json:"status"`
		Worklog   *tooltest.Row  `json:"worklog"`
		PutBack   map[string]any `json:"putBack"`
		Error     string         `json:"error"`
	} `json:"results"`
}

func TestDeleteWorklog(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	text := s.OK(t, "deleteWorklog", `{"worklogId":"500"}`, nil)
	tooltest.Wants(t, text, "Deleted: 2026-03-02 09:00–10:00 1h ATLAS-1 Search: Ranking", "{_Account_=ACME}", "[id 500]")
	if left := s.Worklogs(); len(left) != 1 || left[0].ID != 501 {
		t.Errorf("left: %+v", left)
	}
	tooltest.Wants(t, s.Fails(t, "deleteWorklog", `{"worklogId":"500"}`), "404", "does not exist")
}

// TestDeleteSeveral answers id by id, each once; one that fails does not stop the
// others.
func TestDeleteSeveral(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	tooltest.PrepareEdit(s)
	var out deleteResult
	text := s.OK(t, "deleteWorklog", `{"worklogId":501,"worklogIds":["77","500",501,"500"]}`, &out)
	tooltest.Wants(t, text, "Deleted 2 of 3 worklogs. 1 failed.", "77 failed: ", "does not exist")
	var got []string
	for _, r := range out.Results {
		got = append(got, r.WorklogID+" "+r.Status)
	}
	if diff := cmp.Diff([]string{"501 deleted", "77 failed", "500 deleted"}, got); diff != "" || out.Deleted != 2 || out.Failed != 1 {
		t.Errorf("(-want +got)\n%s\n%+v", diff, out)
	}
	if left := s.Worklogs(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	tooltest.Wants(t, s.Fails(t, "deleteWorklog", `{"worklogIds":[500,501]}`), "Deleted 0 of 2 worklogs. 2 failed.")
	tooltest.Wants(t, s.Fails(t, "deleteWorklog", `{}`), "worklogId is missing", "worklogIds")
	tooltest.Wants(t, s.Fails(t, "deleteWorklog", `{"worklogIds":[]}`), "worklogId")
}

// TestPutBack creates again what was deleted, to the second.
func TestPutBack(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*sim.Worklog){
		"plain": func(*sim.Worklog) {},
		"odd seconds": func(w *sim.Worklog) {
			w.TimeSpentSeconds, w.BillableSeconds, w.StartTime = 9610, new(int64(1188)), "09:00:30"
		},
		"nothing said":     func(w *sim.Worklog) { w.StartTime, w.Description, w.Attributes = "", "", nil },
		"not billable":     func(w *sim.Worklog) { w.BillableSeconds = new(int64) },
		"a long text":      func(w *sim.Worklog) { w.Description = strings.Repeat("Ranking & <b>more</b>\n", 200) },
		"a third billable": func(w *sim.Worklog) { w.BillableSeconds = new(int64(1201)) },
	} {
		s := tooltest.NewSite(t)
		tooltest.PrepareEdit(s)
		w := tooltest.Original()
		change(&w)
		s.AddWorklog(w)
		var out deleteResult
		text := s.OK(t, "deleteWorklog", `{"worklogId":500}`, &out)
		_, arguments, _ := strings.Cut(text, "Put back by createWorklog ")
		if tooltest.JSON(out.Results[0].PutBack) != tooltest.JSON(object(t, arguments)) {
			t.Errorf("%s: %s is not %v", name, arguments, out.Results[0].PutBack)
		}
		s.OK(t, "createWorklog", arguments, nil)
		left := s.Worklogs()
		if diff := cmp.Diff(w, left[len(left)-1], unnumbered); diff != "" && !cmp.Equal(w, left[0], unnumbered) {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNoPutBack promises no putting back where createWorklog would not take it.
func TestNoPutBack(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddIssue(sim.Issue{ID: 10009, Key: "OPS-9", Hidden: true})
	w := tooltest.Original()
	w.IssueID, w.Attributes = 10009, nil
	s.AddWorklog(w)
	var out deleteResult
	text := s.OK(t, "deleteWorklog", `{"worklogId":500}`, &out)
	tooltest.Wants(t, text, "Deleted: ", "Issue 10009", "did not tell the key of its issue")
	if out.Results[0].PutBack != nil {
		t.Errorf("%v", out.Results[0].PutBack)
	}
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}
