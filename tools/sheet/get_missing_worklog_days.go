package sheet

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

type getMissingWorklogDaysInput struct {
	kit.Days

	MinHoursPerDay *float64 `json:"minHoursPerDay,omitempty" limits:"above=0 max=24" doc:"Hours that a full working day must have. Left out, it is what the person's schedule requires; shorter days never need more than the schedule says."`
}

type getMissingWorklogDaysOutput struct {
	StartDate string `json:"startDate" doc:"First day, YYYY-MM-DD"`
	EndDate   string `json:"endDate" doc:"Last day, YYYY-MM-DD"`
	balance

	MissingHours float64   `json:"missingHours" doc:"Hours that the missing days lack"`
	Missing      string    `json:"missing" doc:"The same exactly"`
	MissingDays  []gap     `json:"missingDays" doc:"Working days up to today with less time logged than required"`
	UpcomingDays []gap     `json:"upcomingDays" doc:"The same for days after today; these are not missing"`
	Holidays     []holiday `json:"holidays,omitempty" doc:"Holidays among the days, whole and in part"`
	Truncated    bool      `json:"truncated" doc:"True when there are more days than listed: ask for fewer days"`
	Notes        []string  `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	days     worklog.Range
	today    worklog.Day
	lacking  int // days
	upcoming int
}

// GetMissingWorklogDays is the tool getMissingWorklogDays.
func GetMissingWorklogDays() kit.Tool {
	return kit.New(kit.Tool{
		Name:  "getMissingWorklogDays",
		Title: "Find days without enough time",
		Description: "The signed-in person's balance (overtime: logged minus required up to today, coming days apart), the working days that lack time, " +
			"and the holidays, by their Tempo schedule with part time.",
		Effect: kit.Reads,
	}, runGetMissingWorklogDays)
}

func runGetMissingWorklogDays(ctx context.Context, c *kit.Caller, in getMissingWorklogDaysInput) (*getMissingWorklogDaysOutput, error) {
	minimum, err := hoursOfDay("minHoursPerDay", in.MinHoursPerDay)
	if err != nil {
		return nil, err
	}
	days, err := in.Span(ctx, c.Person)
	if err != nil {
		return nil, err
	}
	calendar, err := c.Calendar(ctx, false)
	if err != nil {
		return nil, err
	}
	schedule, entries, err := scheduleAndWork(ctx, c, days.Range)
	if err != nil {
		return nil, err
	}

	out := &getMissingWorklogDaysOutput{
		StartDate: days.From.String(), EndDate: days.To.String(), Holidays: holidays(schedule),
		balance: newBalance(worklog.Balances(schedule, entries, calendar.Today, minimum)),
		days:    days.Range, today: calendar.Today, Notes: notesOf(say.CalendarNotes(calendar), days.Notes),
	}
	if note := silent(schedule, days.Range); note != "" {
		out.Notes = append(out.Notes, note)
	}
	missing, upcoming := worklog.Gaps(schedule, slices.Values(entries), calendar.Today, minimum)
	out.count(missing, upcoming)
	out.listGaps(ctx, c, missing, upcoming)
	return out, nil
}

// count adds up all days that lack time, listed or not.
func (o *getMissingWorklogDaysOutput) count(missing, upcoming []worklog.Gap) {
	var lack time.Duration
	for _, g := range missing {
		lack += g.Missing()
	}
	o.lacking, o.upcoming = len(missing), len(upcoming)
	o.MissingHours, o.Missing = amount(lack)
}

// notesOf joins notes, each once.
func notesOf(lists ...[]string) []string {
	var notes []string
	for _, note := range slices.Concat(lists...) {
		if !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return notes
}

// hoursOfDay reads hours that a day may have; without them it is 0.
func hoursOfDay(name string, hours *float64) (time.Duration, error) {
	if hours == nil {
		return 0, nil
	}
	d, err := worklog.FromHours(*hours)
	if err != nil {
		return 0, say.Problem("%s must be more than 0 and at most 24, not %s.", name, strconv.FormatFloat(*hours, 'f', -1, 64))
	}
	return d, nil
}

// scheduleAndWork reads what is required and what is logged, at the same time.
func scheduleAndWork(ctx context.Context, c *kit.Caller, days worklog.Range) (schedule []worklog.ScheduleDay, entries []worklog.Entry, err error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, nil, err
	}
	from, to := days.From.String(), days.To.String()
	g, ctx := safe.NewGroup(ctx)
	g.Go(func() error {
		list, err := c.Tempo.Schedule(ctx, from, to)
		for _, d := range list {
			schedule = append(schedule, d.ScheduleDay())
		}
		return err
	})
	g.Go(func() error {
		for w, err := range c.Tempo.Worklogs(ctx, me.AccountID, from, to) {
			if err != nil {
				return err
			}
			entries = append(entries, w.Entry())
		}
		return nil
	})
	err = g.Wait()
	return schedule, entries, err
}

// String lists the days under the balance.
func (o *getMissingWorklogDaysOutput) String() string {
	var b strings.Builder
	b.WriteString(o.line(o.days, o.today))
	switch {
	case o.lacking > 0:
		fmt.Fprintf(&b, "\n%s: %s with too little time, %s missing.", say.Days(o.days), say.Count(o.lacking, "day"), o.Missing)
	case o.until.Required > 0:
		fmt.Fprintf(&b, "\n%s: no day up to today lacks time.", say.Days(o.days))
	}
	for _, g := range o.MissingDays {
		b.WriteString("\n" + g.String())
	}
	for i, h := range o.Holidays {
		b.WriteString([]string{"\nHolidays: ", ", "}[min(i, 1)] + h.String())
	}
	if o.upcoming > 0 {
		fmt.Fprintf(&b, "\nStill to come, not missing: %s%s", say.Count(o.upcoming, "working day"), comingDays(o.UpcomingDays))
	}
	if o.Truncated {
		b.WriteString("\nMore days than listed: ask for fewer days.")
	}
	return b.String() + say.Notes(o.Notes)
}
