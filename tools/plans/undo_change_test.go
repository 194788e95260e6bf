package plans_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// undoResult is what undoChange answers, as far as the tests look at it.
type undoResult struct {
	ChangeID  string  `json:"changeId"`
	Undoes    string  `json:"undoes"`
	Undone    []entry `json:"undone"`
	WouldUndo []entry `json:"wouldUndo"`
	Refused   []struct {
		WorklogID string        `json:"worklogId"`
		Reason    string        `json:"reason"`
		Then      *tooltest.Row `json:"then"`
		Left      *tooltest.Row `json:"left"`
		Now       *tooltest.Row `json:"now"`
	} `json:"refused"`
	Changes []struct {
		ChangeID string `json:"changeId"`
		Tool     string `json:"tool"`
		Summary  string `json:"summary"`
		State    string `json:"state"`
		Undoing  string `json:"undoing"`
	} `json:"changes"`
	Notes []string `json:"notes"`
}

type entry struct {
	WorklogID string        `json:"worklogId"`
	FormerID  string        `json:"formerId"`
	Action    string        `json:"action"`
	Worklog   *tooltest.Row `json:"worklog"`
}

// changed is a result of a tool that writes.
type changed struct {
	ChangeID string   `json:"changeId"`
	Notes    []string `json:"notes"`
}

// said compares what worklogs say, whatever their ids and times of writing are.
var said = cmp.Options{
	cmpopts.IgnoreFields(sim.Worklog{}, "ID", "JiraID", "CreatedAt", "UpdatedAt"),
	cmpopts.SortSlices(func(a, b sim.Worklog) bool { return tooltest.JSON(unnamed(a)) < tooltest.JSON(unnamed(b)) }),
	cmpopts.SortSlices(func(a, b sim.AttributeValue) bool { return a.Key < b.Key }),
	cmpopts.EquateEmpty(),
}

func unnamed(w sim.Worklog) sim.Worklog {
	return sim.Worklog{IssueID: w.IssueID, StartDate: w.StartDate, StartTime: w.StartTime, TimeSpentSeconds: w.TimeSpentSeconds, Description: w.Description}
}

// journaled is a site with two worklogs and a journal in a file.
func journaled(t *testing.T, path string, change ...func(*tooltest.Setup)) *tooltest.Site {
	t.Helper()
	s := tooltest.NewSite(t, append([]func(*tooltest.Setup){tooltest.Journaled(t, path)}, change...)...)
	tooltest.PrepareEdit(s)
	other := tooltest.Original()
	other.ID, other.Description, other.IssueID, other.StartTime, other.BillableSeconds = 502, "Other", 10002, "13:00:00", new(int64(600))
	s.AddWorklog(other)
	return s
}

// writes are one call of every writing tool, and more of those that do several things.
var writes = []struct{ name, tool, args string }{
	{"create", "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"1h 20m","date":"2026-03-04","description":"New","billableHours":0.5,"attributes":[{"key":"_Account_","value":"BETA"}]}`},
	{"bulk", "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04"},{"issueKey":"ATLAS-1","timeSpent":"2h","date":"2026-03-04","description":"b"},{"issueKey":"ATLAS-2","timeSpent":"20m","date":"2026-03-03"}]}`},
	{"edit", "editWorklog", `{"worklogId":500,"timeSpent":"14:00-16:00","date":"2026-03-03","description":"","billableHours":0.25,"attributes":[{"key":"_Remote_","value":""}]}`},
	{"move", "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-2","description":"Moved"}`},
	{"move to where it is", "editWorklog", `{"worklogId":500,"issueKey":"ATLAS-1","description":"Moved"}`},
	{"delete", "deleteWorklog", `{"worklogId":502}`},
	{"delete several", "deleteWorklog", `{"worklogIds":[500,501,502]}`},
}

// TestUndo takes each kind of change back and makes it again, three times over and by
// another process each time. The worklogs are then as they were to the letter.
func TestUndo(t *testing.T) {
	t.Parallel()
	for _, tt := range writes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "state.db")
			s := journaled(t, path)
			before := s.Worklogs()
			var first changed
			text := s.OK(t, tt.tool, tt.args, &first)
			after := s.Worklogs()
			if first.ChangeID == "" || cmp.Equal(before, after, said) {
				t.Fatalf("changeId %q: %s", first.ChangeID, text)
			}
			tooltest.Wants(t, text, "Change "+first.ChangeID+": undoChange takes it back.")
			for range 3 {
				s = restarted(t, s, path)
				var undo, redo undoResult
				s.OK(t, "undoChange", `{}`, &undo)
				same(t, "undone", before, s.Worklogs())
				if undo.Undoes != first.ChangeID || len(undo.Refused) > 0 || undo.ChangeID == "" {
					t.Fatalf("%+v", undo)
				}
				s = restarted(t, s, path)
				s.OK(t, "undoChange", `{"changeId":"`+undo.ChangeID+`"}`, &redo)
				same(t, "done again", after, s.Worklogs())
			}
		})
	}
}

