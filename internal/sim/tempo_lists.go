package sim

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

var listParams = []string{"from", "to", "updatedFrom", "offset", "limit"}

// filter says which worklogs a list holds.
type filter struct {
	days        span
	updatedFrom time.Time
	authors     []string // anybody when nil
	issues      []int64
	projects    []int64
	accountKey  string
	order       []searchOrder
}

type searchOrder struct {
	Field string `json:"field"`
	Order string `json:"order"`
}

type searchInput struct {
	AuthorIDs   []string      `json:"authorIds"`
	IssueIDs    []int64       `json:"issueIds"`
	ProjectIDs  []int64       `json:"projectIds"`
	From        *string       `json:"from"`
	To          *string       `json:"to"`
	UpdatedFrom *string       `json:"updatedFrom"`
	OrderBy     []searchOrder `json:"orderBy"`
}

var errBadDate = errors.New("must be valid on the format: 'yyyy-MM-dd'")

func (s *Sim) listWorklogs(c *call) answer {
	f, err := readFilter(c.query)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	f.issues, err = numbers(c.query, "issueId")
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	f.projects, err = numbers(c.query, "projectId")
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	if c.query.Has("orderBy") {
		f.order = []searchOrder{{Field: c.query.Get("orderBy"), Order: "DESC"}}
	}
	return s.filtered(c, f)
}

// searchWorklogs takes its filter from the body, and so do the pages after the
// first.
func (s *Sim) searchWorklogs(c *call) answer {
	var in searchInput
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	query := url.Values{}
	for name, value := range map[string]*string{"from": in.From, "to": in.To, "updatedFrom": in.UpdatedFrom} {
		if value != nil {
			query.Set(name, *value)
		}
	}
	f, err := readFilter(query)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	f.authors, f.issues, f.projects, f.order = in.AuthorIDs, in.IssueIDs, in.ProjectIDs, in.OrderBy
	return s.filtered(c, f)
}

func (s *Sim) userWorklogs(c *call) answer {
	if s.site.user(c.args[0]) == nil {
		return s.refuse(http.StatusNotFound, "User cannot be found in the system")
	}
	return s.listed(c, func(f *filter) { f.authors = c.args })
}

func (s *Sim) issueWorklogs(c *call) answer {
	id, isNumber := number(c.args[0])
	if !isNumber {
		return s.refuse(http.StatusBadRequest, "Issue id must be a number")
	}
	return s.listed(c, func(f *filter) { f.issues = []int64{id} })
}

func (s *Sim) projectWorklogs(c *call) answer {
	id, isNumber := number(c.args[0])
	if !isNumber {
		return s.refuse(http.StatusBadRequest, "Project id must be a number")
	}
	return s.listed(c, func(f *filter) { f.projects = []int64{id} })
}

func (s *Sim) accountWorklogs(c *call) answer {
	key := c.args[0]
	if s.site.account(func(a *Account) bool { return a.Key == key }) == nil {
		return s.refuse(http.StatusNotFound, fmt.Sprintf("Account '%s' not found", key))
	}
	return s.listed(c, func(f *filter) { f.accountKey = key })
}

// listed answers a list that is about one thing, which narrow puts in.
func (s *Sim) listed(c *call, narrow func(*filter)) answer {
	f, err := readFilter(c.query)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	narrow(&f)
	return s.filtered(c, f)
}

func readFilter(query url.Values) (filter, error) {
	f := filter{days: span{query.Get("from"), query.Get("to")}}
	for name, day := range map[string]string{"from": f.days.from, "to": f.days.to} {
		if query.Has(name) && !isDay(day) {
			return filter{}, fmt.Errorf("'%s' %w", name, errBadDate)
		}
	}
	if f.days.to != "" && f.days.from > f.days.to {
		return filter{}, errors.New("'from' must not be after 'to'")
	}
	if !query.Has("updatedFrom") {
		return f, nil
	}
	var err error
	for _, form := range []string{time.DateOnly, "2006-01-02T15:04:05Z", "2006-01-02T15:04:05"} {
		if f.updatedFrom, err = time.Parse(form, query.Get("updatedFrom")); err == nil {
			return f, nil
		}
	}
	return filter{}, fmt.Errorf("'updatedFrom' %w", errBadDate)
}

