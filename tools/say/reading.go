package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// IssueKey reads the argument with the given name as the key of an issue, in upper
// case. Jira would take a number as the id of some issue, which nobody means.
func IssueKey(name, text string) (string, error) {
	key := strings.ToUpper(strings.TrimSpace(text))
	switch {
	case key != "" && strings.Trim(key, "0123456789") == "":
		return "", Problem("%s %s is a number: give the key, such as ABC-123.", name, Brief(key))
	case !jira.ValidKey(key):
		return "", Problem("%s %q is not a Jira issue key such as ABC-123.", name, Brief(text))
	}
	return key, nil
}

// Days writes a range with its weekdays: Mon 2026-03-02 to Sun 2026-03-08.
func Days(r worklog.Range) string {
	if r.From == r.To {
		return Day(r.From)
	}
	return Day(r.From) + " to " + Day(r.To)
}

// Dates writes a range in few letters: Nov 1–28, Nov 1, Nov 23 – Dec 6. The year
// follows where it is not that of today.
func Dates(r worklog.Range, today worklog.Day) string {
	from, to := r.From.String(), r.To.String()
	name := func(d worklog.Day) string {
		return d.MonthName()[:3] + " " + strings.TrimPrefix(d.String()[8:], "0")
	}
	text := name(r.From)
	switch {
	case from[:4] != to[:4]:
		return text + ", " + from[:4] + " – " + name(r.To) + ", " + to[:4]
	case from[:7] != to[:7]:
		text += " – " + name(r.To)
	case from != to:
		text += "–" + strings.TrimPrefix(to[8:], "0")
	}
	if to[:4] != today.String()[:4] {
		text += ", " + to[:4]
	}
	return text
}

// Over compares what is logged with what is required: 30m over, 2h short, even.
func Over(b worklog.Balance) string {
	switch over := b.Over(); {
	case over > 0:
		return worklog.FormatSpent(over) + " over"
	case over < 0:
		return worklog.FormatSpent(-over) + " short"
	default:
		return "even"
	}
}

// Change writes a difference with its sign: +2h, -30m, ±0.
func Change(d time.Duration) string {
	switch {
	case d > 0:
		return "+" + worklog.FormatSpent(d)
	case d == 0:
		return "±0"
	default:
		return worklog.FormatSpent(d)
	}
}

// Percent writes a share.
func Percent(share float64) string { return Decimal(share) + "%" }

// Below is the row in one line, to stand below a header with its day and with whose
// it is.
func (r Row) Below() string {
	r.AuthorID = ""
	return strings.TrimPrefix(r.String(), r.Date+" ")
}

// HeaderOf heads a day of which it may not be known what it requires.
func HeaderOf(d worklog.Day, logged time.Duration, required *time.Duration, holiday string) string {
	switch {
	case required == nil:
		return fmt.Sprintf("%s: %s", Day(d), worklog.FormatSpent(logged))
	case *required == 0 && holiday == "":
		return fmt.Sprintf("%s: %s, a day off", Day(d), worklog.FormatSpent(logged))
	default:
		return DayHeader(d, logged, *required, holiday)
	}
}
