package say

import (
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// Zone names a time zone. That of the machine has no name of its own: Go calls it
// Local, which says nothing to a reader elsewhere, so it is told with what it is on the
// day.
func Zone(zone *time.Location, day worklog.Day) string {
	if zone.String() != "Local" {
		return Line(zone.String())
	}
	noon, err := time.ParseInLocation("2006-01-02 15", day.String()+" 12", zone)
	if err != nil {
		return "the zone of the computer where this server runs"
	}
	return "the zone of the computer where this server runs, UTC" + noon.Format("-07:00")
}
