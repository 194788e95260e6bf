package plans_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// faults are ways in which answers get lost or are refused.
var faults = map[string]sim.Fault{
	"400":                    {Status: 400},
	"404":                    {Status: 404},
	"500":                    {Status: 500},
	"503":                    {Status: 503},
	"500 after the effect":   {StatusAfter: 500},
	"504 after the effect":   {StatusAfter: 504},
	"drop before the effect": {DropBefore: true},
	"drop after the effect":  {DropAfter: true},
	"hang before the effect": {HangBefore: true},
	"hang after the effect":  {HangAfter: true},
	"late effect, later":     {LateEffect: 5 * time.Minute},
	"half the answer":        {Truncate: true},
	"nothing in the answer":  {StatusAfter: 200, Body: "{}"},
	"a part, then a 500":     {BulkPartial: 1, Status: 500},
}

// TestFaultsOfUndo lets each fault befall each request of undoing each kind of change,
// once and for good, a move's twice as well. Afterwards the time sheet is what the result told of; and
// undoing once more without faults doubles nothing.
func TestFaultsOfUndo(t *testing.T) {
	t.Parallel()
	for _, w := range writes {
		if w.name == "move to where it is" || w.name == "delete" {
			continue // as an edit, and as several
		}
		for name, f := range faults {
			t.Run(w.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				everyRequest(t, w.tool, w.args, f, 1)
				everyRequest(t, w.tool, w.args, f, 0)
				if w.name == "move" { // alone sends two requests that differ
					everyRequest(t, w.tool, w.args, f, 2)
				}
			})
		}
	}
}

// everyRequest lets a fault begin at the first request, the second, and so on until there
// are no more.
func everyRequest(t *testing.T, tool, args string, f sim.Fault, times int) {
	t.Helper()
	for skip := 0; undoWithFault(t, tool, args, f, skip, times); skip++ {
		if skip == 20 {
			t.Fatal("the call never ends")
		}
	}
}

// undoWithFault undoes a change while a fault strikes from a request on, and reports
// whether there was such a request.
func undoWithFault(t *testing.T, tool, args string, f sim.Fault, skip, times int) (struck bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := journaled(t, "", tooltest.Unchecked, func(o *tooltest.Setup) { o.RetryDelay = 500 * time.Millisecond })
		defer func() { _ = s.Person.Record.State.Close() }() // before the bubble ends
		before := s.Worklogs()
		s.OK(t, tool, args, nil)
		after := s.Worklogs()
		seen := 0
		f.Times = times
		f.Match = func(r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, "/4/worklogs") || f.BulkPartial > 0 && !strings.HasSuffix(r.URL.Path, "/bulk") {
				return false
			}
			seen++
			struck = struck || seen > skip
			return seen > skip
		}
		s.AddFault(f)
		s.Odd = true
		began := time.Now()
		result := s.Run(t.Context(), t, "undoChange", `{}`)
		if took := time.Since(began); took > kit.DefaultTimeout {
			t.Errorf("it took %s", took)
		}
		s.ClearFaults()
		time.Sleep(time.Hour) // whatever comes late has come
		what := fmt.Sprintf("after %d, %d times: %s", skip, times, result.Text)
		checkReport(t, what, result, before, after, s.Worklogs())
		again := s.Run(t.Context(), t, "undoChange", `{}`)
		for _, twice := range doubled(before, after, s.Worklogs()) {
			t.Errorf("%s\nthen: %s\nstands too often: %s", what, again.Text, twice)
		}
	})
	return struck
}

// checkReport compares what an undo has told with the time sheet.
func checkReport(t *testing.T, what string, result kit.Result, before, after, now []sim.Worklog) {
	t.Helper()
	unsure := strings.Contains(result.Text, "outcome is unknown") || strings.Contains(result.Text, "may still arrive") ||
		strings.Contains(result.Text, "Moved by half")
	var out undoResult
	if result.Structured != nil {
		tooltest.Unpack(t, result, &out)
	}
	switch {
	case unsure:
	case len(out.Undone) == 0:
		if diff := cmp.Diff(after, now, said); diff != "" {
			t.Errorf("%s\nnothing was undone, but (-want +got)\n%s", what, diff)
		}
	case len(out.Refused) == 0:
		if diff := cmp.Diff(before, now, said); diff != "" {
			t.Errorf("%s\nall was undone, but (-want +got)\n%s", what, diff)
		}
	}
	for _, e := range out.Undone {
		there := ""
		for _, w := range now {
			if fmt.Sprint(w.ID) == e.WorklogID {
				there = w.Description
			}
		}
		if gone := there == "" && !hasID(now, e.WorklogID); gone != (e.Action == "deleted") {
			t.Errorf("%s\n%s is %s, but gone: %v", what, e.WorklogID, e.Action, gone)
		}
	}
}

func hasID(list []sim.Worklog, id string) bool {
	for _, w := range list {
		if fmt.Sprint(w.ID) == id {
			return true
		}
	}
	return false
}

// doubled lists what stands more often than it did both before and after the change,
// moves left by half aside, which are told.
func doubled(before, after, now []sim.Worklog) []string {
	count := func(list []sim.Worklog) map[string]int {
		found := map[string]int{}
		for _, w := range list {
			found[tooltest.JSON(unnamed(w))]++
		}
		return found
	}
	was, is := count(before), count(after)
	var list []string
	for text, n := range count(now) {
		if n > max(was[text], is[text]) {
			list = append(list, text)
		}
	}
	return list
}
