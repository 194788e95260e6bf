package change_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestCap tells what a full day holds, each worklog once, and how much it can hold by
// the refusal's words.
func TestCap(t *testing.T) {
	t.Parallel()
	for message, most := range map[string]time.Duration{
		"You can log at most 8 hours per day":                      8 * time.Hour,
		"On 2026-03-02 you can log at most 24 hours per day":       24 * time.Hour,
		"Worklog exceeds the maximum hours per day":                0,
		"Worklog 1000 exceeds the hours of the day":                0,
		"The hours of the day 2026-03-02 are more than the limit.": 0,
	} {
		s := newSim()
		original(s)
		s.AddFault(sim.Fault{Method: http.MethodPut, Status: http.StatusBadRequest, Body: `{"errors":[{"message":"` + message + `"}]}`})
		made := entry(day(2026, time.March, 2))
		longer := edit(func(d *change.Draft) { d.Spent = 24 * time.Hour })
		apply(t, connect(t, s), made, longer)
		full, ok := errors.AsType[*change.CapError](longer.Err)
		if !ok || made.Err != nil || !full.Known || full.Logged != time.Hour || full.Most != most {
			t.Errorf("%s: %v, %+v", message, made.Err, full)
		}
	}
}
