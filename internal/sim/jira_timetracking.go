package sim

import (
	"fmt"
	"strings"
)

const timeTracking = "timetracking"

// remainingOf returns the estimate that is left of an issue: what a write has last
// said, or else what the issue was added with. Time that is logged without a word
// about it leaves it as it is.
func (t *site) remainingOf(issueID int64) (seconds int64, known bool) {
	if seconds, known = t.remaining[issueID]; known {
		return seconds, true
	}
	i := t.issues[issueID]
	switch {
	case i == nil:
		return 0, false
	case i.RemainingEstimate != nil:
		return *i.RemainingEstimate, true
	default:
		return i.OriginalEstimate, i.OriginalEstimate > 0
	}
}

// timeTracking is how Jira shows the time of an issue: what is not known is left
// out.
func (s *Sim) timeTracking(i *Issue) object {
	o := object{}
	show := func(name string, seconds int64) {
		o[name], o[name+"Seconds"] = inWords(seconds), seconds
	}
	if i.OriginalEstimate > 0 {
		show("originalEstimate", i.OriginalEstimate)
	}
	if remaining, known := s.site.remainingOf(i.ID); known {
		show("remainingEstimate", remaining)
	}
	var spent int64
	for _, e := range s.site.worklogs.byID {
		if e.IssueID == i.ID {
			spent += e.TimeSpentSeconds
		}
	}
	if spent > 0 {
		show("timeSpent", spent)
	}
	return o
}

// inWords writes seconds as Jira does, with days of eight hours and weeks of five
// days: "1w 2d 3h 4m". Seconds beside whole minutes are not shown.
func inWords(seconds int64) string {
	var parts []string
	minutes := seconds / 60
	for _, unit := range []struct {
		minutes int64
		name    string
	}{{5 * 8 * 60, "w"}, {8 * 60, "d"}, {60, "h"}, {1, "m"}} {
		if n := minutes / unit.minutes; n > 0 {
			parts = append(parts, fmt.Sprintf("%d%s", n, unit.name))
			minutes %= unit.minutes
		}
	}
	if len(parts) == 0 {
		return "0m"
	}
	return strings.Join(parts, " ")
}
