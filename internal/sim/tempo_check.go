package sim

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// worklogFields are the fields that all writes of worklogs have.
type worklogFields struct {
	AuthorAccountID  *string          `json:"authorAccountId"`
	StartDate        *string          `json:"startDate"`
	StartTime        *string          `json:"startTime"`
	TimeSpentSeconds *int64           `json:"timeSpentSeconds"`
	BillableSeconds  *int64           `json:"billableSeconds"`
	Description      *string          `json:"description"`
	Attributes       []attributeInput `json:"attributes"`
}

type attributeInput struct {
	Key   *string `json:"key"`
	Value *string `json:"value"`
}

type createInput struct {
	worklogFields
	IssueID                  *int64 `json:"issueId"`
	RemainingEstimateSeconds *int64 `json:"remainingEstimateSeconds"`
	Bypass                   *bool  `json:"bypassPeriodClosuresAndApprovals"`
}

// checkEstimate checks what a write says of the issue's remaining estimate.
func (d *draft) checkEstimate(seconds *int64, required bool) {
	if required && seconds == nil {
		d.refuse("Remaining estimate must not be empty")
	}
	if seconds != nil && *seconds < 0 {
		d.refuse("Remaining estimate must not be negative")
	}
}

type updateInput struct {
	worklogFields
	RemainingEstimateSeconds *int64 `json:"remainingEstimateSeconds"`
}

type bulkInput struct{ worklogFields }

// draft is a worklog that is being checked, and what speaks against it.
type draft struct {
	worklog  Worklog
	status   int
	messages []string
}

func (d *draft) refused() bool { return len(d.messages) > 0 }

// refuse adds an error in the input.
func (d *draft) refuse(message string) { d.add(http.StatusBadRequest, message) }

// forbid adds a reason that no other input would remove.
func (d *draft) forbid(message string) { d.add(http.StatusForbidden, message) }

// add gives the first message's status to the answer, but an error in the input
// goes before everything else.
func (d *draft) add(status int, message string) {
	if d.status == 0 || status == http.StatusBadRequest {
		d.status = status
	}
	if !slices.Contains(d.messages, message) {
		d.messages = append(d.messages, message)
	}
}

var startTimeForm = regexp.MustCompile(`^([0-1]?[0-9]|2[0-3])(:[0-5][0-9])(:[0-5][0-9])$`)

// check checks everything that does not depend on the day's other worklogs.
func (s *Sim) check(c *call, in *worklogFields) *draft {
	d := &draft{}
	s.checkAuthor(c, d, in.AuthorAccountID)
	s.checkStart(c, d, in.StartDate, in.StartTime)
	s.checkTime(d, in)
	if in.Description != nil {
		d.worklog.Description = *in.Description
	}
	if s.DescriptionRequired && d.worklog.Description == "" {
		d.refuse("Description is required")
	}
	s.checkAttributes(d, in.Attributes)
	return d
}

func (s *Sim) checkAuthor(c *call, d *draft, accountID *string) {
	if accountID == nil || *accountID == "" {
		d.refuse("'authorAccountId' must not be empty")
		return
	}
	u := s.site.user(*accountID)
	switch {
	case u == nil:
		d.refuse("User is invalid")
	case !s.logs(c.caller, u.AccountID):
		d.forbid("You do not have permission to log work for this user")
	default:
		d.worklog.AuthorAccountID = u.AccountID
	}
}

func (s *Sim) checkStart(c *call, d *draft, date, clock *string) {
	switch {
	case date == nil:
		d.refuse("'startDate' must not be null")
	case !isDay(*date):
		d.refuse("'startDate' must be valid on the format: 'yyyy-MM-dd'")
	case *date > s.today(c.caller).AddDate(0, 0, s.FutureDays).Format(time.DateOnly):
		d.refuse(fmt.Sprintf("Time can be logged at most %d days into the future", s.FutureDays))
	default:
		d.worklog.StartDate = *date
	}
	switch {
	case clock == nil && s.StartAndEndTimes && s.DefaultStartTime == "":
		d.refuse("'startTime' must not be null")
	case clock == nil:
		d.worklog.StartTime = s.DefaultStartTime
	case !startTimeForm.MatchString(*clock):
		d.refuse("'startTime' must be valid on the format: 'HH:mm:ss'")
	default:
		d.worklog.StartTime = "0"[len(*clock)-len("9:00:00"):] + *clock
	}
}

