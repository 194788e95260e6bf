package server

import (
	"log/slog"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// extensions lists the extensions of the protocol that the server declares.
func extensions() map[string]any { return map[string]any{tools.SkillsExtension: struct{}{}} }

// Corrected returns a server of [New] as transports want it, once for each server.
func Corrected(s *mcpserver.MCPServer, log *slog.Logger) *mcp.Server {
	return mcp.NewServer(s, mcp.Options{
		Methods: map[string]mcp.Method{"skills/list": tools.ListSkills, "skills/get": tools.GetSkill},
		Invalid: tools.InvalidArguments,
		Logger:  log,
	})
}
