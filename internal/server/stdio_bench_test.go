package server_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/server"
)

// BenchmarkStdioRoundTrip measures a call of a trivial tool, through this transport and through mcp-go's own.
func BenchmarkStdioRoundTrip(b *testing.B) {
	s := newMCP(map[string]handler{"echo": func(context.Context, *mcpserver.MCPServer, mcp.CallToolRequest) (string, error) {
		return "hi", nil
	}})
	b.Run("ours", func(b *testing.B) {
		roundTrips(b, func(ctx context.Context, in io.Reader, out io.Writer) error {
			return server.ServeStdio(ctx, s, in, out, server.StdioOptions{})
		})
	})
	b.Run("mcp-go", func(b *testing.B) {
		listener := mcpserver.NewStdioServer(s)
		listener.SetErrorLogger(slog.NewLogLogger(slog.DiscardHandler, slog.LevelError))
		roundTrips(b, listener.Listen)
	})
}

func roundTrips(b *testing.B, serve func(context.Context, io.Reader, io.Writer) error) {
	b.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serve(b.Context(), inR, outW) }()
	request := []byte(call(1, "echo") + "\n")
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