// filtered answers a page of the worklogs that the caller may see
// and that pass the filter.
func (s *Sim) filtered(c *call, f filter) answer {
	if status, message := s.checkFilter(c, f); message != "" {
		return s.refuse(status, message)
	}
	list := s.candidates(f)
	if !f.passesAll(c.caller) {
		list = s.narrow(c, list, f)
	}
	if len(f.order) > 0 {
		list = slices.Clone(list)
		slices.SortStableFunc(list, inOrder(f.order))
	}
	return paged(s, c, list, worklogWriter(c.base))
}

// checkFilter refuses a filter that names what does not exist: one unknown issue
// fails the whole list.
func (s *Sim) checkFilter(c *call, f filter) (status int, message string) {
	for _, id := range f.issues {
		if s.site.issueByID(c.caller, id) == nil {
			return http.StatusNotFound, "Issue not found"
		}
	}
	for _, id := range f.projects {
		if !s.hasProject(id) {
			return http.StatusNotFound, "Project cannot be found in the system"
		}
	}
	for _, o := range f.order {
		if comparisons[o.Field] == nil || o.Order != "ASC" && o.Order != "DESC" {
			return http.StatusBadRequest, "'orderBy' is not valid"
		}
	}
	return 0, ""
}

func (s *Sim) hasProject(id int64) bool {
	for _, p := range s.site.projects {
		if p.ID == id {
			return true
		}
	}
	return false
}

// candidates narrows the worklogs down as far as sorted lists can.
func (s *Sim) candidates(f filter) []*entry {
	if len(f.authors) == 1 {
		return s.site.worklogs.of(f.authors[0]).between(f.days)
	}
	return s.site.worklogs.all.between(f.days)
}

// passesAll reports whether all candidates pass, as they do for the list that
// is asked for most: one's own worklogs.
func (f filter) passesAll(caller string) bool {
	return len(f.authors) == 1 && f.authors[0] == caller && f.updatedFrom.IsZero() &&
		len(f.issues) == 0 && len(f.projects) == 0 && f.accountKey == ""
}

func (s *Sim) narrow(c *call, candidates []*entry, f filter) []*entry {
	var list []*entry
	for _, e := range candidates {
		if s.passes(e, f) && s.mayView(c.caller, e) {
			list = append(list, e)
		}
	}
	return list
}

func (s *Sim) passes(e *entry, f filter) bool {
	if len(f.authors) > 0 && !slices.Contains(f.authors, e.AuthorAccountID) ||
		len(f.issues) > 0 && !slices.Contains(f.issues, e.IssueID) ||
		e.UpdatedAt.Before(f.updatedFrom) {
		return false
	}
	if len(f.projects) > 0 {
		i, known := s.site.issues[e.IssueID]
		if !known || !slices.Contains(f.projects, s.site.projectOf(i).ID) {
			return false
		}
	}
	return f.accountKey == "" || slices.ContainsFunc(e.Attributes, func(v AttributeValue) bool {
		a := s.site.attribute(v.Key)
		return a != nil && a.Type == "ACCOUNT" && v.Value == f.accountKey
	})
}

var comparisons = map[string]func(a, b *entry) int{
	"ID":              func(a, b *entry) int { return cmp.Compare(a.ID, b.ID) },
	"START_DATE_TIME": func(a, b *entry) int { return cmp.Compare(a.begins(), b.begins()) },
	"UPDATED":         func(a, b *entry) int { return a.UpdatedAt.Compare(b.UpdatedAt) },
}

func inOrder(order []searchOrder) func(a, b *entry) int {
	return func(a, b *entry) int {
		for _, o := range order {
			c := comparisons[o.Field](a, b)
			if o.Order == "DESC" {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	}
}
