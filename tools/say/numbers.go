package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// Decimal writes hours with as few digits as they need, at most two decimals.
func Decimal(hours float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", hours), "0"), ".")
}

// Day writes a day with its weekday: Fri 2026-11-27.
func Day(d worklog.Day) string { return d.Weekday().String()[:3] + " " + d.String() }

// DayHeader heads what is said about a day: Fri 2026-11-27: 6h 30m of 8h. The name of
// a holiday follows, if there is one.
func DayHeader(d worklog.Day, logged, required time.Duration, holiday string) string {
	text := fmt.Sprintf("%s: %s of %s", Day(d), worklog.FormatSpent(logged), worklog.FormatSpent(required))
	if holiday != "" {
		text += " (" + Line(holiday) + ")"
	}
	return text
}

// Hours writes a duration as hours with at most two decimals: 1.5 h.
func Hours(d time.Duration) string { return Decimal(worklog.Hours(d)) + " h" }
