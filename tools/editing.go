package tools

import (
	"context"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// edit is what a call wants to change; nil and zero values leave things as they
// are.
type edit struct {
	id          worklogID
	spent       worklog.Spent
	day         worklog.Day
	description *string
	billable    *int64
	attributes  []tempo.AttributeValue
}

func (s *Session) edit(ctx context.Context, in editWorklogInput) (edit, error) {
	e := edit{id: in.WorklogID, description: in.Description}
	var err error
	if e.spent, err = timeSpent(in.TimeSpentHours, in.TimeSpent, in.StartTime); err != nil {
		return e, err
	}
	if e.billable, err = wholeSeconds("billableHours", in.BillableHours, 24); err != nil {
		return e, err
	}
	if in.Date != nil {
		if e.day, err = s.day(ctx, *in.Date); err != nil {
			return e, argument("date", err)
		}
	}
	if in.Date == nil && e.spent == (worklog.Spent{}) && e.description == nil && e.billable == nil && len(in.Attributes) == 0 {
		return e, problem("Nothing to change: name at least one of timeSpentHours, timeSpent, description, date, startTime, billableHours, attributes.")
	}
	if e.attributes = attributeValues(in.Attributes); len(e.attributes) > 0 {
		known, _ := s.workAttributes(ctx) // then the values are sent as they are
		e.attributes = stored(e.attributes, known)
	}
	return e, nil
}

// apply makes the whole new state out of the old one, because Tempo removes what
// an update does not name.
func (e edit) apply(w tempo.Worklog) (tempo.WorklogUpdate, error) {
	u := tempo.WorklogUpdate{
		AuthorAccountID: w.Author.AccountID, StartDate: w.StartDate, StartTime: w.StartTime,
		TimeSpentSeconds: w.TimeSpentSeconds, BillableSeconds: w.BillableSeconds,
		Description: w.Description, Attributes: merged(w.Attributes.Values, e.attributes),
	}
	if !e.day.IsZero() {
		u.StartDate = e.day.String()
	}
	if !e.spent.Start.IsZero() {
		u.StartTime = e.spent.Start.Wire()
	}
	if e.description != nil {
		u.Description = *e.description
	}
	if e.spent.Duration > 0 {
		u.TimeSpentSeconds = seconds(e.spent.Duration)
		if w.BillableSeconds != nil && *w.BillableSeconds == w.TimeSpentSeconds {
			u.BillableSeconds = &u.TimeSpentSeconds
		}
	}
	if e.billable != nil {
		u.BillableSeconds = e.billable
	}
	if same(w, u) {
		return u, problem("Nothing to change: worklog %s has these values already. Nothing was sent.", e.id)
	}
	return u, nil
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

func same(w tempo.Worklog, u tempo.WorklogUpdate) bool {
	billable := w.BillableSeconds == u.BillableSeconds ||
		w.BillableSeconds != nil && u.BillableSeconds != nil && *w.BillableSeconds == *u.BillableSeconds
	return billable && w.StartDate == u.StartDate && w.StartTime == u.StartTime &&
		w.TimeSpentSeconds == u.TimeSpentSeconds && w.Description == u.Description &&
		slices.Equal(w.Attributes.Values, u.Attributes)
}
