package worklogs_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// wanted is a worklog that a call asks for, and its arguments.
type wanted struct {
	key, date   string
	issue       int64
	seconds     int64
	start, text string
	account     string
	estimate    bool
	bill        int64 // seconds; -1 for not named
}

// arguments are those of createWorklog.
func (w wanted) arguments() map[string]any {
	a := map[string]any{"issueKey": w.key, "date": w.date, "timeSpentHours": float64(w.seconds) / 3600}
	if w.start != "" {
		a["startTime"] = strings.TrimSuffix(w.start, ":00")
	}
	if w.text != "" {
		a["description"] = w.text
	}
	if w.account != "" {
		a["attributes"] = []tooltest.Pair{{Key: "_Account_", Value: w.account}}
	}
	if w.estimate {
		a["remainingEstimateHours"] = 4
	}
	if w.bill >= 0 {
		a["billableHours"] = float64(w.bill) / 3600
	}
	return a
}

// print is what tells worklogs apart, apart from their ids.
func (w wanted) print() string {
	bill := w.bill
	if bill < 0 {
		bill = w.seconds // what the simulator makes of it
	}
	return fmt.Sprint(w.issue, w.date, w.seconds, w.start, w.text, w.account, bill)
}

func printOf(w sim.Worklog) string {
	account := ""
	for _, a := range w.Attributes {
		account += a.Value
	}
	return fmt.Sprint(w.IssueID, w.StartDate, w.TimeSpentSeconds, w.StartTime, w.Description, account, *w.BillableSeconds)
}

// single is what the scenario of createWorklog asks for.
var single = wanted{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 5400, start: "09:00:00", text: "Ranking", bill: -1}

// several are entries on three issues: several on one of them, twins, one that
// stood there before, some that differ only in what one leaves out, and one
// that a bulk request cannot hold.
var several = []wanted{
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, bill: -1},
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, text: "Ranking", bill: -1},
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, start: "09:00:00", text: "Ranking", bill: -1},
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, start: "09:00:00", text: "Ranking", bill: -1},
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, start: "09:00:00", text: "Ranking", account: "ACME", bill: -1},
	{key: "ATLAS-1", issue: 10001, date: "2026-03-05", seconds: 3600, start: "09:00:00", text: "Ranking", bill: 0},
	{key: "ATLAS-2", issue: 10002, date: "2026-03-04", seconds: 1800, text: "Invoices", estimate: true, bill: -1},
	{key: "ATLAS-2", issue: 10002, date: "2026-03-04", seconds: 1800, text: "Invoices", bill: -1},
	{key: "ATLAS-2", issue: 10002, date: "2026-03-03", seconds: 900, bill: -1},
	{key: "OPS-3", issue: 10003, date: "2026-03-05", seconds: 600, text: "Alerts", bill: -1},
}

// before puts a twin of each entry there, and worklogs of somebody else's.
func before(list ...wanted) func(*tooltest.Site) {
	return func(s *tooltest.Site) {
		s.AddAccount(sim.Account{ID: 1, Key: "ACME", Name: "Acme"})
		s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT"})
		s.AddUser(sim.User{AccountID: "ben", DisplayName: "Ben", Viewable: true})
		for _, w := range list {
			twin := sim.Worklog{
				IssueID: w.issue, StartDate: w.date, StartTime: w.start, TimeSpentSeconds: w.seconds, Description: w.text,
				BillableSeconds: new(w.seconds),
			}
			s.AddWorklog(twin)
			twin.AuthorAccountID = "ben"
			s.AddWorklog(twin)
		}
	}
}

var scenarios = []scenario{
	{"create", before(single), "createWorklog", tooltest.JSON(single.arguments()), judgeSingle(single)},
	{"create with an estimate", nil, "createWorklog", tooltest.JSON(estimated.arguments()), judgeSingle(estimated)},
	{"bulk", before(several[2], several[6]), "bulkCreateWorklogs", bulkArguments(several...), judgeBulk(several...)},
	{"bulk, other order", before(several[0]), "bulkCreateWorklogs", bulkArguments(reversed...), judgeBulk(reversed...)},
	{"edit", tooltest.PrepareEdit, "editWorklog", `{"worklogId":"500","timeSpentHours":2,"description":"Invoices","attributes":[{"key":"_Account_","value":"BETA"}]}`, judgeEdit(edited)},
	{"edit to remove an attribute", tooltest.PrepareEdit, "editWorklog", `{"worklogId":"500","attributes":[{"key":"_Account_","value":""}]}`, judgeEdit(bare)},
	{"edit of the billable time", tooltest.PrepareEdit, "editWorklog", `{"worklogId":"500","billableHours":0.5}`, judgeEdit(halfBillable)},
	{"edit that clears the text", tooltest.PrepareEdit, "editWorklog", `{"worklogId":"500","description":"","date":"2026-03-03"}`, judgeEdit(moved)},
	{"move", tooltest.PrepareEdit, "editWorklog", `{"worklogId":"500","issueKey":"ATLAS-2","timeSpentHours":2}`, judgeMove},
	{"delete", tooltest.PrepareEdit, "deleteWorklog", `{"worklogId":"500"}`, judgeDelete},
}

