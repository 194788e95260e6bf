package prompts_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/golden"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// promptBudget is what prompts/list may cost in tokens.
const promptBudget = 500

func prompt(tb testing.TB, name string) kit.Prompt {
	tb.Helper()
	for _, p := range tools.Prompts() {
		if p.Name == name {
			return p
		}
	}
	tb.Fatalf("there is no prompt %s", name)
	return kit.Prompt{}
}

func getPrompt(t *testing.T, c *client.Client, name string, arguments map[string]string) (*mcp.GetPromptResult, error) {
	t.Helper()
	request := mcp.GetPromptRequest{}
	request.Params.Name, request.Params.Arguments = name, arguments
	return c.GetPrompt(t.Context(), request)
}

func TestPromptsList(t *testing.T) {
	t.Parallel()
	list, err := tooltest.NewSite(t).Client(t).ListPrompts(t.Context(), mcp.ListPromptsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(list.Prompts)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(raw) / 4; got > promptBudget {
		t.Errorf("prompts/list costs %d tokens, more than %d", got, promptBudget)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, "testdata/contract/prompts.json", text.String()+"\n")
	for _, p := range list.Prompts {
		if p.Title == "" || p.Description == "" {
			t.Errorf("%s has no title or no description", p.Name)
		}
		for _, a := range p.Arguments {
			if a.Description == "" || a.Required {
				t.Errorf("%s.%s is not described, or has to be given", p.Name, a.Name)
			}
		}
	}
}

// TestPromptTexts compares what prompts say, and checks that the tools they name
// are there.
func TestPromptTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, prompt string
		arguments    map[string]string
	}{
		{"log_my_day", "logMyDay", nil},
		{"log_my_day_notes", "logMyDay", map[string]string{"date": "Yesterday ", "issueKey": "atlas-1", "notes": "9 to 11 review\nthen planning"}},
		{"fill_missing_days", "fillMissingDays", map[string]string{"period": "", "issueKey": ""}},
		{"fill_missing_days_issue", "fillMissingDays", map[string]string{"period": "LASTWEEK", "issueKey": "ops-3"}},
		{"weekly_report", "weeklyReport", nil},
		{"month_end", "monthEnd", map[string]string{"period": "lastMonth"}},
	}
	c := tooltest.NewSite(t).Client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := getPrompt(t, c, tt.prompt, tt.arguments)
			if err != nil {
				t.Fatal(err)
			}
			content, ok := got.Messages[0].Content.(mcp.TextContent)
			if !ok || len(got.Messages) != 1 || got.Messages[0].Role != mcp.RoleUser {
				t.Fatalf("%+v", got)
			}
			golden.Compare(t, "testdata/texts/"+tt.name+".txt", content.Text+"\n")
			checkToolNames(t, tt.prompt, content.Text)
		})
	}
}

var camelCase = regexp.MustCompile(`\b[a-z]+[A-Z]\w*\b`)

// checkToolNames finds words in camel case that are neither a tool, nor an
// argument, nor a period; and tools that a reading prompt may not name.
func checkToolNames(t *testing.T, name, text string) {
	t.Helper()
	known := strings.Fields("startDate endDate worklogId nextCursor thisWeek lastWeek thisMonth lastMonth")
	for _, tool := range tools.All() {
		known = append(known, tool.Name)
	}
	for _, word := range camelCase.FindAllString(text, -1) {
		if !slices.Contains(known, word) {
			t.Errorf("%s names %s, which is not there", name, word)
		}
	}
}

func TestPromptArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, prompt, argument, value string
		wants                         string
	}{
		{"no day", "logMyDay", "date", "someday", "date: \"someday\" is not a day"},
		{"no such day", "logMyDay", "date", "2026-02-30", "February 2026 has 28 days"},
		{"no issue", "logMyDay", "issueKey", "the usual", `issueKey "THE USUAL" is not a Jira issue key`},
		{"no issue to fill with", "fillMissingDays", "issueKey", "12-ABC", "not a Jira issue key"},
		{"no period", "fillMissingDays", "period", "someWeek", "period must be one of today, yesterday, thisWeek"},
		{"no week", "weeklyReport", "period", "lastMonth", "period must be one of thisWeek, lastWeek"},
		{"no month", "monthEnd", "period", "lastWeek", "period must be one of thisMonth, lastMonth"},
		{"no argument", "monthEnd", "month", "May", "month is not an argument here; there are period."},
		{"control character", "logMyDay", "notes", "a\x1b[31m", "control character"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := prompt(t, tt.prompt).Text(map[string]string{tt.argument: tt.value})
			if err == nil || !kit.Mistaken(err) {
				t.Fatalf("no error about the arguments but %v", err)
			}
			tooltest.Wants(t, err.Error(), tt.wants)
		})
	}
}

// TestReadingPrompts ask for no tool that writes without a yes.
func TestReadingPrompts(t *testing.T) {
	t.Parallel()
	for _, p := range tools.Prompts() {
		text, err := p.Text(nil)
		if err != nil {
			t.Fatal(err)
		}
		writes := strings.Contains(text, "bulkCreateWorklogs") || strings.Contains(text, "editWorklog")
		if writes && !strings.Contains(text, "yes") {
			t.Errorf("%s writes without asking", p.Name)
		}
		if p.Effect == kit.Reads && strings.Contains(text, "Call bulkCreateWorklogs") {
			t.Errorf("%s only reads, but asks for worklogs to be created", p.Name)
		}
	}
}
