package sheet

import (
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// comparedDays are which days are compared with which.
type comparedDays struct {
	now    worklog.Range // of the days asked for, those up to today
	before worklog.Range // as many days from the beginning of the range before
	whole  worklog.Range // the range before
}

// compareDays compares a range with the one of the same kind before. While it is not
// over, its days so far are compared with as many of those before; a range that is
// wholly in the future is compared as a whole.
func compareDays(days worklog.Range, today worklog.Day) comparedDays {
	c := comparedDays{now: days.Until(today), whole: days.Previous()}
	c.before = c.whole
	switch {
	case c.now.Len() == 0:
		c.now = days
	case c.now != days:
		c.before = c.whole.First(c.now.Len())
	}
	return c
}

// comparison is the totals of what is compared.
type comparison struct {
	NowStartDate       string  `json:"nowStartDate" doc:"First of the days compared, YYYY-MM-DD"`
	NowEndDate         string  `json:"nowEndDate" doc:"Last of them; not after today"`
	BeforeStartDate    string  `json:"beforeStartDate" doc:"First of the days that they are compared with"`
	BeforeEndDate      string  `json:"beforeEndDate" doc:"Last of them"`
	BeforeWholeHours   float64 `json:"beforeWholeHours" doc:"Hours of the whole range before"`
	BeforeWhole        string  `json:"beforeWhole" doc:"The same exactly"`
	BeforeWholeEndDate string  `json:"beforeWholeEndDate" doc:"Its last day"`
	comparedAmounts

	days comparedDays
}

// comparedAmounts are the time now, before, and the difference.
type comparedAmounts struct {
	NowHours        float64 `json:"nowHours" doc:"Hours of the days compared, without those to come"`
	Now             string  `json:"now" doc:"The same exactly"`
	BeforeHours     float64 `json:"beforeHours" doc:"Hours of the days that they are compared with"`
	Before          string  `json:"before" doc:"The same exactly"`
	DifferenceHours float64 `json:"differenceHours" doc:"Hours now minus hours before"`
	Difference      string  `json:"difference" doc:"The same exactly"`

	difference time.Duration
}

// compare compares what a tally has now with what it had before.
func compare(t tally) comparedAmounts {
	a := comparedAmounts{difference: t[now].Spent - t[before].Spent}
	a.NowHours, a.Now = amount(t[now].Spent)
	a.BeforeHours, a.Before = amount(t[before].Spent)
	a.DifferenceHours, a.Difference = amount(a.difference)
	return a
}

// newComparison compares the totals.
func newComparison(days comparedDays, total tally) *comparison {
	c := &comparison{
		NowStartDate: days.now.From.String(), NowEndDate: days.now.To.String(),
		BeforeStartDate: days.before.From.String(), BeforeEndDate: days.before.To.String(), BeforeWholeEndDate: days.whole.To.String(),
		comparedAmounts: compare(total), days: days,
	}
	c.BeforeWholeHours, c.BeforeWhole = amount(total[before].Spent + total[rest].Spent)
	return c
}

// String is the comparison in words.
func (c *comparison) String() string {
	if c == nil {
		return ""
	}
	text := fmt.Sprintf("\nCompared: %s in %s, %s in %s before: %s.",
		c.Now, say.Days(c.days.now), c.Before, say.Days(c.days.before), say.Change(c.difference))
	if c.days.before != c.days.whole {
		text += fmt.Sprintf(" Days still to come stand apart; all of %s: %s.", say.Days(c.days.whole), c.BeforeWhole)
	}
	return text
}
