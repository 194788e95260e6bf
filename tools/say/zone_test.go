package say_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestZone names zones, and says what that of the machine is.
func TestZone(t *testing.T) {
	t.Parallel()
	day := worklog.NewDay(2026, time.November, 28)
	for name, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin",
		"Local":         "the zone of the computer where this server runs, UTC+05:30",
	} {
		if got := say.Zone(time.FixedZone(name, 5*3600+1800), day); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
