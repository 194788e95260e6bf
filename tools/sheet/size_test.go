package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestAnswersFit holds every answer below the size at which clients cut it off, says
// that there is more, and counts everything.
func TestAnswersFit(t *testing.T) {
	t.Parallel()
	const year = `"startDate":"2025-01-01","endDate":"2025-12-31"`
	for _, call := range [][2]string{
		{"retrieveWorklogs", `{` + year + `,"limit":1000}`},
		{"retrieveWorklogs", `{` + year + `,"limit":1000,"order":"newest"}`},
		{"retrieveWorklogs", `{"startDate":"2025-01-01","endDate":"2025-01-31","limit":1000}`},
		{"getMissingWorklogDays", `{` + year + `}`},
		{"getWorklogAnalytics", `{` + year + `,"compareWith":"previous"}`},
		{"getWorklogAnalytics", `{` + year + `,"groupBy":"day"}`},
		{"getWorklogAnalytics", `{` + year + `,"groupBy":"day,issue"}`},
	} {
		t.Run(call[0]+call[1], func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t, tooltest.Unchecked)
			s.AddManyIssues()
			for i := range 300 {
				s.AddIssue(sim.Issue{ID: int64(40000 + i), Key: fmt.Sprintf("LONG-%d", i+1), Summary: strings.Repeat("<ü> ", 50)})
			}
			for i := range 5 * 365 {
				add(s, int64(i+1), time.Date(2025, 1, 1+i/5, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "", 90*time.Minute, int64(40000+i%300), "Some words about it")
			}
			result := s.Run(t.Context(), t, call[0], call[1])
			raw := tooltest.JSON(result.Structured)
			if n := utf8.RuneCountInString(raw); result.IsError || n > 60_000 || n < 20_000 {
				t.Errorf("%d characters: %.300s", n, result.Text)
			}
			if !strings.Contains(raw, `"truncated":true`) {
				t.Error("not said to be truncated")
			}
			if n := utf8.RuneCountInString(result.Text); n > 60_000 {
				t.Errorf("%d characters of text", n)
			}
		})
	}
}
