package stdio_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// BenchmarkRoundTrip measures a call of a tool that binds its arguments and does nothing
// else, through this transport and through mcp-go's own.
func BenchmarkRoundTrip(b *testing.B) {
	s := newMCP(map[string]handler{"bind": func(ctx context.Context, _ *mcpserver.MCPServer, req mcpgo.CallToolRequest) (string, error) {
		var in map[string]json.RawMessage
		if raw := mcp.Arguments(ctx, req); raw != nil {
			return "hi", json.Unmarshal(raw, &in)
		}
		return "hi", nil
	}})
	entry := `{"issueKey":"ATLAS-14","timeSpentHours":1.5,"date":"2026-03-02","startTime":"09:00","description":"Read the logs, found the \"leak\", wrote a test"}`
	for _, size := range []struct{ name, params string }{
		{"none", `"name":"bind"`},
		{"one worklog", `"name":"bind","arguments":` + entry},
		{"100 worklogs", `"name":"bind","arguments":{"worklogEntries":[` + strings.TrimSuffix(strings.Repeat(entry+",", 100), ",") + `]}`},
	} {
		request := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{%s}}`+"\n", size.params)
		b.Run("ours/"+size.name, func(b *testing.B) {
			roundTrips(b, request, func(ctx context.Context, in io.Reader, out io.Writer) error {
				return stdio.Serve(ctx, s.handler, in, out, stdio.Options{})
			})
		})
		b.Run("mcp-go/"+size.name, func(b *testing.B) {
			listener := mcpserver.NewStdioServer(s.MCPServer)
			listener.SetErrorLogger(slog.NewLogLogger(slog.DiscardHandler, slog.LevelError))
			roundTrips(b, request, listener.Listen)
		})
	}
}

func roundTrips(b *testing.B, request []byte, serve func(context.Context, io.Reader, io.Writer) error) {
	b.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serve(b.Context(), inR, outW) }()
	answers := bufio.NewReader(outR)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := inW.Write(request); err != nil {
			b.Fatal(err)
		}
		if _, err := answers.ReadSlice('\n'); err != nil {
			b.Fatal(err)
		}
	}
	_ = inW.Close()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}
