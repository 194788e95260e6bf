package kit

import (
	"context"
	"errors"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Days is how a call says which days it is about. It is embedded in the input of
// tools.
type Days struct {
	StartDate string `json:"startDate,omitempty" doc:"First day: YYYY-MM-DD, today, yesterday, or monday to sunday for the latest one."`
	EndDate   string `json:"endDate,omitempty" doc:"Last day, included, written like startDate."`
	Period    string `json:"period,omitempty" enum:"today,yesterday,thisWeek,lastWeek,nextWeek,thisMonth,lastMonth,thisYear" doc:"Instead of the two dates. Weeks begin as in Tempo."`
}

// Span is the days that a call is about, with notes about how its words were read.
type Span struct {
	worklog.Range

	Notes []string
}

// Span returns the days for a person.
func (d Days) Span(ctx context.Context, p *person.Person) (Span, error) {
	span, err := p.Days(ctx, d.StartDate, d.EndDate, d.Period)
	return Span{span.Range, say.CalendarNotes(span.Calendar)}, asProblem("", err)
}

// Day reads one date of a call, the argument with the given name.
func Day(ctx context.Context, p *person.Person, name, text string) (worklog.Day, error) {
	day, err := p.Day(ctx, text)
	return day, asProblem(name+": ", err)
}

// asProblem makes what is wrong with a date a problem of the arguments. Other
// errors, of services, stay what they are.
func asProblem(about string, err error) error {
	if bad, ok := errors.AsType[*person.InputError](err); ok {
		return say.Problem("%s%s", about, say.Sentence(bad.Error()))
	}
	return err
}

// About says which argument an error of the domain is about. Other errors, of
// services, stay what they are.
func About(name string, err error) error {
	if _, ok := errors.AsType[*rest.Error](err); ok || err == nil {
		return err
	}
	return say.Problem("%s: %s", name, say.Sentence(err.Error()))
}
