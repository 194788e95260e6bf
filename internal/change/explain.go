package change

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// explain gives the errors of changes what is needed to go on: choices of attributes,
// what a full day holds, that there was no time.
func explain(ctx context.Context, p *person.Person, seen *Around, changes []*Change) {
	for _, c := range changes {
		c.Err = notBegun(c.Err)
		if e := failure(c.Err); capped(e.Status, e.Messages) {
			c.Err = seen.full(ctx, p, c, changes, e.Messages)
		}
	}
	nameMissing(ctx, p, changes)
}

// hoursOfDay is how a refusal speaks of a cap on the hours of a day. Tempo's words are
// not published.
var (
	hoursOfDay = regexp.MustCompile(`(?i)\bhours?\b.*\bday\b|\bday\b.*\bhours?\b`)
	someNumber = regexp.MustCompile(`\d+`)
	someDate   = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
)

// mostOf is how much a day can hold by the words of a refusal, or 0 when they name
// nothing that a day can hold.
func mostOf(message string) time.Duration {
	hours, _ := strconv.Atoi(someNumber.FindString(someDate.ReplaceAllString(message, ""))) // 0 when it names none
	if hours > 24 {
		return 0
	}
	return time.Duration(hours) * time.Hour
}

// capped reports whether a refusal is for the hours of the day.
func capped(status int, messages []string) bool {
	switch status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity:
		return slices.ContainsFunc(messages, hoursOfDay.MatchString)
	}
	return false
}

// full tells what the day holds that has no room for a change.
func (a *Around) full(ctx context.Context, p *person.Person, c *Change, changes []*Change, messages []string) error {
	e := &CapError{Cause: c.Err, Day: dayOf(c), Move: c.Action == Move, Edit: c.Action == Edit}
	for _, m := range messages {
		if hoursOfDay.MatchString(m) {
			e.Most = mostOf(m)
		}
	}
	sheet := a.Sheet.with(c.sheet)
	if c.Action == Edit {
		ctx, cancel := context.WithTimeout(ctx, backLimit)
		defer cancel()
		sheet, _ = readSheet(ctx, p.Tempo, a.me, []worklog.Range{{From: e.Day, To: e.Day}})
	}
	if sheet == nil {
		return e
	}
	e.Known = true
	for _, w := range sheet.entries() {
		if w.Day == e.Day && (w.ID != c.WorklogID || e.Move) {
			e.Logged += w.Spent
		}
	}
	for _, other := range changes {
		if other.Action == Create && other.After != nil && !sheet.Has(other.After.ID) && other.After.Entry().Day == e.Day {
			e.Logged += other.After.Entry().Spent
		}
	}
	return e
}

// dayOf is the day that a change puts its worklog on.
func dayOf(c *Change) worklog.Day {
	if c.Want.Day.IsZero() && c.Before != nil {
		return c.Before.Entry().Day
	}
	return c.Want.Day
}
