package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// doubtLimit is how many overlaps and how many doubles one answer tells of.
const doubtLimit = 20

// doubts are what may be wrong in a list of worklogs, a line each.
type doubts struct {
	Overlaps []string `json:"overlaps" doc:"Pairs of the worklogs that share time on the clock; touching is none"`
	Doubles  []string `json:"doubles" doc:"Pairs that may be the same entered twice"`

	unplaced bool // some starts were taken for none, so there may be overlaps all the same
}

// doubtful looks for overlaps and doubles among worklogs in the order of time.
func doubtful(list []tempo.Worklog, issues map[int64]jira.Issue) doubts {
	texts := make(map[int64]string, len(list))
	entries := make([]worklog.Entry, len(list))
	for i, w := range list {
		entries[i] = w.Entry()
		texts[w.ID] = strings.ToLower(strings.Join(strings.Fields(w.Description), " "))
	}
	timed := worklog.Clocked(entries)
	d := doubts{Overlaps: []string{}, Doubles: []string{}, unplaced: !slices.Equal(entries, timed)}
	entries = timed
	for _, pair := range worklog.Overlaps(entries) {
		d.Overlaps = append(d.Overlaps, fmt.Sprintf("%s: %s and %s", say.Day(pair[0].Day), clocked(pair[0], pair[0].Day, issues), clocked(pair[1], pair[0].Day, issues)))
	}
	for _, pair := range doubles(entries, texts) {
		a, b := pair[0], pair[1]
		d.Doubles = append(d.Doubles, fmt.Sprintf("%s: %s twice on %s [id %d] and [id %d]", say.Day(a.Day), worklog.FormatSpent(a.Spent), called(issues, a.IssueID), a.ID, b.ID))
	}
	d.Overlaps, d.Doubles = few(d.Overlaps), few(d.Doubles)
	return d
}

// doubles pairs worklogs of the same issue, day and time spent, unless their starts or
// their texts tell them apart.
func doubles(entries []worklog.Entry, texts map[int64]string) [][2]worklog.Entry {
	type likeness struct {
		day   worklog.Day
		issue int64
		spent int64
	}
	seen := map[likeness][]worklog.Entry{}
	var pairs [][2]worklog.Entry
	for _, e := range entries {
		key := likeness{e.Day, e.IssueID, int64(e.Spent)}
		for _, other := range seen[key] {
			sameStart := e.Start == other.Start || e.Start.IsZero() || other.Start.IsZero()
			a, b := texts[e.ID], texts[other.ID]
			if sameStart && (a == b || a == "" || b == "") {
				pairs = append(pairs, [2]worklog.Entry{other, e})
				break
			}
		}
		seen[key] = append(seen[key], e)
	}
	return pairs
}

// clocked is a worklog with its time on the clock; the day of another one need not be
// said again.
func clocked(e worklog.Entry, day worklog.Day, issues map[int64]jira.Issue) string {
	end, days := worklog.End(e.Start, e.Spent)
	start, until := e.Start.String(), end.String()
	if e.Day != day {
		start = e.Day.String() + " " + start
	}
	if days > 0 {
		until = e.Day.AddDays(days).String() + " " + until
	}
	return fmt.Sprintf("%s–%s %s [id %d]", start, until, called(issues, e.IssueID), e.ID)
}

func called(issues map[int64]jira.Issue, id int64) string {
	return say.Line(say.Named(issues, id).Key)
}

// few cuts a list and says how much it leaves out.
func few(lines []string) []string {
	if len(lines) <= doubtLimit {
		return lines
	}
	return append(lines[:doubtLimit:doubtLimit], fmt.Sprintf("and %d more", len(lines)-doubtLimit))
}

// String tells of them, a line each.
func (d doubts) String() string {
	var b strings.Builder
	for _, line := range d.Overlaps {
		b.WriteString("\nOverlap: " + line)
	}
	for _, line := range d.Doubles {
		b.WriteString("\nPossible double: " + line)
	}
	return b.String()
}

// none reports whether nothing is doubtful.
func (d doubts) none() bool { return len(d.Overlaps)+len(d.Doubles) == 0 }

// noneFound says that nothing is doubtful, as far as it was looked for.
func (d doubts) noneFound() string {
	if d.unplaced {
		return " No doubles."
	}
	return " No overlaps or doubles."
}
