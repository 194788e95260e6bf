package sim

import (
	"net/http"
	"time"
)

var worklogRoutes = []route{
	on(http.MethodGet, "worklogs", (*Sim).listWorklogs,
		"projectId", "issueId", "from", "to", "updatedFrom", "offset", "limit", "orderBy"),
	on(http.MethodPost, "worklogs", (*Sim).createWorklog),
	on(http.MethodPost, "worklogs/search", (*Sim).searchWorklogs, "offset", "limit"),
	on(http.MethodGet, "worklogs/user/{}", (*Sim).userWorklogs, listParams...),
	on(http.MethodGet, "worklogs/issue/{}", (*Sim).issueWorklogs, listParams...),
	on(http.MethodGet, "worklogs/project/{}", (*Sim).projectWorklogs, listParams...),
	on(http.MethodGet, "worklogs/account/{}", (*Sim).accountWorklogs, listParams...),
	on(http.MethodPost, "worklogs/issue/{}/bulk", (*Sim).createWorklogs),
	on(http.MethodGet, "worklogs/{}", (*Sim).getWorklog),
	on(http.MethodPut, "worklogs/{}", (*Sim).updateWorklog),
	on(http.MethodDelete, "worklogs/{}", (*Sim).deleteWorklog, "bypassPeriodClosuresAndApprovals"),
}

// getWorklog is https://apidocs.tempo.io/#tag/Worklogs/operation/getWorklogById.
func (s *Sim) getWorklog(c *call) answer {
	e := s.visible(c.caller, c.args[0])
	if e == nil {
		return s.noWorklog()
	}
	return worklogAnswer(c, e)
}

func (s *Sim) createWorklog(c *call) answer {
	var in createInput
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	d := s.check(c, &in.worklogFields)
	switch {
	case in.IssueID == nil || *in.IssueID < 1:
		d.refuse("Issue id cannot be null")
	case s.site.issueByID(c.caller, *in.IssueID) == nil:
		d.refuse("Issue not found")
	default:
		d.worklog.IssueID = *in.IssueID
		s.checkGrant(d, *in.IssueID, WorkOnIssues)
	}
	d.checkEstimate(in.RemainingEstimateSeconds, s.RemainingEstimateRequired)
	if !d.refused() {
		s.checkDay(d, nil, in.Bypass != nil && *in.Bypass)
	}
	if d.refused() {
		return s.refuse(d.status, d.messages...)
	}
	if in.RemainingEstimateSeconds != nil {
		s.site.remaining[d.worklog.IssueID] = *in.RemainingEstimateSeconds
	}
	return worklogAnswer(c, s.put(d.worklog))
}

// updateWorklog replaces the whole worklog, except its issue.
func (s *Sim) updateWorklog(c *call) answer {
	old := s.visible(c.caller, c.args[0])
	if old == nil {
		return s.noWorklog()
	}
	var in updateInput
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	d := s.check(c, &in.worklogFields)
	d.checkEstimate(in.RemainingEstimateSeconds, s.RemainingEstimateRequired && s.EstimateOnUpdate)
	if !s.logs(c.caller, old.AuthorAccountID) {
		d.forbid("You do not have permission to edit this worklog")
	}
	s.checkGrant(d, old.IssueID, EditOwnWorklogs)
	d.worklog.ID, d.worklog.JiraID, d.worklog.IssueID = old.ID, old.JiraID, old.IssueID
	d.worklog.CreatedAt, d.worklog.UpdatedAt = old.CreatedAt, s.clock()
	if !d.refused() {
		s.checkLock(d, old.Worklog, false)
		s.checkDay(d, old, false)
	}
	if d.refused() {
		return s.refuse(d.status, d.messages...)
	}
	if in.RemainingEstimateSeconds != nil {
		s.site.remaining[old.IssueID] = *in.RemainingEstimateSeconds
	}
	return worklogAnswer(c, s.put(d.worklog))
}

// deleteWorklog heeds the bypass flag only in the query.
func (s *Sim) deleteWorklog(c *call) answer {
	e := s.visible(c.caller, c.args[0])
	if e == nil {
		return s.noWorklog()
	}
	d := &draft{}
	if !s.logs(c.caller, e.AuthorAccountID) {
		d.forbid("You do not have permission to delete this worklog")
	}
	s.checkGrant(d, e.IssueID, DeleteOwnWorklogs)
	s.checkLock(d, e.Worklog, c.query.Get("bypassPeriodClosuresAndApprovals") == "true")
	if d.refused() {
		return s.refuse(d.status, d.messages...)
	}
	s.site.worklogs.remove(e.ID)
	return answer{status: http.StatusNoContent}
}

// visible returns a worklog that a person may see.
func (s *Sim) visible(caller, id string) *entry {
	n, isNumber := number(id)
	if e, found := s.site.worklogs.byID[n]; isNumber && found && s.mayView(caller, e) {
		return e
	}
	return nil
}

// mayView reports whether a person may see a worklog: their own always, that of
// another one as far as they see the issue.
func (s *Sim) mayView(caller string, e *entry) bool {
	if e.AuthorAccountID == caller {
		return true
	}
	i, known := s.site.issues[e.IssueID]
	return (!known || !i.hiddenFrom(caller)) && s.views(caller, e.AuthorAccountID)
}

func (s *Sim) noWorklog() answer {
	return s.refuse(http.StatusNotFound, "Worklog cannot be found in the system")
}

func worklogAnswer(c *call, e *entry) answer {
	return answer{status: http.StatusOK, contentType: jsonType, body: worklogWriter(c.base)(nil, e)}
}

// today is a person's day, which the limit for the future counts from.
func (s *Sim) today(accountID string) time.Time {
	now := s.Now().In(s.zone(accountID))
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
