package sim

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

var scheduleRoutes = []route{
	on(http.MethodGet, "user-schedule", (*Sim).getSchedule, "from", "to"),
	on(http.MethodGet, "user-schedule/{}", (*Sim).getSchedule, "from", "to"),
}

const holidayScheme = 2

// getSchedule answers one entry for each calendar day.
func (s *Sim) getSchedule(c *call) answer {
	accountID := c.caller
	if len(c.args) > 0 {
		accountID = c.args[0]
	}
	if s.site.user(accountID) == nil {
		return s.refuse(http.StatusNotFound, "User is invalid")
	}
	first, last, err := readRange(c.query)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	days := []object{}
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		days = append(days, s.scheduleOf(accountID, day, c.base))
	}
	return complete(c, days)
}

// readRange reads two required dates.
func readRange(query url.Values) (first, last time.Time, err error) {
	for name, day := range map[string]*time.Time{"from": &first, "to": &last} {
		if *day, err = time.Parse(time.DateOnly, query.Get(name)); err != nil {
			return first, last, fmt.Errorf("'%s' %w", name, errBadDate)
		}
	}
	if first.After(last) {
		return first, last, errors.New("'from' must not be after 'to'")
	}
	return first, last, nil
}

func (s *Sim) scheduleOf(accountID string, day time.Time, base string) object {
	date := day.Format(time.DateOnly)
	required := s.required(accountID, day.Weekday())
	kind := "WORKING_DAY"
	if required == 0 {
		kind = "NON_WORKING_DAY"
	}
	o := object{"date": date}
	if h, free := s.site.holidays[date]; free {
		kind = "HOLIDAY"
		if required == 0 {
			kind = "HOLIDAY_AND_NON_WORKING_DAY"
		}
		o["holiday"] = object{
			"self": fmt.Sprintf("%s/4/holiday-schemes/%d/holidays/%d", base, holidayScheme, h.id),
			"id":   h.id, "schemeId": holidayScheme, "name": h.name,
			"type": "FIXED", "date": date, "durationSeconds": h.seconds,
		}
	}
	o["requiredSeconds"], o["type"] = s.requiredOn(accountID, day), kind
	return o
}
