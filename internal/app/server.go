package app

import (
	"context"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// today is the day in the person's zone, as far as it is known by now, or else in that
// of the machine.
func (conn *Connection) today(sys System) (worklog.Day, *time.Location) {
	zone := sys.Local
	if conn != nil {
		if known, ok := conn.knownZone(); ok {
			zone = known
		}
	}
	return worklog.DayOf(sys.Now().In(zone)), zone
}

// NewServer returns the MCP server of a connection, or of the reason (err) why there
// is none: then every call says that.
func NewServer(conn *Connection, err error, sys System, offered tools.Selection) *mcp.Server {
	return mcp.New(mcp.Offer{
		Version: sys.Version, Selection: offered, Calls: Calls(conn, err, sys), Reading: Reading(conn, err, sys),
		Today: func(context.Context) (worklog.Day, *time.Location) { return conn.today(sys) },
	})
}
