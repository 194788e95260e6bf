package sim

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Worklog is time that a person has spent on an issue.
type Worklog struct {
	ID               int64
	JiraID           int64 // of the worklog's twin in Jira; made up when 0
	IssueID          int64
	AuthorAccountID  string
	StartDate        string // 2026-03-02
	StartTime        string // 09:00:00; left out of answers when empty
	TimeSpentSeconds int64
	BillableSeconds  *int64 // left out of answers when nil
	Description      string // left out of answers when empty
	Attributes       []AttributeValue
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// AttributeValue is the value that a worklog has for a work attribute.
type AttributeValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// entry is a stored worklog with what its encoding would otherwise compute
// again and again. It is never changed, only replaced.
type entry struct {
	Worklog
	startUTC string // start as a moment, empty without a start time
}

// begins sorts by date and time; a worklog without a time comes first.
func (e *entry) begins() string { return e.StartDate + e.StartTime }

func byStart(a, b *entry) int {
	if c := cmp.Compare(a.StartDate, b.StartDate); c != 0 {
		return c
	}
	if c := cmp.Compare(a.StartTime, b.StartTime); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// store holds the worklogs and finds them by id, author and day.
type store struct {
	byID     map[int64]*entry
	all      timeline
	byAuthor map[string]*timeline
	nextID   int64
}

func newStore() store {
	return store{byID: map[int64]*entry{}, byAuthor: map[string]*timeline{}, nextID: 101}
}

// put adds an entry or replaces the one with the same id.
func (t *store) put(e *entry) {
	t.remove(e.ID)
	t.nextID = max(t.nextID, e.ID+1)
	t.byID[e.ID] = e
	t.all.add(e)
	t.of(e.AuthorAccountID).add(e)
}

func (t *store) remove(id int64) {
	e, ok := t.byID[id]
	if !ok {
		return
	}
	delete(t.byID, id)
	t.all.remove(e)
	t.of(e.AuthorAccountID).remove(e)
}

// of returns the timeline of one author.
func (t *store) of(accountID string) *timeline {
	line, ok := t.byAuthor[accountID]
	if !ok {
		line = &timeline{}
		t.byAuthor[accountID] = line
	}
	return line
}

// timeline is a list of worklogs that is sorted by their start when it is read.
type timeline struct {
	list   []*entry
	jumble bool
}

func (l *timeline) add(e *entry) {
	if n := len(l.list); n > 0 && byStart(l.list[n-1], e) > 0 {
		l.jumble = true
	}
	l.list = append(l.list, e)
}

func (l *timeline) remove(e *entry) {
	if i := slices.Index(l.list, e); i >= 0 {
		l.list = slices.Delete(l.list, i, i+1)
	}
}

// between returns the worklogs that start on the days from one to another, both
// included; an empty day is no limit. The result is part of the timeline.
func (l *timeline) between(days span) []*entry {
	if l.jumble {
		slices.SortFunc(l.list, byStart)
		l.jumble = false
	}
	first, last := 0, len(l.list)
	if days.from != "" {
		first, _ = slices.BinarySearchFunc(l.list, days.from, startsOn)
	}
	if days.to != "" {
		last, _ = slices.BinarySearchFunc(l.list, days.to+"\xff", startsOn)
	}
	return l.list[first:max(first, last)]
}

func startsOn(e *entry, day string) int { return strings.Compare(e.StartDate, day) }

// put stores a worklog and fills in what it leaves open.
func (s *Sim) put(w Worklog) *entry {
	if w.ID == 0 {
		w.ID = s.site.worklogs.nextID
	}
	if w.JiraID == 0 {
		w.JiraID = 13894 + w.ID
	}
	if w.CreatedAt.IsZero() {
		w.CreatedAt = s.clock()
	}
	if w.UpdatedAt.IsZero() {
		w.UpdatedAt = w.CreatedAt
	}
	e := &entry{Worklog: w, startUTC: s.startUTC(w)}
	s.site.worklogs.put(e)
	return e
}

// startUTC is Tempo's idea of the moment at which a worklog starts: the wall
// clock of the author's profile.
func (s *Sim) startUTC(w Worklog) string {
	if w.StartTime == "" {
		return ""
	}
	start, err := time.ParseInLocation(time.DateTime, w.StartDate+" "+w.StartTime, s.zone(w.AuthorAccountID))
	if err != nil {
		return ""
	}
	return start.UTC().Format(time.RFC3339)
}

// zone returns the zone of a person's profile, or that of the instance.
func (s *Sim) zone(accountID string) *time.Location {
	name := s.UserTimeZone
	if u := s.site.user(accountID); u != nil && u.TimeZone != "" {
		name = u.TimeZone
	}
	if zone, ok := s.site.zones[name]; ok {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC
	}
	s.site.zones[name] = zone
	return zone
}
