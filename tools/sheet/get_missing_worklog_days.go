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
	StartDate    string   `json:"startDate" doc:"First day, YYYY-MM-DD"`
	EndDate      string   `json:"endDate" doc:"Last day, YYYY-MM-DD"`
	MissingHours float64  `json:"missingHours" doc:"Hours that the missing days lack"`
	MissingDays  []gap    `json:"missingDays" doc:"Working days up to today with less time logged than required"`
	UpcomingDays []gap    `json:"upcomingDays" doc:"The same for days after today; these are not missing"`
	Truncated    bool     `json:"truncated" doc:"True when there are more days than listed: ask for fewer days"`
	Notes        []string `json:"notes,omitempty" doc:"What is worth knowing about the answer"`

	missing time.Duration
	days    int
}

type gap struct {
	Date          string   `json:"date" doc:"YYYY-MM-DD"`
	Weekday       string   `json:"weekday" doc:"Day of the week"`
	RequiredHours float64  `json:"requiredHours" doc:"Hours required"`
	LoggedHours   float64  `json:"loggedHours" doc:"Hours logged"`
	MissingHours  float64  `json:"missingHours" doc:"Hours that the day lacks"`
	Holiday       string   `json:"holiday,omitempty" doc:"Name of a holiday that takes part of the day"`
	Worklogs      []logged `json:"worklogs,omitempty" doc:"What is logged on the day"`
}

type logged struct {
	WorklogID      worklog.ID `json:"worklogId" doc:"Tempo worklog id"`
	IssueKey       string     `json:"issueKey" doc:"Jira issue key"`
	TimeSpentHours float64    `json:"timeSpentHours" doc:"Hours spent"`
}

// GetMissingWorklogDays is the tool getMissingWorklogDays.
func GetMissingWorklogDays() kit.Tool {
	return kit.New(kit.Tool{
		Name:        "getMissingWorklogDays",
		Title:       "Find days without enough time",
		Description: "List the working days on which the signed-in person has logged too little, by their Tempo schedule with its holidays and part time.",
		Effect:      kit.Reads,
	}, runGetMissingWorklogDays)
}

func runGetMissingWorklogDays(ctx context.Context, c *kit.Caller, in getMissingWorklogDaysInput) (getMissingWorklogDaysOutput, error) {
	minimum, err := hoursOfDay("minHoursPerDay", in.MinHoursPerDay)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	days, err := in.Span(ctx, c.Person)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	calendar, err := c.Calendar(ctx, false)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	schedule, entries, err := scheduleAndWork(ctx, c, days.Range)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	missing, upcoming := worklog.Gaps(schedule, slices.Values(entries), calendar.Today, minimum)
	return reportGaps(ctx, c, days, say.CalendarNotes(calendar), missing, upcoming), nil
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

// String lists the days under their total.
func (o getMissingWorklogDaysOutput) String() string {
	var b strings.Builder
	if o.days == 0 {
		fmt.Fprintf(&b, "%s to %s: no working day lacks time.", o.StartDate, o.EndDate)
	} else {
		fmt.Fprintf(&b, "%s to %s: %s with too little time, %s missing.", o.StartDate, o.EndDate, say.Count(o.days, "day"), say.Hours(o.missing))
	}
	for _, g := range o.MissingDays {
		b.WriteString("\n" + g.String())
	}
	if len(o.UpcomingDays) > 0 {
		fmt.Fprintf(&b, "\nStill to come, not missing: %s", say.Count(len(o.UpcomingDays), "working day"))
	}
	for _, g := range o.UpcomingDays {
		b.WriteString("\n" + g.String())
	}
	if o.Truncated {
		b.WriteString("\nMore days than listed: ask for fewer days.")
	}
	return b.String() + say.Notes(o.Notes)
}
