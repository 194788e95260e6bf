package jira

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// User is a person's profile, as far as it is visible.
type User struct {
	AccountID   string `json:"accountId"`
	DisplayName string `json:"displayName"`
	Email       string `json:"emailAddress"` // "" when hidden
	TimeZone    string `json:"timeZone"`     // such as "Europe/Berlin"; "" when hidden
	Locale      string `json:"locale"`       // such as "de_DE"; "" when hidden
}

// Location returns the user's time zone.
func (u User) Location() (*time.Location, error) {
	if u.TimeZone == "" {
		return nil, errors.New("the Jira profile shows no time zone")
	}
	zone, err := time.LoadLocation(u.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone of the Jira profile: %w", err)
	}
	return zone, nil
}

// Myself returns the user whom the credential belongs to
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/).
func (c *Client) Myself(ctx context.Context) (User, error) {
	var user User
	err := c.proven(ctx, func(ctx context.Context, via *rest.Client) error {
		return via.Get(ctx, "/rest/api/3/myself", nil, &user)
	})
	if err != nil {
		return User{}, fmt.Errorf("read Jira user: %w", err)
	}
	if user.AccountID == "" {
		return User{}, errors.New("read Jira user: the answer names no account id")
	}
	for _, field := range []*string{&user.AccountID, &user.DisplayName, &user.Email, &user.TimeZone, &user.Locale} {
		*field = rest.Line(*field)
	}
	return user, nil
}