// TestUndoAll takes all kinds of changes back one after another, without naming them.
func TestUndoAll(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	sheets := [][]sim.Worklog{s.Worklogs()}
	for _, tt := range writes {
		if tt.name != "move to where it is" && tt.name != "delete several" {
			s.OK(t, tt.tool, tt.args, nil)
			sheets = append(sheets, s.Worklogs())
		}
	}
	for i := len(sheets) - 2; i >= 0; i-- {
		text := s.OK(t, "undoChange", `{}`, nil)
		same(t, text, sheets[i], s.Worklogs())
	}
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "no change left to undo")
}

// TestUndoTwice changes nothing the second time, and says so.
func TestUndoTwice(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	var made changed
	s.OK(t, "editWorklog", `{"worklogId":500,"description":"x"}`, &made)
	s.OK(t, "undoChange", `{"changeId":"`+made.ChangeID+`"}`, nil)
	before := s.Worklogs()
	var again undoResult
	text := s.OK(t, "undoChange", `{"changeId":"`+made.ChangeID+`"}`, &again)
	tooltest.Wants(t, text, "was undone already, by ", "nothing was changed")
	if diff := cmp.Diff(before, s.Worklogs()); diff != "" || again.ChangeID != "" || len(again.Undone) > 0 {
		t.Errorf("%+v\n%s", again, diff)
	}
}

// TestForeignChange leaves what somebody has changed, shows it, and undoes the others;
// once it is as it was left, a second undo takes the rest back.
func TestForeignChange(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	before := s.Worklogs()
	s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04"},{"issueKey":"ATLAS-2","timeSpent":"20m","date":"2026-03-03"}]}`, nil)
	made := s.Worklogs()
	theirs := made[len(made)-1]
	if theirs.TimeSpentSeconds != 1200 {
		theirs = made[len(made)-2]
	}
	other := tooltest.Connect(t, func(o *tooltest.Setup) { o.Sim = s.Sim }) // the person in the browser
	other.OK(t, "editWorklog", tooltest.JSON(map[string]any{"worklogId": theirs.ID, "description": "Mine"}), nil)
	var dry, out undoResult
	s.OK(t, "undoChange", `{"dryRun":true,"changeId":"`+newest(t, s)+`"}`, &dry)
	if len(dry.WouldUndo) != 1 || len(dry.Refused) != 1 || len(dry.Undone) != 0 || len(s.Worklogs()) != len(made) {
		t.Fatalf("%+v", dry)
	}
	result := s.Run(t.Context(), t, "undoChange", `{}`)
	tooltest.Unpack(t, result, &out)
	if len(out.Undone) != 1 || len(out.Refused) != 1 || !result.Partly || len(s.Worklogs()) != len(before)+1 {
		t.Fatalf("%s", result.Text)
	}
	r := out.Refused[0]
	if r.Then != nil || r.Left == nil || r.Left.Description != "" || r.Now == nil || r.Now.Description != "Mine" {
		t.Errorf("%+v", r)
	}
	tooltest.Wants(t, r.Reason, "Somebody has changed it since")
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "Somebody has changed it since")
	other.OK(t, "deleteWorklog", tooltest.JSON(map[string]any{"worklogId": theirs.ID}), nil)
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "It is gone")
	same(t, "in the end", before, s.Worklogs())
}

// TestTouched refuses a worklog that somebody has changed and changed back.
func TestTouched(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	s.OK(t, "editWorklog", `{"worklogId":500,"description":"x"}`, nil)
	other := tooltest.Connect(t, func(o *tooltest.Setup) { o.Sim = s.Sim })
	s.Now = func() time.Time { return tooltest.Thursday().Add(time.Hour) }
	other.OK(t, "editWorklog", `{"worklogId":500,"description":"y"}`, nil)
	other.OK(t, "editWorklog", `{"worklogId":500,"description":"x"}`, nil)
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "Somebody has changed it since")
}

