package sim

import (
	"net/http"
	"slices"
)

const maxBulk = 50

// createWorklogs creates up to 50 worklogs on one issue, all or nothing unless
// PartialBulk is set. The answer is in the reverse order, since none is
// promised.
func (s *Sim) createWorklogs(c *call) answer {
	issueID, isNumber := number(c.args[0])
	if !isNumber || issueID < 1 {
		return s.refuse(http.StatusBadRequest, "Issue id must be a positive number")
	}
	if c.conflict {
		return s.refuse(http.StatusConflict, "There is already a bulk action in progress for the given issue id")
	}
	var items []bulkInput
	if err := decode(c.body, &items); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	if len(items) < 1 || len(items) > maxBulk {
		return s.refuse(http.StatusBadRequest, "Please provide at least 1 and at most 50 worklogs")
	}
	if s.site.issueByID(c.caller, issueID) == nil {
		return s.refuse(http.StatusBadRequest, "Issue not found")
	}
	if c.partial > 0 {
		items = items[:min(c.partial, len(items))]
	}
	created, messages := s.createAll(c, issueID, items)
	if len(messages) == 0 {
		return createdAnswer(c, created)
	}
	if !s.PartialBulk {
		for _, e := range created {
			s.site.worklogs.remove(e.ID)
		}
	}
	return s.refuse(http.StatusBadRequest, messages...)
}

// createAll creates what it can and says what speaks against the rest.
func (s *Sim) createAll(c *call, issueID int64, items []bulkInput) (created []*entry, messages []string) {
	for i := range items {
		d := s.check(c, &items[i].worklogFields)
		s.checkGrant(d, issueID, WorkOnIssues)
		d.checkEstimate(nil, s.RemainingEstimateRequired)
		if !d.refused() {
			s.checkDay(d, nil, false)
		}
		if d.refused() {
			messages = append(messages, d.messages...)
			continue
		}
		d.worklog.IssueID = issueID
		created = append(created, s.put(d.worklog))
	}
	return created, messages
}

func createdAnswer(c *call, created []*entry) answer {
	write := worklogWriter(c.base)
	b := []byte{'['}
	for i, e := range slices.Backward(created) {
		b = write(b, e)
		if i > 0 {
			b = append(b, ',')
		}
	}
	return answer{status: http.StatusOK, contentType: jsonType, body: append(b, ']')}
}
