// Package resources are what a person can add to a conversation about themselves:
// who is signed in, and what their schedule requires.
package resources

import (
	"context"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

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

// Me is the resource that says who is signed in.
func Me() kit.Resource {
	return kit.Resource{
		URI: "tempo://me", Name: "me", Title: "Who is signed in",
		Description: "The signed-in person: account id, name, time zone, which day it is there, and on which day their weeks begin.",
		Answer:      readMe,
	}
}

func readMe(ctx context.Context, c *kit.Caller, _ kit.Days) (any, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	calendar, err := c.Calendar(ctx, true)
	if err != nil {
		return nil, err
	}
	return meOutput{
		AccountID: me.AccountID, DisplayName: say.Line(me.DisplayName), TimeZone: calendar.Zone.String(), Locale: say.Line(me.Locale),
		Today: calendar.Today.String(), Weekday: calendar.Today.Weekday().String(), WeekStart: calendar.WeekStart.String(), Notes: say.CalendarNotes(calendar),
	}, nil
}
