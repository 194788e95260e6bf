package kit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Resource is something to read that a person adds to a conversation. With a
// period in its address it is one for each, and clients are shown those of the
// periods that have a name.
type Resource struct {
	URI         string // tempo://me, or tempo://worklogs/{period}
	Name        string
	Title       string // of a period's: "Worklogs of", which the period follows
	Description string

	// Answer returns what is read, as JSON shows it.
	Answer func(ctx context.Context, c *Caller, period Days) (any, error)
}

// PeriodVariable stands in the address of a resource that is one for each period.
const PeriodVariable = "{period}"

// HasPeriod reports whether the resource is one for each period.
func (r Resource) HasPeriod() bool { return strings.HasSuffix(r.URI, PeriodVariable) }

// At is the address of the resource for a period.
func (r Resource) At(period string) string { return strings.TrimSuffix(r.URI, PeriodVariable) + period }

// Read returns the resource at an address as JSON. Its error is a
// [say.ArgumentError] when the address is wrong, and otherwise in words for a
// person or a model.
func (r Resource) Read(ctx context.Context, env Env, uri string) (text string, err error) {
	err = safe.Do(func() (err error) {
		within, cancel := rest.Within(ctx, cmp.Or(env.Timeout, DefaultTimeout))
		defer cancel()
		text, err = r.read(within, env, uri)
		return err
	})
	if err != nil && !Mistaken(err) {
		return "", say.MessageError(env.words(ctx, r.Name, err))
	}
	return text, err
}

func (r Resource) read(ctx context.Context, env Env, uri string) (string, error) {
	period, err := r.period(uri)
	if err != nil {
		return "", err
	}
	p, err := env.Resolve(ctx)
	if err != nil {
		return "", err
	}
	value, err := r.Answer(ctx, &Caller{Person: p, Env: env}, period)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(value)
	text := string(raw)
	if env.Help.Hide != nil {
		text = env.Help.Hide(text)
	}
	return text, err
}

// Mistaken reports whether an error is about what the caller gave, and not about a
// service.
func Mistaken(err error) bool {
	_, ok := errors.AsType[*say.ArgumentError](err)
	return ok
}

// period reads the period of an address; there is none when the resource has none.
func (r Resource) period(uri string) (Days, error) {
	if !r.HasPeriod() {
		return Days{}, nil
	}
	text, err := url.PathUnescape(strings.TrimPrefix(uri, r.At("")))
	if err != nil {
		return Days{}, say.Problem("%s is not an address: %v.", uri, err)
	}
	return readPeriod(text)
}

// readPeriod reads the period of an address: a name, a day, or two days with ..
// between them.
func readPeriod(period string) (Days, error) {
	in := Days{StartDate: period, EndDate: period}
	isName := func(name string) bool { return strings.EqualFold(name, period) }
	if from, to, ok := strings.Cut(period, ".."); ok {
		in = Days{StartDate: from, EndDate: to}
	} else if slices.ContainsFunc(worklog.Periods(), isName) {
		in = Days{Period: period}
	}
	for _, day := range []string{in.StartDate, in.EndDate} {
		if _, err := AnyCalendar().Day(day); in.Period == "" && err != nil {
			return in, say.Problem("%q is not a period: give one of %s, a day as YYYY-MM-DD, or two days as 2026-03-02..2026-03-06.", say.Brief(period), strings.Join(worklog.Periods(), ", "))
		}
	}
	return in, nil
}

// AnyCalendar reads words for days where it does not matter which days they are.
func AnyCalendar() worklog.Calendar {
	return worklog.Calendar{Today: worklog.NewDay(2026, time.January, 1), WeekStart: time.Monday}
}
