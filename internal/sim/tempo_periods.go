package sim

import (
	"net/http"
	"time"
)

var periodRoutes = []route{on(http.MethodGet, "periods", (*Sim).listPeriods, "from", "to")}

// listPeriods answers the timesheet periods that the days from one to another
// touch. Nothing says which of them are closed.
func (s *Sim) listPeriods(c *call) answer {
	first, last, err := readRange(c.query)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	periods := []object{}
	for from := s.periodStart(first); !from.After(last); {
		days := s.period(from)
		periods = append(periods, object{"from": days.from, "to": days.to})
		from = s.periodAfter(from)
	}
	return ok(object{"periods": periods})
}

// period returns the period that a day is in.
func (s *Sim) period(day time.Time) span {
	from := s.periodStart(day)
	return span{from.Format(time.DateOnly), s.periodAfter(from).AddDate(0, 0, -1).Format(time.DateOnly)}
}

func (s *Sim) approvalWeekStart() time.Weekday {
	if s.ApprovalWeekStart != nil {
		return *s.ApprovalWeekStart
	}
	return s.WeekStart
}

func (s *Sim) periodStart(day time.Time) time.Time {
	if s.WeeklyPeriods {
		return day.AddDate(0, 0, -(int(day.Weekday()-s.approvalWeekStart())+7)%7)
	}
	return day.AddDate(0, 0, 1-day.Day())
}

func (s *Sim) periodAfter(from time.Time) time.Time {
	if s.WeeklyPeriods {
		return from.AddDate(0, 0, 7)
	}
	return from.AddDate(0, 1, 0)
}