func (s *Sim) checkTime(d *draft, in *worklogFields) {
	if in.TimeSpentSeconds == nil || *in.TimeSpentSeconds < 1 {
		d.refuse("'timeSpentSeconds' must be greater than or equal to 1")
		return
	}
	d.worklog.TimeSpentSeconds = *in.TimeSpentSeconds
	switch {
	case in.BillableSeconds != nil && *in.BillableSeconds < 0:
		d.refuse("'billableSeconds' must not be negative")
	case in.BillableSeconds != nil:
		d.worklog.BillableSeconds = new(*in.BillableSeconds)
	case s.Billable == BillableAsSpent:
		d.worklog.BillableSeconds = new(*in.TimeSpentSeconds)
	case s.Billable == BillableZero:
		d.worklog.BillableSeconds = new(int64)
	}
}

// checkAttributes checks the values and looks for required ones that are left
// out, which Tempo names all at once.
func (s *Sim) checkAttributes(d *draft, values []attributeInput) {
	given := map[string]bool{}
	for _, v := range values {
		if v.Key == nil || *v.Key == "" {
			d.refuse("The key of a work attribute must not be empty")
			continue
		}
		if given[*v.Key] {
			d.refuse(fmt.Sprintf("Work attribute %s is given more than once", *v.Key))
			continue
		}
		given[*v.Key] = v.Value != nil && *v.Value != ""
		s.checkAttribute(d, *v.Key, v.Value)
	}
	for _, a := range s.site.attributes {
		if (a.Required || slices.Contains(s.RequiredAttributes, a.Key)) && !given[a.Key] {
			d.refuse(fmt.Sprintf("Work attribute %s (%s) is required", a.Name, a.Key))
		}
	}
}

func (s *Sim) checkAttribute(d *draft, key string, value *string) {
	a := s.site.attribute(key)
	if a == nil {
		d.refuse(fmt.Sprintf("Work attribute with key '%s' not found", key))
		return
	}
	if value == nil || *value == "" {
		return // no value is the same as no attribute
	}
	switch a.Type {
	case "ACCOUNT":
		s.checkAccount(d, *value)
	case "STATIC_LIST":
		if !slices.Contains(a.Values, *value) {
			d.refuse(fmt.Sprintf("'%s' is not a value of work attribute %s (%s)", *value, a.Name, a.Key))
		}
	case "CHECKBOX":
		if *value != "true" && *value != "false" {
			d.refuse(fmt.Sprintf("Work attribute %s (%s) must be true or false", a.Name, a.Key))
		}
	case "INPUT_NUMERIC":
		if _, err := strconv.ParseFloat(*value, 64); err != nil {
			d.refuse(fmt.Sprintf("Work attribute %s (%s) must be a number", a.Name, a.Key))
		}
	}
	d.worklog.Attributes = append(d.worklog.Attributes, AttributeValue{Key: key, Value: *value})
}

func (s *Sim) checkAccount(d *draft, key string) {
	a := s.site.account(func(a *Account) bool { return a.Key == key })
	switch {
	case a == nil:
		d.add(http.StatusNotFound, fmt.Sprintf("Account '%s' not found", key))
	case a.Status != accountOpen && (a.Status != accountClosed || !s.AllowClosedAccounts):
		d.refuse(fmt.Sprintf("Account '%s' is not open", key))
	}
}

// checkDay checks whether the day can take the time. old is the worklog that is
// being replaced, or nil.
func (s *Sim) checkDay(d *draft, old *entry, bypass bool) {
	s.checkLock(d, d.worklog, bypass)
	if s.MaxHoursPerDay <= 0 {
		return
	}
	day := d.worklog.StartDate
	total := d.worklog.TimeSpentSeconds
	for _, e := range s.site.worklogs.of(d.worklog.AuthorAccountID).between(span{day, day}) {
		if e != old {
			total += e.TimeSpentSeconds
		}
	}
	if total > int64(s.MaxHoursPerDay)*3600 {
		d.refuse(fmt.Sprintf("You can log at most %d hours per day", s.MaxHoursPerDay))
	}
}

// checkLock checks whether the day of a worklog is closed, approved or in review.
func (s *Sim) checkLock(d *draft, w Worklog, bypass bool) {
	if bypass && s.OverrideMode {
		return
	}
	if slices.ContainsFunc(s.site.closed, func(days span) bool { return days.contains(w.StartDate) }) {
		d.forbid("Period is closed")
		return
	}
	a := s.site.approvalOf(w.AuthorAccountID, span{w.StartDate, w.StartDate})
	switch {
	case a.status == StatusApproved:
		d.forbid("Timesheet is approved")
	case a.status == StatusInReview && !s.ReviewLeavesOpen:
		d.forbid("Timesheet is in review")
	}
}
