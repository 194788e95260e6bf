package person

import (
	"context"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// Calendar gives words for days their meaning for the person.
type Calendar struct {
	worklog.Calendar

	Zone        *time.Location
	ZoneGuessed bool // the Jira profile tells no zone
	WeekGuessed bool // Tempo did not tell on which day its weeks begin, so it is Monday
}

// Zone returns where the person's days begin, and whether that is a guess.
func (p *Person) Zone(me jira.User) (zone *time.Location, guessed bool) {
	if zone, err := me.Location(); err == nil {
		return zone, false
	}
	return p.local, true
}

// KnownZone returns where the person's days begin, if that was looked up by now.
func (p *Person) KnownZone() (*time.Location, bool) {
	me, ok := p.me.get(struct{}{})
	if !ok {
		return nil, false
	}
	zone, _ := p.Zone(me)
	return zone, true
}

// Calendar returns the person's calendar of today. On which day weeks begin is
// asked of Tempo only when it matters.
func (p *Person) Calendar(ctx context.Context, needsWeekStart bool) (Calendar, error) {
	me, err := p.Me(ctx)
	if err != nil {
		return Calendar{}, err
	}
	c := p.Today(me)
	if !needsWeekStart {
		return c, nil
	}
	settings, err := p.settings.lookUp(ctx, struct{}{}, p.Tempo.Configuration)
	if err != nil {
		c.WeekGuessed = true
		return c, ctx.Err()
	}
	c.WeekStart = settings.WeekStart
	return c, nil
}

// Span is the days that a call is about.
type Span struct {
	worklog.Range

	Calendar Calendar // by which words were read; zero when there were none
}

// Days returns the days from a first to a last one, or of a period, each as
// [worklog.Calendar.Range] reads them. Dates in full need no one's calendar, and
// what cannot be a date is refused, as an [InputError], before anything is sent.
func (p *Person) Days(ctx context.Context, start, end, period string) (Span, error) {
	guess := worklog.Calendar{Today: worklog.DayOf(p.now())}
	if period == "" && inFull(start) && inFull(end) {
		r, err := guess.Range(start, end, "")
		return Span{Range: r}, input(err)
	}
	if _, err := guess.Range(start, end, period); err != nil && (period != "" || !known(guess, start) || !known(guess, end)) {
		return Span{}, input(err)
	}
	c, err := p.Calendar(ctx, worklog.NeedsWeekStart(period))
	if err != nil {
		return Span{}, err
	}
	r, err := c.Range(start, end, period)
	return Span{r, c}, input(err)
}

// Day reads one date, as Days does.
func (p *Person) Day(ctx context.Context, text string) (worklog.Day, error) {
	guess := worklog.Calendar{Today: worklog.DayOf(p.now())}
	day, err := guess.Day(text)
	if err != nil || inFull(text) {
		return day, input(err)
	}
	c, err := p.Calendar(ctx, false)
	if err != nil {
		return worklog.Day{}, err
	}
	day, err = c.Day(text)
	return day, input(err)
}

// InputError says what is wrong with what the caller gave. Nothing was sent.
type InputError struct{ Err error }

// Error tells what is wrong.
func (e *InputError) Error() string { return e.Err.Error() }

// Unwrap returns the error of the domain.
func (e *InputError) Unwrap() error { return e.Err }

func input(err error) error {
	if err == nil {
		return nil
	}
	return &InputError{err}
}

func inFull(text string) bool {
	_, err := worklog.ParseDay(text)
	return err == nil
}

func known(c worklog.Calendar, text string) bool {
	_, err := c.Day(text)
	return err == nil
}
