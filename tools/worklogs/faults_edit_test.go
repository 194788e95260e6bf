package worklogs_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// Changes of the original.
var (
	edited = func(w *sim.Worklog) {
		w.TimeSpentSeconds, w.BillableSeconds, w.Description = 7200, new(int64(7200)), "Invoices"
		w.Attributes = []sim.AttributeValue{{Key: "_Account_", Value: "BETA"}, {Key: "_Remote_", Value: "true"}}
	}
	bare         = func(w *sim.Worklog) { w.Attributes = []sim.AttributeValue{{Key: "_Remote_", Value: "true"}} }
	halfBillable = func(w *sim.Worklog) { w.BillableSeconds = new(int64(1800)) }
	moved        = func(w *sim.Worklog) { w.Description, w.StartDate = "", "2026-03-03" }
)

var untimed = cmpopts.IgnoreFields(sim.Worklog{}, "UpdatedAt", "JiraID")

// judgeEdit: after success the worklog is as asked for, after failure as it was,
// and one of both when nobody knows. The others are untouched.
func judgeEdit(change func(*sim.Worklog)) func(*testing.T, []sim.Worklog, []sim.Worklog, outcome) []string {
	return func(_ *testing.T, before, after []sim.Worklog, o outcome) []string {
		changed := tooltest.Original()
		change(&changed)
		isOld := cmp.Diff(tooltest.Original(), after[0], untimed)
		isNew := cmp.Diff(changed, after[0], untimed)
		problems := []string{cmp.Diff(before[1:], after[1:])}
		switch {
		case !o.failed:
			var out struct {
				Worklog tooltest.Row `json:"worklog"`
				Changes []struct {
					Field string `json:"field"`
				} `json:"changes"`
			}
			o.raw(&out)
			problems = append(problems, isNew)
			if out.Worklog.Description != changed.Description || out.Worklog.Date != changed.StartDate || len(out.Worklog.Attributes) != len(changed.Attributes) {
				problems = append(problems, fmt.Sprintf("the result shows %+v", out.Worklog))
			}
			if len(out.Changes) == 0 {
				problems = append(problems, "the result tells of no change")
			}
		case unsure(o.text):
			if isOld != "" && isNew != "" {
				problems = append(problems, "neither old nor new: "+isNew)
			}
		default:
			problems = append(problems, isOld)
		}
		return nonEmpty(problems)
	}
}

func judgeDelete(_ *testing.T, before, after []sim.Worklog, o outcome) []string {
	var problems []string
	there := after[0].ID == 500
	others := after
	if there {
		problems = append(problems, cmp.Diff(tooltest.Original(), after[0], untimed))
		others = after[1:]
	}
	problems = append(problems, cmp.Diff(before[1:], others))
	switch {
	case !o.failed:
		var out deleteResult
		o.raw(&out)
		if there || out.Deleted != 1 || out.Results[0].WorklogID != "500" || out.Results[0].Worklog.Description != "Ranking" {
			problems = append(problems, fmt.Sprintf("still there: %v; the result shows %+v", there, out.Deleted))
		}
	case !unsure(o.text) && !there:
		problems = append(problems, "deleted, but the result says otherwise")
	}
	return nonEmpty(problems)
}

func nonEmpty(list []string) []string {
	var some []string
	for _, s := range list {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}
