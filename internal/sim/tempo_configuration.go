package sim

import (
	"net/http"
	"time"
)

var configurationRoutes = []route{on(http.MethodGet, "globalconfiguration", (*Sim).getConfiguration)}

func (s *Sim) getConfiguration(*call) answer {
	o := object{
		"allowLoggingOnClosedAccount":        s.AllowClosedAccounts,
		"approvalPeriod":                     "MONTH",
		"approvalWeekStart":                  isoWeekday(s.approvalWeekStart()),
		"numberOfDaysAllowedIntoFuture":      s.FutureDays,
		"planApprovalEnabled":                s.PlanApproval,
		"remainingEstimateOptional":          !s.RemainingEstimateRequired,
		"startAndEndTimesEnabled":            s.StartAndEndTimes,
		"startAndEndTimesForPlanningEnabled": s.PlanStartAndEndTimes,
		"weekStart":                          isoWeekday(s.WeekStart),
		"worklogDescriptionOptional":         !s.DescriptionRequired,
	}
	if s.WeeklyPeriods {
		o["approvalPeriod"] = "WEEK"
	}
	if s.MaxHoursPerDay > 0 {
		o["maxHoursPerDayPerUser"] = s.MaxHoursPerDay
	}
	return ok(o)
}

// isoWeekday counts from Monday as 1 to Sunday as 7.
func isoWeekday(day time.Weekday) int { return (int(day)+6)%7 + 1 }
