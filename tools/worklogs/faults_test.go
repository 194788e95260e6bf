package worklogs_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

// fault is one way to misbehave. heals says that it does no harm when it occurs
// once: the call is to succeed all the same.
type fault struct {
	name  string
	fault sim.Fault
	heals bool
}

var faults = []fault{
	{"429", sim.Fault{Status: 429}, true},
	{"429 with a wait", sim.Fault{Status: 429, Header: http.Header{"Retry-After": {"2"}}}, true},
	{"429 with a long wait", sim.Fault{Status: 429, Header: http.Header{"Retry-After": {"120"}}}, false},
	{"400", sim.Fault{Status: 400}, false},
	{"401", sim.Fault{Status: 401}, false},
	{"403 page", sim.Fault{Status: 403, Body: tooltest.WebPage}, false},
	{"404", sim.Fault{Status: 404}, false},
	{"408", sim.Fault{Status: 408}, false},
	{"409", sim.Fault{Status: 409}, false},
	{"500", sim.Fault{Status: 500}, false},
	{"502", sim.Fault{Status: 502}, true},
	{"503", sim.Fault{Status: 503}, true},
	{"504", sim.Fault{Status: 504}, false},
	{"500 after the effect", sim.Fault{StatusAfter: 500}, false},
	{"502 after the effect", sim.Fault{StatusAfter: 502}, true},
	{"504 after the effect", sim.Fault{StatusAfter: 504}, true},
	{"drop before the effect", sim.Fault{DropBefore: true}, true},
	{"drop after the effect", sim.Fault{DropAfter: true}, true},
	{"refused connection", sim.Fault{Refuse: true}, true},
	{"hang before the effect", sim.Fault{HangBefore: true}, false},
	{"hang after the effect", sim.Fault{HangAfter: true}, true},
	{"late effect, soon", sim.Fault{LateEffect: 31 * time.Second}, true},
	{"late effect, later", sim.Fault{LateEffect: 5 * time.Minute}, false},
	{"half the answer", sim.Fault{Truncate: true}, true},
	{"page in place of the answer", sim.Fault{Status: 200, Body: tooltest.WebPage}, false},
	{"page after the effect", sim.Fault{StatusAfter: 200, Body: tooltest.WebPage}, false},
	{"nothing in the answer", sim.Fault{StatusAfter: 200, Body: "{}"}, false},
	{"null for an answer", sim.Fault{StatusAfter: 200, Body: "null"}, false},
	{"a part of the entries, then 400", sim.Fault{BulkPartial: 2}, true},
	{"a part of the entries, then 500", sim.Fault{BulkPartial: 1, Status: 500}, true},
}

// target is the kind of requests that a fault befalls.
type target struct {
	name  string
	match func(*http.Request) bool
}

var (
	anyRequest   = target{"requests", func(*http.Request) bool { return true }}
	writes       = target{"writes", isWrite}
	worklogReads = target{"reads of worklogs", func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/4/worklogs")
	}}
)

func isWrite(r *http.Request) bool {
	return r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/4/worklogs")
}

// scenario is a call, and the judge of its result.
type scenario struct {
	name string
	// prepare fills the site; judge is called when everything has settled, and
	// returns what is wrong.
	prepare func(*tooltest.Site)
	tool    string
	args    string
	judge   func(t *testing.T, before, after []sim.Worklog, o outcome) []string
}

// outcome is how a call ended, in the tests' own words.
type outcome struct {
	text   string
	failed bool
	raw    func(out any)
}

// unsure reports whether a text says that nobody knows.
func unsure(text string) bool {
	return strings.Contains(text, "outcome is unknown") || strings.Contains(text, "may still arrive")
}

// TestFaults lets each fault befall each step of each writing tool. Afterwards
// the worklogs are those that the result told of.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		for _, f := range faults {
			t.Run(s.name+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				for _, where := range []target{anyRequest, writes, worklogReads} {
					for _, times := range []int{1, 2, 0} {
						everyStep(t, s, f, where, times)
					}
				}
			})
		}
	}
}

// everyStep lets a fault begin at the first request, the second, and so on until
// there are no more.
func everyStep(t *testing.T, s scenario, f fault, where target, times int) {
	t.Helper()
	for skip := range 40 {
		if !play(t, s, times == 1 && f.heals, armed(f, where, skip, times)) {
			return
		}
	}
	t.Error("the call never ends")
}

