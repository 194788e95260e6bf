package tools_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/golden"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestTexts calls each tool on the demo's site and compares text and structure.
func TestTexts(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tool, args string }{
		{"retrieve_week", "retrieveWorklogs", `{"period":"thisWeek"}`},
		{"retrieve_page", "retrieveWorklogs", `{"period":"lastMonth","projectKey":"OPS","limit":3}`},
		{"create", "createWorklog", `{"issueKey":"WEB-77","timeSpent":"14:00-15:30","date":"yesterday","description":"Rounding of totals","attributes":[{"key":"Work Type","value":"Review"}]}`},
		{"create_hidden", "createWorklog", `{"issueKey":"OPS-9","timeSpentHours":1,"date":"today"}`},
		{"bulk", "bulkCreateWorklogs", `{"worklogEntries":[{"issueKey":"ATLAS-14","timeSpentHours":0.5,"date":"today","startTime":"15:00"},{"issueKey":"OPS-9","timeSpentHours":1,"date":"today"},{"issueKey":"MOBI-8","timeSpent":"45m","date":"2026-02-30"}]}`},
		{"retrieve_issue", "retrieveWorklogs", `{"issueKey":"MOBI-11"}`},
		{"retrieve_of", "retrieveWorklogs", `{"period":"yesterday","of":"Ben"}`},
		{"retrieve_newest", "retrieveWorklogs", `{"updatedSince":"today","order":"newest"}`},
		{"missing", "getMissingWorklogDays", `{"period":"lastMonth"}`},
		{"missing_month", "getMissingWorklogDays", `{"period":"thisMonth","minHoursPerDay":6}`},
		{"analytics_issue", "getWorklogAnalytics", `{"period":"lastMonth"}`},
		{"analytics_account", "getWorklogAnalytics", `{"period":"lastMonth","groupBy":"account"}`},
		{"analytics_week", "getWorklogAnalytics", `{"period":"lastMonth","groupBy":"week","project":"ATLAS"}`},
		{"analytics_table", "getWorklogAnalytics", `{"period":"thisWeek","groupBy":"project,day"}`},
		{"analytics_compare", "getWorklogAnalytics", `{"period":"thisMonth","groupBy":"customer","compareWith":"previous"}`},
		{"analytics_attribute", "getWorklogAnalytics", `{"period":"lastWeek","groupBy":"attribute:Work Type"}`},
		{"unknown_project", "retrieveWorklogs", `{"period":"thisMonth","projectKey":"NONE"}`},
		{"wrong_arguments", "createWorklog", `{"issueKey":12,"timeSpentHours":"an hour","day":"today"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			result := demo(t).Run(t.Context(), t, tt.tool, tt.args)
			golden.Compare(t, "testdata/texts/"+tt.name+".txt", tt.tool+" "+tt.args+"\n\n"+result.Text+"\n")
			if result.Structured != nil {
				golden.Compare(t, "testdata/texts/"+tt.name+".json", indented(t, result.Structured))
			}
		})
	}
}

// TestTextsOfChanges needs the id of a worklog of the demo.
func TestTextsOfChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, tool, args string }{
		{"edit", "editWorklog", `{"worklogId":"795","timeSpent":"1h 15m","description":"Stand-up and planning","attributes":[{"key":"Work Type","value":"Support"}]}`},
		{"delete", "deleteWorklog", `{"worklogId":"795"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			result := demo(t).Run(t.Context(), t, tt.tool, tt.args)
			golden.Compare(t, "testdata/texts/"+tt.name+".txt", tt.tool+" "+tt.args+"\n\n"+result.Text+"\n")
			golden.Compare(t, "testdata/texts/"+tt.name+".json", indented(t, result.Structured))
		})
	}
}

// demo is the demo's site on Thursday, with a clock that stands still.
func demo(t *testing.T) *tooltest.Site {
	t.Helper()
	s := sim.Demo(tooltest.Thursday())
	s.Now = func() time.Time { return tooltest.Thursday() }
	return tooltest.Connect(t, func(o *tooltest.Setup) { o.Sim, o.AccountField = s, sim.AccountField })
}

func indented(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
