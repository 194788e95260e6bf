package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestErrorCodes tells what the client gave wrongly from what went wrong.
func TestErrorCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, params string
		code                 int
	}{
		{"prompt's argument", "prompts/get", `{"name":"monthEnd","arguments":{"period":"x"}}`, mcp.INVALID_PARAMS},
		{"no such prompt", "prompts/get", `{"name":"x"}`, mcp.INVALID_PARAMS},
		{"resource's period", "resources/read", `{"uri":"tempo://worklogs/someday"}`, mcp.INVALID_PARAMS},
		{"no such resource", "resources/read", `{"uri":"tempo://x"}`, mcp.RESOURCE_NOT_FOUND},
		{"refused resource", "resources/read", `{"uri":"tempo://me"}`, mcp.INTERNAL_ERROR},
		{"no such skill", "skills/get", `{"uri":"skill://other/SKILL.md"}`, mcp.INVALID_PARAMS},
		{"skill without a name", "skills/get", `{}`, mcp.INVALID_PARAMS},
		{"no such method", "skills/run", `{}`, mcp.METHOD_NOT_FOUND},
		{"completion's argument", "completion/complete", `{"ref":{"type":"ref/prompt","name":"monthEnd"},"argument":{"name":"x","value":""}}`, mcp.INVALID_PARAMS},
	}
	s := sim.New()
	c := settings()
	c.JiraEmail = "somebody@else.example"
	conn, err := app.Connect(system(s), c)
	if err != nil {
		t.Fatal(err)
	}
	m := offered(system(s), c, conn, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, tt.method, tt.params)
			got := answers(t, m, strings.NewReader(hello+"\n"+line))
			var answer struct {
				Error struct {
					Code    int    `json:"code"`
					Message string `json:"message"`
				} `json:"error"`
			}
			if err := json.Unmarshal([]byte(got[1]), &answer); err != nil || answer.Error.Code != tt.code || answer.Error.Message == "" {
				t.Errorf("%v, %s, want %d", err, got[1], tt.code)
			}
		})
	}
}
