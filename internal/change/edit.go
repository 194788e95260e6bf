package change

import (
	"context"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// edit replaces a worklog by one that has what is wanted.
func (w *writer) edit(ctx context.Context, c *Change) {
	update, same := c.update()
	if same {
		c.Unchanged = true
		c.made(c.Before)
		return
	}
	var now tempo.Worklog
	err := w.carry(ctx, func() (err error) {
		now, err = w.put(ctx, c, update)
		return err
	}, func(ctx context.Context) (_ sight, err error) {
		if now, err = w.p.Tempo.Worklog(ctx, c.WorklogID); err != nil {
			return unclear, err
		}
		return arrived(update, *c.Before, now), nil
	})
	switch {
	case err == nil:
		c.made(&now)
	case w.mend(ctx, c, err):
		w.edit(ctx, c)
	default:
		fail(err, c)
	}
}

// update is what a worklog is replaced by, and whether that is as it is.
func (c *Change) update() (u tempo.WorklogUpdate, same bool) {
	if c.restore != nil {
		return restored(*c.restore, *c.Before), false // sent in any case, so that the undo is noted
	}
	return edited(*c.Before, c.Want, c.attributes)
}

// edited makes the whole new state of a worklog out of the old one, because Tempo
// removes what an update does not name. It tells whether that is the old one.
func edited(w tempo.Worklog, want Draft, attributes []tempo.AttributeValue) (u tempo.WorklogUpdate, same bool) {
	u = tempo.WorklogUpdate{
		AuthorAccountID: w.Author.AccountID, StartDate: w.StartDate, StartTime: w.StartTime,
		TimeSpentSeconds: w.TimeSpentSeconds, BillableSeconds: w.BillableSeconds, RemainingEstimateSeconds: optional(want.Remaining),
		Description: w.Description, Attributes: merged(w.Attributes.Values, attributes),
	}
	if !want.Day.IsZero() {
		u.StartDate = want.Day.String()
	}
	if !want.Start.IsZero() {
		u.StartTime = want.Start.Wire()
	}
	if want.Description != nil {
		u.Description = *want.Description
	}
	if want.Spent > 0 && !shows(w.TimeSpentSeconds, want.SpentShown) {
		u.TimeSpentSeconds = seconds(want.Spent)
		if w.BillableSeconds != nil && *w.BillableSeconds == w.TimeSpentSeconds {
			u.BillableSeconds = &u.TimeSpentSeconds
		}
	}
	if want.Billable != nil && (w.BillableSeconds == nil || !shows(*w.BillableSeconds, want.BillableShown)) {
		u.BillableSeconds = optional(want.Billable)
	}
	same = want.Remaining == nil && u.StartDate == w.StartDate && u.StartTime == w.StartTime &&
		u.TimeSpentSeconds == w.TimeSpentSeconds && u.Description == w.Description &&
		sameSeconds(u.BillableSeconds, w.BillableSeconds) && slices.Equal(u.Attributes, w.Attributes.Values)
	return u, same
}

// shows reports whether a worklog's time is shown as just these hours.
func shows(seconds int64, hours *float64) bool {
	return hours != nil && worklog.Hours(time.Duration(seconds)*time.Second) == *hours
}

// merged lays changes over values, by key.
func merged(values, changes []tempo.AttributeValue) []tempo.AttributeValue {
	result := append([]tempo.AttributeValue{}, values...)
	for _, c := range changes {
		result = slices.DeleteFunc(result, func(v tempo.AttributeValue) bool { return v.Key == c.Key && c.Value == "" })
		if at := slices.IndexFunc(result, func(v tempo.AttributeValue) bool { return v.Key == c.Key }); at >= 0 {
			result[at].Value = c.Value
		} else if c.Value != "" {
			result = append(result, c)
		}
	}
	return result
}

// arrived tells whether an update has reached the worklog. What is as before in all
// that shows has not been written, unless the update is not to be seen.
func arrived(u tempo.WorklogUpdate, before, now tempo.Worklog) sight {
	there := now.StartDate == u.StartDate && now.TimeSpentSeconds == u.TimeSpentSeconds &&
		(u.StartTime == "" || sameTime(now.StartTime, u.StartTime)) &&
		sameText(now.Description, u.Description) &&
		(u.BillableSeconds == nil || now.BillableSeconds == nil || *now.BillableSeconds == *u.BillableSeconds) &&
		holds(now.Attributes.Values, u.Attributes) && removed(u, before, now)
	untouched := unchanged(before, now) && now.UpdatedAt == before.UpdatedAt
	switch {
	case there && !untouched:
		return present
	case untouched && !there:
		return absent
	default:
		return unclear // somebody else has written meanwhile, or nobody can see it
	}
}

// removed reports whether the attributes that the update leaves out are gone.
func removed(u tempo.WorklogUpdate, before, now tempo.Worklog) bool {
	return !slices.ContainsFunc(before.Attributes.Values, func(v tempo.AttributeValue) bool {
		has := func(o tempo.AttributeValue) bool { return o.Key == v.Key }
		return !slices.ContainsFunc(u.Attributes, has) && slices.ContainsFunc(now.Attributes.Values, has)
	})
}

func unchanged(a, b tempo.Worklog) bool {
	return a.StartDate == b.StartDate && a.StartTime == b.StartTime &&
		a.TimeSpentSeconds == b.TimeSpentSeconds && a.Description == b.Description &&
		sameSeconds(a.BillableSeconds, b.BillableSeconds) &&
		slices.Equal(a.Attributes.Values, b.Attributes.Values)
}

func sameSeconds(a, b *int64) bool {
	return a == b || a != nil && b != nil && *a == *b
}