// step is a fault at a place, and whether it struck.
type step struct {
	name   string
	fault  sim.Fault
	struck *bool
}

func armed(f fault, where target, skip, times int) step {
	seen, struck := 0, false
	fault := f.fault
	fault.Times = times
	// Counting here instead of by Skip tells whether there was such a request.
	fault.Match = func(r *http.Request) bool {
		if !where.match(r) || fault.BulkPartial > 0 && !strings.HasSuffix(r.URL.Path, "/bulk") {
			return false
		}
		seen++
		struck = struck || seen > skip
		return seen > skip
	}
	return step{fmt.Sprintf("%s, %d times, after %d %s", f.name, times, skip, where.name), fault, &struck}
}

// play runs a scenario with faults in a bubble of its own time, and reports
// whether the first of them struck.
func play(t *testing.T, s scenario, mustSucceed bool, steps ...step) bool {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		site := tooltest.NewSite(t, tooltest.Unchecked, func(o *tooltest.Setup) { o.RetryDelay = 500 * time.Millisecond })
		if s.prepare != nil {
			s.prepare(site)
		}
		before := site.Worklogs()
		var names []string
		for _, step := range steps {
			site.AddFault(step.fault)
			site.Odd = site.Odd || step.fault.StatusAfter == http.StatusOK
			names = append(names, step.name)
		}
		began := time.Now()
		result := site.Run(t.Context(), t, s.tool, s.args)
		took := time.Since(began)
		site.ClearFaults()
		time.Sleep(time.Hour) // whatever comes late has come
		o := outcome{result.Text, result.IsError, func(out any) { tooltest.Unpack(t, result, out) }}
		problems := s.judge(t, before, site.Worklogs(), o)
		if took > kit.DefaultTimeout {
			problems = append(problems, fmt.Sprintf("it took %s", took))
		}
		if _, most := site.MaxInFlight(); most > 1 {
			problems = append(problems, fmt.Sprintf("%d writes to one issue at once", most))
		}
		// A move needs the time of two writes, and gives each of them less.
		tooLate := s.name == "move" && took > 20*time.Second && (unsure(result.Text) || strings.Contains(result.Text, "Not begun"))
		if mustSucceed && !tooLate && (result.IsError || unsure(result.Text) || strings.Contains(result.Text, " failed: ")) {
			problems = append(problems, "this fault should have been overcome")
		}
		if len(problems) > 0 {
			t.Errorf("%s:\n%s\nresult: %s\n%s", strings.Join(names, " and "), strings.Join(problems, "\n"), result.Text, site.Sent())
		}
	})
	return *steps[0].struck
}

// TestFaultsOfLooking loses the answer of a write, and then disturbs the look at
// what became of it, or the look at what stood there before.
func TestFaultsOfLooking(t *testing.T) {
	t.Parallel()
	lost := pick("500 after the effect", "drop before the effect", "drop after the effect", "hang before the effect",
		"hang after the effect", "late effect, soon")
	blind := pick("429 with a long wait", "401", "404", "500", "502", "drop before the effect", "hang before the effect",
		"half the answer", "page in place of the answer", "null for an answer")
	for _, s := range scenarios {
		for _, first := range lost {
			t.Run(s.name+"/"+first.name, func(t *testing.T) {
				t.Parallel()
				for _, second := range blind {
					if s.tool == "deleteWorklog" && second.fault.Status == http.StatusNotFound {
						continue // no one could tell that from the worklog being gone
					}
					for skip := range 3 {
						play(t, s, false, armed(first, writes, 0, 1), armed(second, worklogReads, skip, 1))
					}
					play(t, s, false, armed(first, writes, 0, 1), armed(second, worklogReads, 1, 0))
					play(t, s, false, armed(first, writes, 0, 1), armed(second, writes, 1, 0))
				}
			})
		}
	}
}

// pick returns the faults with the given names.
func pick(names ...string) []fault {
	var list []fault
	for _, f := range faults {
		if slices.Contains(names, f.name) {
			list = append(list, f)
		}
	}
	return list
}
