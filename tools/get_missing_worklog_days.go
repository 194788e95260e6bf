package tools

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

type getMissingWorklogDaysInput struct {
	daysInput

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
	WorklogID      worklogID `json:"worklogId" doc:"Tempo worklog id"`
	IssueKey       string    `json:"issueKey" doc:"Jira issue key"`
	TimeSpentHours float64   `json:"timeSpentHours" doc:"Hours spent"`
}

func getMissingWorklogDays() Tool {
	return define(Tool{
		Name:        "getMissingWorklogDays",
		Title:       "Find days without enough time",
		Description: "List the working days on which the signed-in person has logged too little, by their Tempo schedule with its holidays and part time.",
		Effect:      Reads,
	}, runGetMissingWorklogDays)
}

func runGetMissingWorklogDays(ctx context.Context, s *Session, in getMissingWorklogDaysInput) (getMissingWorklogDaysOutput, error) {
	minimum, err := hoursOfDay("minHoursPerDay", in.MinHoursPerDay)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	days, err := s.days(ctx, in.daysInput)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	calendar, notes, err := s.calendar(ctx, false)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	schedule, entries, err := s.planAndWork(ctx, days.Range)
	if err != nil {
		return getMissingWorklogDaysOutput{}, err
	}
	missing, upcoming := worklog.Gaps(schedule, slices.Values(entries), calendar.Today, minimum)
	return s.reportGaps(ctx, days, notes, missing, upcoming), nil
}

// hoursOfDay reads hours that a day may have; without them it is 0.
func hoursOfDay(name string, hours *float64) (time.Duration, error) {
	if hours == nil {
		return 0, nil
	}
	d, err := worklog.FromHours(*hours)
	if err != nil {
		return 0, problem("%s must be more than 0 and at most 24, not %s.", name, strconv.FormatFloat(*hours, 'f', -1, 64))
	}
	return d, nil
}

// planAndWork reads what is required and what is logged, at the same time.
func (s *Session) planAndWork(ctx context.Context, days worklog.Range) (schedule []worklog.ScheduleDay, entries []worklog.Entry, err error) {
	me, err := s.Me(ctx)
	if err != nil {
		return nil, nil, err
	}
	from, to := days.From.String(), days.To.String()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		list, err := s.tempo.Schedule(ctx, from, to)
		for _, d := range list {
			schedule = append(schedule, scheduleDay(d))
		}
		return err
	})
	g.Go(func() error {
		for w, err := range s.tempo.Worklogs(ctx, me.AccountID, from, to) {
			if err != nil {
				return err
			}
			entries = append(entries, entryOf(w))
		}
		return nil
	})
	return schedule, entries, g.Wait()
}

func scheduleDay(d tempo.ScheduleDay) worklog.ScheduleDay {
	day, _ := worklog.ParseDay(d.Date) // Tempo's dates are valid; another is no day of anyone's
	s := worklog.ScheduleDay{Day: day, Required: time.Duration(d.RequiredSeconds) * time.Second, Type: d.Type}
	if d.Holiday != nil {
		s.Holiday, s.HolidayLength = clean(d.Holiday.Name), time.Duration(d.Holiday.DurationSeconds)*time.Second
	}
	return s
}

// String lists the days under their total.
func (o getMissingWorklogDaysOutput) String() string {
	var b strings.Builder
	if o.days == 0 {
		fmt.Fprintf(&b, "%s to %s: no working day lacks time.", o.StartDate, o.EndDate)
	} else {
		fmt.Fprintf(&b, "%s to %s: %s with too little time, %s missing.", o.StartDate, o.EndDate, count(o.days, "day"), hours(o.missing))
	}
	for _, g := range o.MissingDays {
		b.WriteString("\n" + g.String())
	}
	if len(o.UpcomingDays) > 0 {
		fmt.Fprintf(&b, "\nStill to come, not missing: %s", count(len(o.UpcomingDays), "working day"))
	}
	for _, g := range o.UpcomingDays {
		b.WriteString("\n" + g.String())
	}
	if o.Truncated {
		b.WriteString("\nMore days than listed: ask for fewer days.")
	}
	return b.String() + noted(o.Notes)
}
