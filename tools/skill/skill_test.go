package skill_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/mcp"

	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/skill"
)

const skillURI = "skill://tempo-timesheets/SKILL.md"

// TestSkill holds entries against the file. That they are what YAML makes of the
// file's head is checked end to end, by the Inspector.
func TestSkill(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("tempo-timesheets/SKILL.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := skill.List(nil)
	if err != nil {
		t.Fatal(err)
	}
	one, err := skill.Get(json.RawMessage(`{"uri":"` + skillURI + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	entry, _ := plain(t, one)["skill"].(map[string]any)
	if diff := cmp.Diff([]any{entry}, plain(t, list)["skills"]); diff != "" {
		t.Errorf("the entry (-) is not that of the list (+):\n%s", diff)
	}
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(text))
	want := []any{map[string]any{"uri": skillURI, "digest": digest, "size": float64(len(text))}}
	if diff := cmp.Diff(want, entry["resources"]); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	matter, _ := entry["frontmatter"].(map[string]any)
	head := fmt.Sprintf("---\nname: %s\ndescription: %s\n---\n", matter["name"], matter["description"])
	if !strings.HasPrefix(string(text), head) || matter["name"] != "tempo-timesheets" {
		t.Errorf("frontmatter: %v", matter)
	}
	for _, result := range []any{list, one} {
		if got := plain(t, result); got["resultType"] != "complete" || got["cacheScope"] != "public" || got["ttlMs"] == nil {
			t.Errorf("%v", got)
		}
	}
}

// plain is a value as JSON has it.
func plain(t *testing.T, value any) map[string]any {
	t.Helper()
	var out map[string]any
	raw, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSkillResource(t *testing.T) {
	t.Parallel()
	m := ourmcp.New(ourmcp.Offer{})
	resp, ok := m.Bare().HandleMessage(t.Context(), json.RawMessage(`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"`+skillURI+`"}}`)).(mcp.JSONRPCResponse)
	if !ok {
		t.Fatal("no such resource")
	}
	text, err := os.ReadFile("tempo-timesheets/SKILL.md")
	if err != nil {
		t.Fatal(err)
	}
	contents, _ := plain(t, resp.Result)["contents"].([]any)
	want := []any{map[string]any{"uri": skillURI, "mimeType": "text/markdown", "text": string(text)}}
	if diff := cmp.Diff(want, contents); diff != "" {
		t.Errorf("contents (-want +got):\n%s", diff)
	}
}
