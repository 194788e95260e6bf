package tempo

import (
	"context"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Configuration holds the settings of the whole Tempo instance that matter to
// someone who logs time. What Tempo does not say restricts nothing.
// See https://apidocs.tempo.io/#tag/Global-Configuration.
type Configuration struct {
	WeekStart           time.Weekday
	ApprovalWeekStart   time.Weekday  // the first day of weekly periods
	ApprovalPeriod      string        // WEEK, MONTH
	MaxPerDay           time.Duration // what one person may log on a day; 0 is no cap
	FutureDays          *int          // how many days from today time may be logged; nil is not said
	DescriptionRequired bool
	EstimateRequired    bool // the remaining estimate, which bulk requests cannot give
	StartAndEndTimes    bool // worklogs are to have a start
	OpenAccountsOnly    bool // no time may be logged on closed accounts
}

// wireConfiguration is the configuration as Tempo sends it. Weekdays are counted
// from 1 = Monday to 7 = Sunday.
type wireConfiguration struct {
	WeekStart           int    `json:"weekStart"`
	ApprovalWeekStart   int    `json:"approvalWeekStart"`
	ApprovalPeriod      string `json:"approvalPeriod"`
	MaxHours            int64  `json:"maxHoursPerDayPerUser"`
	FutureDays          *int   `json:"numberOfDaysAllowedIntoFuture"`
	DescriptionOptional *bool  `json:"worklogDescriptionOptional"`
	EstimateOptional    *bool  `json:"remainingEstimateOptional"`
	StartAndEndTimes    bool   `json:"startAndEndTimesEnabled"`
	ClosedAccounts      *bool  `json:"allowLoggingOnClosedAccount"`
}

// Configuration reads the instance's settings. Tempo does not say which scope
// that needs.
func (c *Client) Configuration(ctx context.Context) (Configuration, error) {
	var answer wireConfiguration
	if err := c.api.Get(ctx, rest.Path("globalconfiguration"), nil, &answer); err != nil {
		return Configuration{}, fmt.Errorf("read global configuration: %w", err)
	}
	week, valid := weekday(answer.WeekStart)
	if !valid {
		return Configuration{}, fmt.Errorf("read global configuration: week start %d is not 1 to 7", answer.WeekStart)
	}
	periods, valid := weekday(answer.ApprovalWeekStart)
	if !valid {
		periods = week
	}
	return Configuration{
		WeekStart:           week,
		ApprovalWeekStart:   periods,
		ApprovalPeriod:      answer.ApprovalPeriod,
		MaxPerDay:           time.Duration(answer.MaxHours) * time.Hour,
		FutureDays:          answer.FutureDays,
		DescriptionRequired: answer.DescriptionOptional != nil && !*answer.DescriptionOptional,
		EstimateRequired:    answer.EstimateOptional != nil && !*answer.EstimateOptional,
		StartAndEndTimes:    answer.StartAndEndTimes,
		OpenAccountsOnly:    answer.ClosedAccounts != nil && !*answer.ClosedAccounts,
	}, nil
}

// weekday reads Tempo's number of a day of the week.
func weekday(number int) (day time.Weekday, valid bool) {
	return time.Weekday(number % 7), number >= 1 && number <= 7
}
