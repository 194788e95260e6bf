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

// Hours writes a duration as hours with at most two decimals: 1.5 h.
func Hours(d time.Duration) string { return Decimal(worklog.Hours(d)) + " h" }
