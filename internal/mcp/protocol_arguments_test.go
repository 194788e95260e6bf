package mcp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/client"
	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// call is what a tool and a hook of mcp-go's have seen of a call.
type call struct {
	Arguments, Raw, Name, State string
	Bound                       json.Number
	Hooked                      string
}

// recorder is a server whose tool notes its calls.
func recorder(calls *[]call) *mcpserver.MCPServer {
	hooks, hooked := &mcpserver.Hooks{}, ""
	hooks.AddBeforeCallTool(func(_ context.Context, _ any, req *mcpgo.CallToolRequest) { hooked = string(req.Params.RawArguments) })
	s := mcpserver.NewMCPServer("test", "1", mcpserver.WithHooks(hooks))
	s.AddTool(mcpgo.NewTool("note"), func(ctx context.Context, req mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		var in struct{ N json.Number }
		_ = req.BindArguments(&in)
		*calls = append(*calls, call{
			string(mcp.Arguments(ctx, req)), string(req.Params.RawArguments), req.Params.Name, req.Params.RequestState, in.N, hooked,
		})
		return mcpgo.NewToolResultText("noted"), nil
	})
	return s
}

// TestArguments come to the handler as they were, whatever they are, and do not go through
// mcp-go.
func TestArguments(t *testing.T) {
	t.Parallel()
	for params, want := range map[string]call{
		`"name":"note"`: {},
		`"name":"note","arguments":{"N":9007199254740993}`:                    {Arguments: `{"N":9007199254740993}`, Bound: "9007199254740993"},
		`"arguments" : { "N" : 1 } , "name":"note"`:                           {Arguments: `{ "N" : 1 }`, Bound: "1"},
		`"name":"note","arguments":null`:                                      {Arguments: `null`},
		`"name":"note","arguments":[1]`:                                       {Arguments: `[1]`},
		`"name":"note","arguments":"{}"`:                                      {Arguments: `"{}"`},
		`"name":"note","arguments":{"N":1,"N":2}`:                             {Arguments: `{"N":1,"N":2}`, Bound: "2"},
		`"name":"note","arguments":{"N":1},"arguments":{"N":2}`:               {Arguments: `{"N":2}`, Bound: "2"},
		`"name":"note","ARGUMENTS":{"N":3}`:                                   {Arguments: `{"N":3}`, Bound: "3"},
		`"name":"other","name":"note","arguments":{"N":4}`:                    {Arguments: `{"N":4}`, Bound: "4"},
		`"name":"note","arguments":{"N":5},"requestState":"s"`:                {Arguments: `{"N":5}`, Bound: "5", State: "s"},
		`"name":"note","arguments":{"N":6},"task":{}`:                         {Arguments: `{"N":6}`, Bound: "6", Hooked: `{"N":6}`},
		`"name":"note","arguments":{"N":7},"inputResponses":{},` + modernMeta: {Arguments: `{"N":7}`, Bound: "7"},
	} {
		t.Run(params, func(t *testing.T) {
			t.Parallel()
			var calls []call
			var out bytes.Buffer
			line := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{` + params + `}}`
			err := stdio.Serve(t.Context(), mcp.NewServer(recorder(&calls), mcp.Options{}), strings.NewReader(line), &out, stdio.Options{})
			if err != nil || !strings.Contains(out.String(), "noted") {
				t.Fatalf("%v, %s", err, &out)
			}
			want.Raw, want.Name = want.Arguments, "note"
			if diff := cmp.Diff([]call{want}, calls); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestArgumentsInProcess come as a Go value, to a server that is corrected and to one that
// is not.
func TestArgumentsInProcess(t *testing.T) {
	t.Parallel()
	for name, correct := range map[string]bool{"corrected": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls []call
			s := recorder(&calls)
			if correct {
				mcp.NewServer(s, mcp.Options{})
			}
			c, err := client.NewInProcessClient(s)
			if err != nil {
				t.Fatal(err)
			}
			request := mcpgo.CallToolRequest{}
			request.Params.Name, request.Params.Arguments = "note", map[string]any{"N": 1}
			hello := mcpgo.InitializeRequest{}
			hello.Params.ProtocolVersion = mcpgo.LATEST_PROTOCOL_VERSION
			if _, err := c.Initialize(t.Context(), hello); err != nil {
				t.Fatal(err)
			}
			// A call within a call must not take over what the outer one was given.
			if _, err := c.CallTool(mcp.WithArguments(t.Context(), json.RawMessage(`{"N":2}`)), request); err != nil {
				t.Fatal(err)
			}
			if len(calls) != 1 || calls[0].Arguments != `{"N":1}` || calls[0].Bound != "1" {
				t.Errorf("%+v", calls)
			}
		})
	}
}

// TestArgumentsOfARetry are there each time that mcp-go calls a handler for one request.
func TestArgumentsOfARetry(t *testing.T) {
	t.Parallel()
	s := mcpserver.NewMCPServer("test", "1")
	s.AddTool(mcpgo.NewTool("ask"), func(ctx context.Context, req mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		if mcpserver.ElicitationResponse(req.Params.InputResponses, "sure") == nil {
			return mcpserver.NewInputRequestBuilder("").Elicit("sure", mcpgo.ElicitationParams{Message: "Sure?", RequestedSchema: map[string]any{"type": "object"}}).ToolResult(), nil
		}
		return mcpgo.NewToolResultText("with " + string(mcp.Arguments(ctx, req))), nil
	})
	input := strings.Join([]string{
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"a","version":"1"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"N":1}}}`,
	}, "\n")
	in := newDialog(input, `"elicitation/create"`, `{"jsonrpc":"2.0","id":"server-1","result":{"action":"accept","content":{}}}`)
	if err := stdio.Serve(t.Context(), mcp.NewServer(s, mcp.Options{}), in, in, stdio.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := in.said(); !strings.Contains(got, `with {\"N\":1}`) {
		t.Errorf("got %s", got)
	}
}
