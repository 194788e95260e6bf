package worklogs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// elsewhere is the original as the scenario moves it.
func elsewhere() sim.Worklog {
	w := tooltest.Original()
	w.IssueID, w.TimeSpentSeconds, w.BillableSeconds = 10002, 7200, new(int64(7200))
	return w
}

// judgeMove: after success there is the copy alone, after failure the original alone.
// When nobody knows, there are never none of them; when both are said to stand, they do.
func judgeMove(_ *testing.T, before, after []sim.Worklog, o outcome) []string {
	var original, copies []sim.Worklog
	var problems []string
	for _, w := range after {
		switch w.ID {
		case 500:
			original = append(original, w)
			problems = append(problems, cmp.Diff(tooltest.Original(), w, untimed))
		case 501:
			problems = append(problems, cmp.Diff(before[1], w))
		default:
			copies = append(copies, w)
			problems = append(problems, cmp.Diff(elsewhere(), w, unnumbered))
		}
	}
	wrong := ""
	switch n, m := len(original), len(copies); {
	case !o.failed:
		var out editResult
		o.raw(&out)
		if n != 0 || m != 1 || out.MovedFrom != "500" || out.Worklog.WorklogID != fmt.Sprint(copies[0].ID) {
			wrong = fmt.Sprintf("moved, with %d and %d: %+v", n, m, out)
		}
	case unsure(o.text):
		if n+m == 0 || m > 1 {
			wrong = fmt.Sprintf("nobody knows, with %d and %d", n, m)
		}
	case strings.Contains(o.text, "both stand"):
		if n != 1 || m != 1 || !strings.Contains(o.text, fmt.Sprint(copies[0].ID)) {
			wrong = fmt.Sprintf("both stand, with %d and %d", n, m)
		}
	default:
		if n != 1 || m != 0 {
			wrong = fmt.Sprintf("not moved, with %d and %d", n, m)
		}
	}
	return nonEmpty(append(problems, wrong))
}
