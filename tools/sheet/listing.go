package sheet

import (
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// emptyDays is up to how many days an answer also lists those without worklogs.
const emptyDays = 31

// day is a day of a list of worklogs.
type day struct {
	Date          string   `json:"date" doc:"YYYY-MM-DD"`
	Weekday       string   `json:"weekday" doc:"Day of the week"`
	LoggedHours   float64  `json:"loggedHours" doc:"Hours logged, on this page or not; with a filter, those that fit it"`
	Logged        string   `json:"logged" doc:"The same exactly"`
	RequiredHours *float64 `json:"requiredHours,omitempty" doc:"Hours required, where known and nothing is filtered"`
	Required      string   `json:"required,omitempty" doc:"The same exactly"`
	Holiday       string   `json:"holiday,omitempty" doc:"Name of a holiday"`

	header string
}

// list lists what comes after the cursor, as many worklogs as the limit and the room
// in an answer allow, with their days.
func (o *retrieveWorklogsOutput) list(found result, after cursor, limit int, today worklog.Day) {
	slices.SortStableFunc(found.worklogs, after.sorted)
	days := daysOf(found)
	left := roomBeside(o)
	last := after
	short := !o.AllTime && o.days.Len() <= emptyDays
	if short {
		left.take(days)
	}
	for _, w := range found.worklogs {
		if !after.before(w) {
			continue
		}
		r := say.NewRow(w, say.Named(found.issues, w.Issue.Number()), o.Filter == nil || o.Filter.AccountID == "", found.attributes)
		isNewDay := w.StartDate != last.date && !short
		if len(o.Worklogs) == limit || len(o.Worklogs) > 0 && (!left.take(r) || isNewDay && !left.take(days[w.StartDate])) {
			o.Truncated, o.NextCursor = true, last.String()
			break
		}
		o.Worklogs = append(o.Worklogs, r)
		last = after.after(w)
	}
	o.listDays(days, after, last, short, today)
}

// listDays lists the days of the worklogs listed, and in short lists those between
// them that require time and have none.
func (o *retrieveWorklogsOutput) listDays(days map[string]day, after, last cursor, short bool, today worklog.Day) {
	shown := map[string]bool{}
	for _, r := range o.Worklogs {
		shown[r.Date] = true
	}
	for date, d := range days {
		between := after.date == "" || after.compareDates(date, after.date) > 0
		between = between && (!o.Truncated || after.compareDates(date, last.date) < 0)
		empty := d.Logged == "0m" && d.RequiredHours != nil && *d.RequiredHours > 0 && date <= today.String()
		if shown[date] || short && empty && between {
			o.Days = append(o.Days, d)
		}
	}
	slices.SortFunc(o.Days, func(a, b day) int { return after.compareDates(a.Date, b.Date) })
}

// compareDates compares two dates by the cursor's order.
func (c cursor) compareDates(a, b string) int {
	if c.order == newest {
		a, b = b, a
	}
	return strings.Compare(a, b)
}

// daysOf returns by date the days that have worklogs or that the schedule names.
func daysOf(found result) map[string]day {
	logged := map[string]time.Duration{}
	for date := range found.schedule {
		logged[date] = 0
	}
	for _, w := range found.worklogs {
		logged[w.StartDate] += w.Entry().Spent
	}
	days := make(map[string]day, len(logged))
	for date, spent := range logged {
		scheduled, known := found.schedule[date]
		days[date] = newDay(date, spent, scheduled, known)
	}
	return days
}

// title is the date with its weekday.
func (d day) title() string {
	title, _, _ := strings.Cut(d.header, ":")
	return title
}

func newDay(date string, logged time.Duration, scheduled worklog.ScheduleDay, known bool) day {
	d := day{Date: date, Holiday: say.Line(scheduled.Holiday)}
	d.LoggedHours, d.Logged = amount(logged)
	var required *time.Duration
	if known {
		hours, exact := amount(scheduled.Required)
		required, d.RequiredHours, d.Required = &scheduled.Required, &hours, exact
	}
	when, err := worklog.ParseDay(date)
	if err != nil {
		d.header = say.Joined(say.Line(date)+":", d.Logged) // as Tempo has it
		return d
	}
	d.Weekday = when.Weekday().String()
	d.header = say.HeaderOf(when, logged, required, d.Holiday)
	return d
}