// TestLast lists the last changes and what undoing them does, without a request.
func TestLast(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	for _, tt := range writes[:4] {
		s.OK(t, tt.tool, tt.args, nil)
	}
	s.OK(t, "undoChange", `{}`, nil)
	var out undoResult
	s.ResetRequests()
	s.OK(t, "undoChange", `{"dryRun":true}`, &out)
	if n := len(s.Requests()); n > 0 || len(out.Changes) != 5 {
		t.Fatalf("%d requests, %+v", n, out.Changes)
	}
	var got []string
	for _, c := range out.Changes {
		got = append(got, c.Tool+": "+c.Summary+", "+c.State+", "+c.Undoing)
	}
	want := []string{
		"undoChange: 1 moved, stands, 1 moved back", "editWorklog: 1 moved, undone, nothing", "editWorklog: 1 changed, stands, 1 changed back",
		"bulkCreateWorklogs: 3 created, stands, 3 deleted", "createWorklog: 1 created, stands, 1 deleted",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var read struct {
		Changes []struct {
			ChangeID string `json:"changeId"`
		} `json:"changes"`
	}
	s.ReadInto(t, "tempo://changes", &read)
	if len(read.Changes) != 5 || read.Changes[0].ChangeID != out.Changes[0].ChangeID {
		t.Errorf("%+v", read)
	}
}

// TestNothingWritten has no change: an edit to what is so already, and a refused create.
func TestNothingWritten(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	var out changed
	s.OK(t, "editWorklog", `{"worklogId":500,"description":"Ranking"}`, &out)
	s.AddFault(sim.Fault{Status: 400, Match: isWrite})
	s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04"}`)
	s.ClearFaults()
	if out.ChangeID != "" {
		t.Errorf("changeId %q", out.ChangeID)
	}
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "no change left to undo")
}

// TestWhose keeps the changes of one person from another, on the same computer.
func TestWhose(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s := journaled(t, path)
	var made changed
	s.OK(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04"}`, &made)
	other := restarted(t, s, path)
	other.Person.Record.Site = "https://other.atlassian.net"
	tooltest.Wants(t, other.Fails(t, "undoChange", `{}`), "no change left to undo")
	tooltest.Wants(t, other.Fails(t, "undoChange", `{"changeId":"`+made.ChangeID+`"}`), "There is no change "+made.ChangeID+" of this person")
}

// TestWithoutJournal writes all the same, and says what can be undone and what not.
func TestWithoutJournal(t *testing.T) {
	t.Parallel()
	create := `{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04"}`
	s := journaled(t, "")
	s.Person.Record.Journal = false
	var out changed
	text := s.OK(t, "createWorklog", create, &out)
	if out.ChangeID != "" || strings.Contains(text, "undo") {
		t.Errorf("%+v", out)
	}
	tooltest.Wants(t, s.Fails(t, "undoChange", `{}`), "TEMPO_MCP_JOURNAL")
	s.Person.Record = person.Record{}
	tooltest.Wants(t, s.Fails(t, "undoChange", `{"dryRun":true}`), "no journal of changes")
}

func same(t *testing.T, what string, want, got []sim.Worklog) {
	t.Helper()
	if diff := cmp.Diff(want, got, said); diff != "" {
		t.Fatalf("%s: (-want +got)\n%s", what, diff)
	}
}

// restarted is the same person in another process.
func restarted(t *testing.T, s *tooltest.Site, path string) *tooltest.Site {
	t.Helper()
	if err := s.Person.Record.State.Close(); err != nil {
		t.Fatal(err)
	}
	return tooltest.Connect(t, func(o *tooltest.Setup) { o.Sim = s.Sim }, tooltest.Journaled(t, path))
}

// newest is the id of the last change.
func newest(t *testing.T, s *tooltest.Site) string {
	t.Helper()
	var out undoResult
	s.OK(t, "undoChange", `{"dryRun":true}`, &out)
	return out.Changes[0].ChangeID
}

func isWrite(r *http.Request) bool {
	return r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/4/worklogs")
}

// TestLayers undoes a change whose worklogs other changes have come over since,
// once those are undone, and in between refuses it.
func TestLayers(t *testing.T) {
	t.Parallel()
	s := journaled(t, "")
	before := s.Worklogs()
	var created, edited, moved, deleted changed
	var row struct {
		Worklog tooltest.Row `json:"worklog"`
	}
	call := func(tool, args string, out *changed) {
		t.Helper()
		result := s.Run(t.Context(), t, tool, args)
		if result.IsError {
			t.Fatal(result.Text)
		}
		tooltest.Unpack(t, result, out)
		tooltest.Unpack(t, result, &row)
	}
	call("createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04","description":"a"}`, &created)
	call("editWorklog", `{"worklogId":`+row.Worklog.WorklogID+`,"description":"b"}`, &edited)
	call("editWorklog", `{"worklogId":`+row.Worklog.WorklogID+`,"issueKey":"ATLAS-2"}`, &moved)
	call("deleteWorklog", `{"worklogId":`+row.Worklog.WorklogID+`}`, &deleted)
	for _, covered := range []changed{created, edited, moved} {
		s.Fails(t, "undoChange", `{"changeId":"`+covered.ChangeID+`"}`)
	}
	for _, c := range []changed{deleted, moved, edited, created} {
		var undo undoResult
		s.OK(t, "undoChange", `{"changeId":"`+c.ChangeID+`"}`, &undo)
		s.OK(t, "undoChange", `{"changeId":"`+undo.ChangeID+`"}`, nil)
		s.OK(t, "undoChange", `{"changeId":"`+c.ChangeID+`"}`, nil)
	}
	same(t, "in the end", before, s.Worklogs())
}
