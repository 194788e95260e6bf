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
		next := s.periodAfter(from)
		periods = append(periods, object{
			"from": from.Format(time.DateOnly), "to": next.AddDate(0, 0, -1).Format(time.DateOnly),
		})
		from = next
	}
	return ok(object{"periods": periods})
}

func (s *Sim) periodStart(day time.Time) time.Time {
	if s.WeeklyPeriods {
		return day.AddDate(0, 0, -(int(day.Weekday()-s.WeekStart)+7)%7)
	}
	return day.AddDate(0, 0, 1-day.Day())
}

func (s *Sim) periodAfter(from time.Time) time.Time {
	if s.WeeklyPeriods {
		return from.AddDate(0, 0, 7)
	}
	return from.AddDate(0, 1, 0)
}
