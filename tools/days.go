package tools

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// daysInput is how a call says which days it is about.
type daysInput struct {
	StartDate string `json:"startDate,omitempty" doc:"First day: YYYY-MM-DD, today, yesterday, or monday to sunday for the latest one."`
	EndDate   string `json:"endDate,omitempty" doc:"Last day, included, written like startDate."`
	Period    string `json:"period,omitempty" enum:"today,yesterday,thisWeek,lastWeek,thisMonth,lastMonth" doc:"Instead of the two dates."`
}

// span is the days that a call is about.
type span struct {
	worklog.Range
	notes []string
}

// days reads the dates of a call. Dates in full need no one's calendar, and what
// cannot be a date is refused before anything is sent.
func (s *Session) days(ctx context.Context, in daysInput) (span, error) {
	start, end, period := in.StartDate, in.EndDate, in.Period
	guess := worklog.Calendar{Today: worklog.DayOf(s.now())}
	if period == "" && inFull(start) && inFull(end) {
		r, err := guess.Range(start, end, "")
		return span{Range: r}, asProblem(err)
	}
	if _, err := guess.Range(start, end, period); err != nil && (period != "" || !known(guess, start) || !known(guess, end)) {
		return span{}, asProblem(err)
	}
	c, notes, err := s.calendar(ctx, worklog.NeedsWeekStart(period))
	if err != nil {
		return span{}, err
	}
	r, err := c.Range(start, end, period)
	return span{r, notes}, asProblem(err)
}

// day reads one date of a call, as days does.
func (s *Session) day(ctx context.Context, text string) (worklog.Day, error) {
	guess := worklog.Calendar{Today: worklog.DayOf(s.now())}
	day, err := guess.Day(text)
	if err != nil || inFull(text) {
		return day, err
	}
	c, _, err := s.calendar(ctx, false)
	if err != nil {
		return worklog.Day{}, err
	}
	return c.Day(text)
}

func inFull(text string) bool {
	_, err := worklog.ParseDay(text)
	return err == nil
}

func known(c worklog.Calendar, text string) bool {
	_, err := c.Day(text)
	return err == nil
}

// asProblem makes an error of the domain one of the arguments.
func asProblem(err error) error {
	if err == nil {
		return nil
	}
	return &argumentError{[]string{sentence(err.Error())}}
}