var estimated = wanted{key: "OPS-3", issue: 10003, date: "2026-03-05", seconds: 600, text: "Alerts", estimate: true, bill: -1}

var reversed = []wanted{several[9], several[8], several[7], several[6], several[5], several[4], several[3], several[2], several[1], several[0]}

func bulkArguments(list ...wanted) string {
	var entries []any
	for _, w := range list {
		entries = append(entries, w.arguments())
	}
	return tooltest.JSON(map[string]any{"worklogEntries": entries})
}

// claim is what a result says of an entry.
type claim struct {
	wanted
	state string // created, failed, unknown
	id    string
}

// added returns the worklogs that have come, and complains about others that
// have changed.
func added(before, after []sim.Worklog) (list []sim.Worklog, problems []string) {
	old := map[int64]sim.Worklog{}
	for _, w := range before {
		old[w.ID] = w
	}
	for _, w := range after {
		was, ok := old[w.ID]
		if !ok {
			list = append(list, w)
			continue
		}
		delete(old, w.ID)
		if diff := cmp.Diff(was, w); diff != "" {
			problems = append(problems, fmt.Sprintf("worklog %d has changed: %s", w.ID, diff))
		}
	}
	for id := range old {
		problems = append(problems, fmt.Sprintf("worklog %d is gone", id))
	}
	return list, problems
}

// check compares claims with the worklogs that have come: what is claimed as
// created is there once and is what was asked for, what failed is not there, and
// what is unknown is there at most once.
func check(claims []claim, before, after []sim.Worklog) []string {
	list, problems := added(before, after)
	left := map[string]sim.Worklog{}
	for _, w := range list {
		left[strconv.FormatInt(w.ID, 10)] = w
	}
	unknown := map[string]int{}
	for i, c := range claims {
		switch c.state {
		case "created":
			w, ok := left[c.id]
			if !ok {
				problems = append(problems, fmt.Sprintf("entry %d: worklog %q is not there, not new, or another entry's", i, c.id))
			} else if printOf(w) != c.print() {
				problems = append(problems, fmt.Sprintf("entry %d is %s, not %s", i, printOf(w), c.print()))
			}
			delete(left, c.id)
		case "unknown":
			unknown[c.print()]++
		case "failed":
		default:
			problems = append(problems, fmt.Sprintf("entry %d is %q", i, c.state))
		}
	}
	for id, w := range left {
		if unknown[printOf(w)] == 0 {
			problems = append(problems, fmt.Sprintf("worklog %s (%s) was never told of", id, printOf(w)))
		}
		unknown[printOf(w)]--
	}
	return problems
}

func judgeSingle(w wanted) func(*testing.T, []sim.Worklog, []sim.Worklog, outcome) []string {
	return func(_ *testing.T, before, after []sim.Worklog, o outcome) []string {
		c := claim{wanted: w, state: "failed"}
		switch {
		case !o.failed:
			var out struct {
				Worklog tooltest.Row `json:"worklog"`
			}
			o.raw(&out)
			c.state, c.id = "created", out.Worklog.WorklogID
		case unsure(o.text):
			c.state = "unknown"
		}
		return check([]claim{c}, before, after)
	}
}

// bulkResult is what bulkCreateWorklogs answers.
type bulkResult struct {
	Created    int     `json:"created"`
	Failed     int     `json:"failed"`
	Unknown    int     `json:"unknown"`
	TotalHours float64 `json:"totalHours"`
	Results    []struct {
		Entry    int           `json:"entry"`
		Status   string        `json:"status"`
		IssueKey string        `json:"issueKey"`
		Date     string        `json:"date"`
		Worklog  *tooltest.Row `json:"worklog"`
		Error    string        `json:"error"`
	} `json:"results"`
}

func judgeBulk(list ...wanted) func(*testing.T, []sim.Worklog, []sim.Worklog, outcome) []string {
	return func(_ *testing.T, before, after []sim.Worklog, o outcome) []string {
		claims := make([]claim, len(list))
		for i, w := range list {
			claims[i] = claim{wanted: w, state: "failed"}
		}
		var out bulkResult
		if o.raw(&out); len(out.Results) == 0 { // an error of the whole call
			return check(claims, before, after)
		}
		count := map[string]int{}
		var problems []string
		for i, r := range out.Results {
			claims[i].state = r.Status
			count[r.Status]++
			if r.Entry != i || r.IssueKey != list[i].key || r.Date != list[i].date {
				problems = append(problems, fmt.Sprintf("result %d is about another entry: %+v", i, r))
			}
			if (r.Worklog != nil) != (r.Status == "created") || (r.Error == "") != (r.Status == "created") {
				problems = append(problems, fmt.Sprintf("result %d is inconsistent: %+v", i, r))
			}
			if r.Worklog != nil {
				claims[i].id = r.Worklog.WorklogID
			}
		}
		if count["created"] != out.Created || count["failed"] != out.Failed || count["unknown"] != out.Unknown || o.failed != (out.Created == 0) {
			problems = append(problems, fmt.Sprintf("counts are %+v, error %v", out, o.failed))
		}
		return append(problems, check(claims, before, after)...)
	}
}
