package worklogs_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// inBubble runs a test on a site whose answers take a second, in its own time.
func inBubble(t *testing.T, concurrency int, test func(*testing.T, *tooltest.Site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := tooltest.NewSite(t, tooltest.Unchecked, func(o *tooltest.Setup) {
			o.RetryDelay, o.Concurrency = 500*time.Millisecond, concurrency
		})
		s.Latency = time.Second
		test(t, s)
	})
}

// atOnce makes calls at the same time.
func atOnce(t *testing.T, s *tooltest.Site, name string, arguments ...string) []kit.Result {
	t.Helper()
	results := make([]kit.Result, len(arguments))
	var wg sync.WaitGroup
	for i, a := range arguments {
		wg.Go(func() { results[i] = s.Run(t.Context(), t, name, a) })
	}
	wg.Wait()
	return results
}

// TestTwinsAtOnce makes identical calls at the same time while requests go
// wrong: each call that says created has a worklog of its own, and there are no
// others than those of the calls that do not know.
func TestTwinsAtOnce(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		for _, where := range []target{writes, worklogReads} {
			t.Run(f.name+"/"+where.name, func(t *testing.T) {
				t.Parallel()
				for skip := range 3 {
					for _, times := range []int{1, 3} {
						inBubble(t, 4, func(t *testing.T, s *tooltest.Site) {
							t.Helper()
							step := armed(f, where, skip, times)
							s.Odd = step.fault.StatusAfter == http.StatusOK
							s.AddFault(step.fault)
							results := atOnce(t, s, "createWorklog", slices.Repeat([]string{tooltest.JSON(single.arguments())}, 5)...)
							time.Sleep(time.Hour)
							checkTwins(t, s, results, step.name)
						})
					}
				}
			})
		}
	}
}

func checkTwins(t *testing.T, s *tooltest.Site, results []kit.Result, what string) {
	t.Helper()
	var claims []claim
	for _, r := range results {
		c := claim{wanted: single, state: "failed"}
		switch {
		case !r.IsError:
			var out struct {
				Worklog tooltest.Row `json:"worklog"`
			}
			tooltest.Unpack(t, r, &out)
			c.state, c.id = "created", out.Worklog.WorklogID
		case unsure(r.Text):
			c.state = "unknown"
		}
		claims = append(claims, c)
	}
	if problems := check(claims, nil, s.Worklogs()); len(problems) > 0 {
		t.Errorf("%s:\n%s", what, strings.Join(problems, "\n"))
		for _, r := range results {
			t.Log(r.Text)
		}
	}
	if _, most := s.MaxInFlight(); most > 1 {
		t.Errorf("%s: %d writes to one issue at once", what, most)
	}
}

func TestIssuesSideBySide(t *testing.T) {
	t.Parallel()
	for _, places := range []int{1, 3} {
		inBubble(t, places, func(t *testing.T, s *tooltest.Site) {
			t.Helper()
			var list []wanted
			for i := range int64(9) {
				id := s.AddIssue(sim.Issue{Key: fmt.Sprintf("WIDE-%d", i+1), Summary: "x"})
				w := wanted{key: fmt.Sprintf("WIDE-%d", i+1), issue: id, date: "2026-03-05", seconds: 3600, bill: -1}
				list = append(list, w, w)
			}
			s.OK(t, "retrieveWorklogs", `{"startDate":"2026-03-05","endDate":"2026-03-05"}`, nil) // to know who one is
			s.ResetRequests()
			began := time.Now()
			var out bulkResult
			s.OK(t, "bulkCreateWorklogs", bulkArguments(list...), &out)
			if out.Created != 18 || len(s.Worklogs()) != 18 {
				t.Errorf("created %d, there are %d", out.Created, len(s.Worklogs()))
			}
			most, toOne := s.MaxInFlight()
			if most != max(2, places) || toOne != 1 { // two reads at once come first; the schedule is remembered
				t.Errorf("%d places: %d requests at once, %d writes to one issue", places, most, toOne)
			}
			if took, want := time.Since(began), time.Duration(1+9/places)*time.Second; took != want {
				t.Errorf("%d places: took %s, want %s", places, took, want)
			}
		})
	}
}

func TestEditsAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 4, func(t *testing.T, s *tooltest.Site) {
		t.Helper()
		tooltest.PrepareEdit(s)
		results := atOnce(t, s, "editWorklog",
			`{"worklogId":"500","timeSpentHours":2}`, `{"worklogId":"500","description":"Invoices"}`,
			`{"worklogId":"500","attributes":[{"key":"_Account_","value":"BETA"}]}`)
		for _, r := range results {
			if r.IsError {
				t.Error(r.Text)
			}
		}
		want := tooltest.Original()
		edited(&want)
		if diff := cmp.Diff(want, s.Worklogs()[0], untimed); diff != "" {
			t.Errorf("a change was lost (-want +got):\n%s", diff)
		}
		if _, most := s.MaxInFlight(); most != 1 {
			t.Errorf("%d writes to one issue at once", most)
		}
	})
}

// TestEditAndCreateAtOnce writes to one issue with all writing tools at once.
func TestEditAndCreateAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, 4, func(t *testing.T, s *tooltest.Site) {
		t.Helper()
		tooltest.PrepareEdit(s)
		var wg sync.WaitGroup
		wg.Go(func() { s.Run(t.Context(), t, "editWorklog", `{"worklogId":"500","timeSpentHours":2}`) })
		wg.Go(func() { s.Run(t.Context(), t, "deleteWorklog", `{"worklogId":"501"}`) })
		wg.Go(func() { s.Run(t.Context(), t, "createWorklog", tooltest.JSON(single.arguments())) })
		wg.Go(func() { s.Run(t.Context(), t, "bulkCreateWorklogs", bulkArguments(single, single)) })
		wg.Wait()
		if _, most := s.MaxInFlight(); most != 1 || len(s.Worklogs()) != 4 {
			t.Errorf("%d writes to one issue at once, %d worklogs", most, len(s.Worklogs()))
		}
	})
}

// TestCanceled ends calls after some time. Answers take a second, so that the
// write is under way from the second to the third second.
func TestCanceled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, tool, args string
		after            time.Duration
		done             bool
	}{
		{"create, while looking up", "createWorklog", tooltest.JSON(single.arguments()), 1500 * time.Millisecond, false},
		{"create, while writing", "createWorklog", tooltest.JSON(single.arguments()), 2500 * time.Millisecond, true},
		{"edit, while reading", "editWorklog", `{"worklogId":"500","timeSpentHours":2}`, 1500 * time.Millisecond, false},
		{"edit, while writing", "editWorklog", `{"worklogId":"500","timeSpentHours":2}`, 2500 * time.Millisecond, true},
		{"move, while reading", "editWorklog", `{"worklogId":"500","issueKey":"ATLAS-2"}`, 2500 * time.Millisecond, false},
		{"move, while copying", "editWorklog", `{"worklogId":"500","issueKey":"ATLAS-2"}`, 3500 * time.Millisecond, true},
		{"delete, while reading", "deleteWorklog", `{"worklogId":"500"}`, 1500 * time.Millisecond, false},
		{"delete, while writing", "deleteWorklog", `{"worklogId":"500"}`, 2500 * time.Millisecond, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, lossy := range []bool{false, true} {
				inBubble(t, 4, func(t *testing.T, s *tooltest.Site) {
					t.Helper()
					tooltest.PrepareEdit(s)
					before := tooltest.JSON(s.Worklogs())
					if lossy {
						s.AddFault(sim.Fault{DropAfter: true, Match: isWrite})
					}
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(tt.after, cancel)
					result := s.Run(ctx, t, tt.tool, tt.args)
					time.Sleep(time.Hour)
					if changed := tooltest.JSON(s.Worklogs()) != before; changed != tt.done || result.IsError == tt.done {
						t.Errorf("lossy %v: changed %v, error %v: %s", lossy, changed, result.IsError, result.Text)
					}
					if !tt.done {
						tooltest.Wants(t, result.Text, "canceled", "before anything was written")
					}
				})
			}
		})
	}
}

// TestCanceledBulk ends a call while the first of two issues is written and the
// second waits for its turn.
func TestCanceledBulk(t *testing.T) {
	t.Parallel()
	inBubble(t, 1, func(t *testing.T, s *tooltest.Site) {
		t.Helper()
		know(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, cancel)
		result := s.Run(ctx, t, "bulkCreateWorklogs", bulkArguments(single, several[9]))
		time.Sleep(time.Hour)
		var out bulkResult
		tooltest.Unpack(t, result, &out)
		if out.Created != 1 || out.Failed != 1 || out.Unknown != 0 || len(s.Worklogs()) != 1 {
			t.Errorf("%+v, %d worklogs", out, len(s.Worklogs()))
		}
		tooltest.Wants(t, result.Text, "canceled")
	})
}
