package sheet_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// TestCanceledCallersShareLookups ends the first of two calls that wait for the
// same look-up. The other one gets its answer.
func TestCanceledCallersShareLookups(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := tooltest.NewSite(t, tooltest.Unchecked, func(o *tooltest.Setup) { o.RetryDelay = 500 * time.Millisecond })
		s.Latency = time.Second
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		args := `{"startDate":"2026-03-05","endDate":"2026-03-05"}`
		var first, second kit.Result
		var wg sync.WaitGroup
		wg.Go(func() { first = s.Run(ctx, t, "retrieveWorklogs", args) })
		wg.Go(func() {
			time.Sleep(100 * time.Millisecond)
			second = s.Run(t.Context(), t, "retrieveWorklogs", args)
		})
		wg.Wait()
		if !first.IsError || second.IsError {
			t.Errorf("first: %s\nsecond: %s", first.Text, second.Text)
		}
		if n := strings.Count(s.Sent(), "/myself"); n != 1 {
			t.Errorf("asked %d times who one is", n)
		}
	})
}
