package app

import (
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// NewServer returns the MCP server of a connection, or of the reason (err) why there
// is none: then every call says that.
func NewServer(conn *Connection, err error, sys System, offered tools.Selection) *mcp.Server {
	return mcp.New(mcp.Offer{
		Version: sys.Version, Selection: offered, Calls: Calls(conn, err, sys), Reading: Reading(conn, err, sys),
	})
}
