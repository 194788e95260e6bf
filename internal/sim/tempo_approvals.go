package sim

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Statuses of a timesheet. Tempo's schema knows no rejected ones.
const (
	StatusOpen     = "OPEN"
	StatusInReview = "IN_REVIEW"
	StatusApproved = "APPROVED"
	StatusRejected = "REJECTED"
)

var approvalRoutes = []route{
	on(http.MethodGet, "timesheet-approvals/user/{}", (*Sim).getApproval, "from", "to"),
	on(http.MethodGet, "timesheet-approvals/user/{}/reviewers", (*Sim).listReviewers),
	on(http.MethodPost, "timesheet-approvals/user/{}/{}", (*Sim).actOnApproval, "from", "to"),
}

// approval is what has become of a person's timesheet. It is never changed, only
// replaced. A period that has none is open.
type approval struct {
	accountID string
	days      span
	status    string
	reviewer  string // account id, as that of the actor
	actor     string
	comment   string
	updated   time.Time
	required  *int64 // seconds when it was submitted
	spent     *int64
}

// approvalOf returns what has become of a person's timesheet of some days.
func (t *site) approvalOf(accountID string, days span) *approval {
	if i := slices.IndexFunc(t.approvals, func(a *approval) bool { return a.touches(accountID, days) }); i >= 0 {
		return t.approvals[i]
	}
	return &approval{accountID: accountID, days: days, status: StatusOpen}
}

func (a *approval) touches(accountID string, days span) bool {
	return a.accountID == accountID && a.days.from <= days.to && days.from <= a.days.to
}

// setApproval replaces what has become of a timesheet.
func (t *site) setApproval(next *approval) {
	t.approvals = slices.DeleteFunc(t.approvals, func(a *approval) bool { return a.touches(next.accountID, next.days) })
	t.approvals = append(t.approvals, next)
}

// getApproval is https://apidocs.tempo.io/#tag/Timesheet-Approvals.
func (s *Sim) getApproval(c *call) answer {
	days, refusal := s.timesheet(c)
	if refusal != nil {
		return *refusal
	}
	return ok(s.shownApproval(c, s.site.approvalOf(c.args[0], days), days))
}

// listReviewers answers who may review a person's timesheets.
func (s *Sim) listReviewers(c *call) answer {
	u := s.site.user(c.args[0])
	if u == nil {
		return s.refuse(http.StatusNotFound, "User is invalid")
	}
	list := []object{}
	for _, accountID := range u.Reviewers {
		list = append(list, tempoUser(accountID))
	}
	return complete(c, list)
}

// timesheet reads whose timesheet a request is about, and of which period. Tempo
// tells the periods, so days that are none are refused.
func (s *Sim) timesheet(c *call) (days span, refusal *answer) {
	refuse := func(status int, message string) (span, *answer) {
		a := s.refuse(status, message)
		return span{}, &a
	}
	u := s.site.user(c.args[0])
	if u == nil {
		return refuse(http.StatusNotFound, "User is invalid")
	}
	for _, name := range []string{"from", "to"} {
		if day := c.query.Get(name); !isDay(day) && (name == "from" || c.query.Has(name)) {
			return refuse(http.StatusBadRequest, fmt.Sprintf("Non valid date '%s': format must be yyyy-MM-dd", day))
		}
	}
	if c.caller != u.AccountID && !slices.Contains(u.Reviewers, c.caller) && !s.views(c.caller, u.AccountID) {
		return refuse(http.StatusForbidden, "You do not have permission to view this timesheet")
	}
	from, _ := time.Parse(time.DateOnly, c.query.Get("from")) // it is a day
	days = s.period(from)
	if days.from != c.query.Get("from") || days.to != cmp.Or(c.query.Get("to"), days.to) {
		return refuse(http.StatusBadRequest, fmt.Sprintf("'%s' to '%s' is not a period", c.query.Get("from"), c.query.Get("to")))
	}
	return days, nil
}

func (s *Sim) shownApproval(c *call, a *approval, days span) object {
	required, spent := s.sums(a.accountID, days)
	path := c.base + "/4/timesheet-approvals/user/" + url.PathEscape(a.accountID)
	query := "?from=" + days.from + "&to=" + days.to
	actions := object{}
	for _, action := range s.actions(c.caller, a) {
		actions[action] = object{"self": path + "/" + action + query}
		if s.StringActions {
			actions[action] = path + "/" + action + query
		}
	}
	o := object{
		"self": path + query, "period": object{"from": days.from, "to": days.to},
		"requiredSeconds": required, "timeSpentSeconds": spent,
		"status": a.shown(), "user": tempoUser(a.accountID), "actions": actions,
		"worklogs": object{"self": c.base + "/4/worklogs/user/" + url.PathEscape(a.accountID) + query},
	}
	if a.reviewer != "" {
		o["reviewer"] = tempoUser(a.reviewer)
	}
	return o
}

// shown is the status with what is known of how it came about.
func (a *approval) shown() object {
	o := object{"key": a.status}
	if a.actor != "" {
		o["actor"], o["updatedAt"] = tempoUser(a.actor), a.updated.Format(time.RFC3339)
	}
	if a.comment != "" {
		o["comment"] = a.comment
	}
	if a.required != nil {
		o["requiredSecondsAtSubmit"], o["timeSpentSecondsAtSubmit"] = *a.required, *a.spent
	}
	return o
}

// sums are what some days require of a person, and what the person has logged.
func (s *Sim) sums(accountID string, days span) (required, spent int64) {
	for day, _ := time.Parse(time.DateOnly, days.from); days.contains(day.Format(time.DateOnly)); day = day.AddDate(0, 0, 1) {
		required += int64(s.requiredOn(accountID, day))
	}
	for _, e := range s.site.worklogs.of(accountID).between(days) {
		spent += e.TimeSpentSeconds
	}
	return required, spent
}
