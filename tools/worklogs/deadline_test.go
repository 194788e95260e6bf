package worklogs_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// TestSlow gives every answer late. No call takes longer than it may, and the time
// sheet is what its answer says.
func TestSlow(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		for _, latency := range []time.Duration{4 * time.Second, 9 * time.Second, 14 * time.Second, 19 * time.Second, 29 * time.Second, 45 * time.Second} {
			delay := sim.Fault{Delay: latency, Match: anyRequest.match}
			play(t, s, false, armed(fault{name: "slow by " + latency.String(), fault: delay}, anyRequest, 0, 0))
		}
	}
}

// TestNotBegun says of each entry what became of it when the time runs out in the middle:
// what was not begun can be sent again.
func TestNotBegun(t *testing.T) {
	t.Parallel()
	inBubble(t, 1, func(t *testing.T, s *tooltest.Site) {
		t.Helper()
		know(t, s)
		s.Latency = 18 * time.Second
		list := []wanted{several[0], several[6], several[9]}
		began := time.Now()
		result := s.Run(t.Context(), t, "bulkCreateWorklogs", bulkArguments(list...))
		if took := time.Since(began); took > kit.DefaultTimeout {
			t.Errorf("took %s", took)
		}
		time.Sleep(time.Hour)
		var out bulkResult
		tooltest.Unpack(t, result, &out)
		if out.Created != 1 || out.Failed != 2 || len(s.Worklogs()) != 1 {
			t.Errorf("%+v, %d worklogs", out, len(s.Worklogs()))
		}
		tooltest.Wants(t, result.Text, "Not begun: nothing was written, so it can be sent again")
	})
}

// TestQueueOfHangingWrites has several calls wait for one issue, to which no write is
// answered.
func TestQueueOfHangingWrites(t *testing.T) {
	t.Parallel()
	for _, hang := range []sim.Fault{{HangBefore: true}, {HangAfter: true}, {LateEffect: time.Minute}} {
		inBubble(t, 4, func(t *testing.T, s *tooltest.Site) {
			t.Helper()
			hang.Match = isWrite
			s.AddFault(hang)
			began := time.Now()
			results := atOnce(t, s, "createWorklog", slices.Repeat([]string{tooltest.JSON(single.arguments())}, 4)...)
			if took := time.Since(began); took > kit.DefaultTimeout {
				t.Errorf("took %s", took)
			}
			time.Sleep(time.Hour)
			checkTwins(t, s, results, "hanging writes")
		})
	}
}

// TestReadsEndInTime says which service did not answer, and not that somebody has
// canceled the call.
func TestReadsEndInTime(t *testing.T) {
	t.Parallel()
	for path, service := range map[string]string{"/4/": "Tempo did not answer in time", "/rest/api/3/issue": "no answer in time"} {
		for tool, args := range map[string]string{
			"createWorklog": tooltest.JSON(single.arguments()), "retrieveWorklogs": `{"startDate":"2026-03-01","endDate":"2026-03-31","issueKey":"ATLAS-1"}`,
		} {
			synctest.Test(t, func(t *testing.T) {
				s := tooltest.NewSite(t, tooltest.Unchecked, func(o *tooltest.Setup) { o.RetryDelay = 500 * time.Millisecond })
				know(t, s)
				s.AddFault(sim.Fault{HangBefore: true, PathPrefix: path})
				began := time.Now()
				tooltest.Wants(t, s.Fails(t, tool, args), service)
				if took := time.Since(began); took > kit.DefaultTimeout {
					t.Errorf("%s: took %s", tool, took)
				}
				time.Sleep(time.Hour)
			})
		}
	}
}
