package tooltest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// Tool returns a tool by its name.
func Tool(tb testing.TB, name string) kit.Tool {
	tb.Helper()
	for _, tool := range tools.All() {
		if tool.Name == name {
			return tool
		}
	}
	tb.Fatalf("there is no tool %s", name)
	return kit.Tool{}
}

// Run calls a tool and checks what is true of every result: there are words, no
// token is among them, and the structure is what the schema says.
func (s *Site) Run(ctx context.Context, tb testing.TB, name, arguments string) kit.Result {
	tb.Helper()
	result := Tool(tb, name).Call(ctx, s.Env(), json.RawMessage(arguments))
	if strings.TrimSpace(result.Text) == "" {
		tb.Errorf("%s %s: no text", name, arguments)
	}
	if strings.Contains(result.Text, sim.TempoToken) || strings.Contains(result.Text, sim.JiraToken) {
		tb.Errorf("%s %s: a token in the text: %s", name, arguments, result.Text)
	}
	if strings.Contains(result.Text, "Internal error") && !s.Odd {
		tb.Errorf("%s %s: %s\n%s", name, arguments, result.Text, s.Log)
	}
	checkOutput(tb, name, result)
	return result
}

// OK calls a tool that is to succeed, reads its structure into out, unless that is
// nil, and returns its words.
func (s *Site) OK(tb testing.TB, name, arguments string, out any) string {
	tb.Helper()
	result := s.Run(tb.Context(), tb, name, arguments)
	if result.IsError {
		tb.Fatalf("%s %s: %s", name, arguments, result.Text)
	}
	if out != nil {
		Unpack(tb, result, out)
	}
	return result.Text
}

// Fails calls a tool that is to fail, and returns its words.
func (s *Site) Fails(tb testing.TB, name, arguments string) string {
	tb.Helper()
	result := s.Run(tb.Context(), tb, name, arguments)
	if !result.IsError {
		tb.Fatalf("%s %s: no error but: %s", name, arguments, result.Text)
	}
	return result.Text
}

// Costs calls a tool that is to succeed, with so many requests at most.
func (s *Site) Costs(tb testing.TB, name, arguments string, most int) {
	tb.Helper()
	s.ResetRequests()
	s.OK(tb, name, arguments, nil)
	if n := len(s.Requests()); n > most {
		tb.Errorf("%d requests, more than %d:\n%s", n, most, s.Sent())
	}
}

// Sent lists the requests for a message.
func (s *Site) Sent() string {
	var b strings.Builder
	for _, r := range s.Requests() {
		fmt.Fprintf(&b, "%s %s %d\n", r.Method, r.Path, r.Status)
	}
	return b.String()
}

// Unpack reads a result's structure into out.
func Unpack(tb testing.TB, result kit.Result, out any) {
	tb.Helper()
	raw, err := json.Marshal(result.Structured)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		tb.Fatalf("structure of the result: %v", err)
	}
}

// Wants reports the parts that a text lacks.
func Wants(tb testing.TB, text string, parts ...string) {
	tb.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			tb.Errorf("%q is not in: %s", part, text)
		}
	}
}
