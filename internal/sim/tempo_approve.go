package sim

import (
	"net/http"
	"slices"
)

// The actions on a timesheet, as its addresses name them.
const (
	actSubmit  = "submit"
	actRecall  = "recall"
	actApprove = "approve"
	actReject  = "reject"
	actReopen  = "reopen"
)

// approvalInput is what a person says to an action.
type approvalInput struct {
	Comment           string `json:"comment"`
	ReviewerAccountID string `json:"reviewerAccountId"`
}

// actions are what somebody may do with a timesheet now: its owner submits and
// recalls it, and a reviewer decides.
func (s *Sim) actions(caller string, a *approval) []string {
	mine := caller == a.accountID
	reviews := slices.Contains(s.site.user(a.accountID).Reviewers, caller)
	var list []string
	switch a.status {
	case StatusInReview:
		if mine {
			list = append(list, actRecall)
		}
		if reviews {
			list = append(list, actApprove, actReject)
		}
	case StatusApproved:
		if reviews {
			list = append(list, actReopen)
		}
	default:
		if mine {
			list = append(list, actSubmit)
		}
	}
	return list
}

// actOnApproval submits, recalls, approves, rejects or reopens a timesheet.
func (s *Sim) actOnApproval(c *call) answer {
	action := c.args[1]
	if !slices.Contains([]string{actSubmit, actRecall, actApprove, actReject, actReopen}, action) {
		return s.refuse(http.StatusNotFound, "HTTP 404 Not Found")
	}
	days, refusal := s.timesheet(c)
	if refusal != nil {
		return *refusal
	}
	var in approvalInput
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	old := s.site.approvalOf(c.args[0], days)
	if !slices.Contains(s.actions(c.caller, old), action) {
		return s.impossible(c, old, action)
	}
	next := *old
	next.days, next.comment, next.actor, next.updated = days, in.Comment, c.caller, s.clock()
	if message := s.perform(&next, action, in.ReviewerAccountID); message != "" {
		return s.refuse(http.StatusBadRequest, message)
	}
	s.site.setApproval(&next)
	return ok(s.shownApproval(c, &next, days))
}

// impossible tells a person who may never do something from a moment at which
// nobody may.
func (s *Sim) impossible(c *call, a *approval, action string) answer {
	own := action == actSubmit || action == actRecall
	reviews := slices.Contains(s.site.user(a.accountID).Reviewers, c.caller)
	if own && c.caller != a.accountID || !own && !reviews {
		return s.refuse(http.StatusForbidden, "You do not have permission to "+action+" this timesheet")
	}
	return s.refuse(http.StatusBadRequest, "It is not possible to "+action+" a timesheet with status "+a.status)
}

// perform changes a timesheet as an action does, or says what speaks against it.
func (s *Sim) perform(a *approval, action, reviewer string) (message string) {
	switch action {
	case actSubmit:
		return s.submit(a, reviewer)
	case actApprove:
		a.status = StatusApproved
		return ""
	case actReject:
		a.status = StatusOpen
		if s.RejectedStatus {
			a.status = StatusRejected
		}
	default:
		a.status = StatusOpen
	}
	a.reviewer, a.required, a.spent = "", nil, nil
	return ""
}

// submit puts a timesheet before a reviewer, who has to be named when there are
// several. With none there is nobody to name.
func (s *Sim) submit(a *approval, reviewer string) (message string) {
	all := s.site.user(a.accountID).Reviewers
	if reviewer == "" && len(all) == 1 {
		reviewer = all[0]
	}
	switch {
	case reviewer == "" && len(all) > 1:
		return "Reviewer is required"
	case reviewer != "" && !slices.Contains(all, reviewer):
		return "Reviewer is invalid"
	}
	required, spent := s.sums(a.accountID, a.days)
	a.status, a.reviewer, a.required, a.spent = StatusInReview, reviewer, &required, &spent
	return ""
}
