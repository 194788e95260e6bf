package sheet

import (
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// balance is how logged and required time stand in an answer, coming days apart.
type balance struct {
	RequiredHours       float64 `json:"requiredHours" doc:"Hours required up to and including today"`
	Required            string  `json:"required" doc:"The same exactly, such as 160h"`
	LoggedHours         float64 `json:"loggedHours" doc:"Hours logged up to and including today"`
	Logged              string  `json:"logged" doc:"The same exactly"`
	BalanceHours        float64 `json:"balanceHours" doc:"Hours logged minus hours required; negative when time is short"`
	Balance             string  `json:"balance" doc:"The same exactly"`
	ComingRequiredHours float64 `json:"comingRequiredHours" doc:"Hours required after today"`
	ComingRequired      string  `json:"comingRequired" doc:"The same exactly"`
	ComingLoggedHours   float64 `json:"comingLoggedHours" doc:"Hours logged after today"`
	ComingLogged        string  `json:"comingLogged" doc:"The same exactly"`

	until, after worklog.Balance
}

func newBalance(until, after worklog.Balance) balance {
	b := balance{until: until, after: after}
	b.RequiredHours, b.Required = amount(until.Required)
	b.LoggedHours, b.Logged = amount(until.Logged)
	b.BalanceHours, b.Balance = amount(until.Over())
	b.ComingRequiredHours, b.ComingRequired = amount(after.Required)
	b.ComingLoggedHours, b.ComingLogged = amount(after.Logged)
	return b
}

// amount is an amount of time as all answers have it: hours with two decimals, and
// exactly.
func amount(d time.Duration) (hours float64, exact string) {
	return worklog.Hours(d), worklog.FormatSpent(d)
}

// line is the balance of some days in one line.
func (b balance) line(days worklog.Range, today worklog.Day) string {
	coming := fmt.Sprintf("%s required, %s logged", b.ComingRequired, b.ComingLogged)
	if days.From.After(today) {
		return fmt.Sprintf("%s: all still to come: %s; nothing can be missing yet.", say.Dates(days, today), coming)
	}
	var text strings.Builder
	if b.until.Required > 0 {
		fmt.Fprintf(&text, "%s: %s of %s, %s", say.Dates(days.Until(today), today), b.Logged, b.Required, say.Over(b.until))
	} else {
		fmt.Fprintf(&text, "%s: %s logged, no time required", say.Dates(days.Until(today), today), b.Logged)
	}
	if days.To.After(today) {
		text.WriteString("; still to come: " + coming)
	}
	return text.String()
}

// silent says what is odd about a schedule that requires nothing of the days, or does
// not name all of them. It is "" when there is nothing odd.
func silent(schedule []worklog.ScheduleDay, days worklog.Range) string {
	required := time.Duration(0)
	for _, s := range schedule {
		required += s.Required
	}
	switch missing := days.Len() - len(schedule); {
	case len(schedule) == 0:
		return "Tempo's schedule says nothing about these days, so whether they lack time is not known. A Tempo administrator can see which workload scheme the person has."
	case required == 0 && days.Len() >= 7 && len(holidays(schedule)) == 0:
		return "Tempo's schedule requires no time on any of these days, so none can lack time. If that is wrong, a Tempo administrator can see which workload scheme the person has."
	case required == 0:
		return "Tempo's schedule requires no time on these days, so none can lack time."
	case missing > 0:
		return fmt.Sprintf("Tempo's schedule says nothing about %d of the %d days.", missing, days.Len())
	default:
		return ""
	}
}

// holiday is a day off that has a name, or a part of one.
type holiday struct {
	Date          string  `json:"date" doc:"YYYY-MM-DD"`
	Weekday       string  `json:"weekday" doc:"Day of the week"`
	Name          string  `json:"name" doc:"Its name"`
	RequiredHours float64 `json:"requiredHours" doc:"Hours required all the same"`
	Required      string  `json:"required" doc:"The same exactly"`

	day worklog.Day
}

func holidays(schedule []worklog.ScheduleDay) []holiday {
	var list []holiday
	for _, s := range schedule {
		if s.Holiday == "" {
			continue
		}
		h := holiday{Date: s.Day.String(), Weekday: s.Day.Weekday().String(), Name: say.Line(s.Holiday), day: s.Day}
		h.RequiredHours, h.Required = amount(s.Required)
		list = append(list, h)
	}
	return list
}

// String is the holiday with what it leaves of the day.
func (h holiday) String() string {
	if h.RequiredHours > 0 {
		return fmt.Sprintf("%s %s (%s required)", say.Day(h.day), h.Name, h.Required)
	}
	return say.Day(h.day) + " " + h.Name
}
