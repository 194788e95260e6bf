package mcp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

func TestCallOverMCP(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	c := s.Client(t)
	request := mcp.CallToolRequest{}
	request.Params.Name = "createWorklog"
	request.Params.Arguments = map[string]any{"issueKey": "atlas-1", "timeSpentHours": 1.5, "date": "2026-03-05"}
	result, err := c.CallTool(t.Context(), request)
	if err != nil || result.IsError {
		t.Fatalf("%v, %+v", err, result)
	}
	text, ok := result.Content[0].(mcp.TextContent)
	if !ok || !strings.Contains(text.Text, "1h 30m ATLAS-1 Search") {
		t.Errorf("text: %+v", result.Content)
	}
	structure, _ := result.StructuredContent.(map[string]any)
	if w, _ := structure["worklog"].(map[string]any); w["worklogId"] != fmt.Sprint(s.Worklogs()[0].ID) {
		t.Errorf("structure: %+v", result.StructuredContent)
	}

	request.Params.Name = "deleteWorklog"
	request.Params.Arguments = nil
	result, err = c.CallTool(t.Context(), request)
	if err != nil || !result.IsError || result.StructuredContent != nil {
		t.Errorf("without arguments: %v, %+v", err, result)
	}
}
