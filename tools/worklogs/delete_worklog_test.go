package worklogs_test

import (
	"fmt"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/tooltest"
)

// TestLargeID keeps all the digits of an id beyond 2^53 that comes as text.
func TestLargeID(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	w := tooltest.Original()
	w.ID = 1<<53 + 1
	s.AddWorklog(w)
	var out struct {
		Deleted tooltest.Row `json:"deleted"`
	}
	s.OK(t, "deleteWorklog", fmt.Sprintf(`{"worklogId":"%d"}`, w.ID), &out)
	if out.Deleted.WorklogID != "9007199254740993" || len(s.Worklogs()) != 0 {
		t.Errorf("deleted %q, left %d", out.Deleted.WorklogID, len(s.Worklogs()))
	}
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
