package tools

import "context"

// meOutput says who is signed in, and how their days are counted.
type meOutput struct {
	AccountID   string   `json:"accountId"`
	DisplayName string   `json:"displayName"`
	TimeZone    string   `json:"timeZone"`
	Locale      string   `json:"locale,omitempty"`
	Today       string   `json:"today"`
	Weekday     string   `json:"weekday"`
	WeekStart   string   `json:"weekStart"`
	Notes       []string `json:"notes,omitempty"`
}

func meResource() Resource {
	return Resource{
		URI: "tempo://me", Name: "me", Title: "Who is signed in",
		Description: "The signed-in person: account id, name, time zone, which day it is there, and on which day their weeks begin.",
		read:        readMe,
	}
}

func readMe(ctx context.Context, s *Session, _ daysInput) (any, error) {
	me, err := s.Me(ctx)
	if err != nil {
		return nil, err
	}
	calendar, notes, err := s.calendar(ctx, true)
	if err != nil {
		return nil, err
	}
	zone, _ := s.zone(me) // its note is among the calendar's
	return meOutput{
		AccountID: me.AccountID, DisplayName: clean(me.DisplayName), TimeZone: zone.String(), Locale: clean(me.Locale),
		Today: calendar.Today.String(), Weekday: calendar.Today.Weekday().String(), WeekStart: calendar.WeekStart.String(), Notes: notes,
	}, nil
}
