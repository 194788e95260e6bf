package sim

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// User is a person on the site.
type User struct {
	AccountID   string
	DisplayName string
	Email       string
	TimeZone    string // of the profile; hidden when empty
	Locale      string
	EmailHidden bool
	Inactive    bool
	Viewable    bool // the tokens' owner may view this person's worklogs
	Loggable    bool // the tokens' owner may write worklogs for this person

	Reviewers []string // account ids of those who may review this person's timesheets
}

// Project is a Jira project.
type Project struct {
	ID      int64
	Key     string
	OldKeys []string // keys it had before, in upper case
	Name    string
}

// Issue is a Jira issue. What precedes the number in its key is its project.
type Issue struct {
	ID        int64
	Key       string
	OldKeys   []string // keys it had before it was moved
	Summary   string
	Type      string // "Task" when empty
	Status    string // "In Progress" when empty
	Parent    string // key of the epic it belongs to
	Assignee  string // account id
	AccountID int64  // its Tempo account, 0 for none
	Hidden    bool   // nobody may see it

	HiddenFrom []string // account ids of those who may not see it either
	Denied     []string // permissions that nobody has on it, such as [WorkOnIssues]

	OriginalEstimate  int64  // in seconds, none when 0
	RemainingEstimate *int64 // in seconds, the original one when nil
}

// Account is a Tempo account.
type Account struct {
	ID       int64
	Key      string
	Name     string
	Status   string // OPEN when empty, CLOSED, ARCHIVED
	Global   bool
	Category string // name of its category, none when empty
	Customer string // name of its customer, none when empty
	Projects []string
}

// WorkAttribute is a field that the organization has added to its worklogs.
type WorkAttribute struct {
	Key      string
	Name     string
	Type     string // ACCOUNT, CHECKBOX, INPUT_FIELD, INPUT_NUMERIC, STATIC_LIST
	Required bool
	Values   []string          // ids of a static list's entries
	Names    map[string]string // their labels
}

// holiday is a day off, or a part of one.
type holiday struct {
	id      int
	name    string
	seconds int
}

// AddUser adds a person without credentials, or replaces the profile of the one
// with the same account id and leaves their credentials as they are.
func (s *Sim) AddUser(u User) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	if i := slices.IndexFunc(s.site.users, func(o *User) bool { return o.AccountID == u.AccountID }); i >= 0 {
		s.site.users[i] = &u
		return
	}
	s.site.users = append(s.site.users, &u)
}

// AddProject adds a project. Projects that only occur in issue keys need not be
// added.
func (s *Sim) AddProject(p Project) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	known := s.site.project(p.Key)
	known.Name, known.OldKeys = p.Name, p.OldKeys
	if p.ID != 0 {
		known.ID = p.ID
	}
}

// project returns the project of that key and makes it up when there is none.
func (t *site) project(key string) *Project {
	p, ok := t.projects[key]
	if !ok {
		p = &Project{ID: t.nextProject, Key: key, Name: key}
		t.nextProject++
		t.projects[key] = p
	}
	return p
}

// projectOf returns the project that an issue belongs to.
func (t *site) projectOf(i *Issue) *Project {
	key, _, _ := strings.Cut(i.Key, "-")
	return t.project(key)
}

// AddIssue adds an issue, or replaces the one with the same id, and returns its
// id, which is made up when it is 0.
func (s *Sim) AddIssue(i Issue) int64 {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	if i.ID == 0 {
		i.ID = s.site.nextIssue
	}
	s.site.nextIssue = max(s.site.nextIssue, i.ID+1)
	i.Type, i.Status = cmp.Or(i.Type, "Task"), cmp.Or(i.Status, "In Progress")
	s.site.issues[i.ID] = &i
	for _, key := range append([]string{i.Key}, i.OldKeys...) {
		s.site.keys[strings.ToUpper(key)] = i.ID
	}
	s.site.projectOf(&i)
	return i.ID
}

// AddAccount adds a Tempo account, or replaces the one with the same id.
func (s *Sim) AddAccount(a Account) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	if a.Status == "" {
		a.Status = accountOpen
	}
	if i := slices.IndexFunc(s.site.accounts, func(o *Account) bool { return o.ID == a.ID }); i >= 0 {
		s.site.accounts[i] = &a
		return
	}
	s.site.accounts = append(s.site.accounts, &a)
}

// AddWorkAttribute adds a work attribute, or replaces the one with the same key.
func (s *Sim) AddWorkAttribute(a WorkAttribute) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	if i := slices.IndexFunc(s.site.attributes, func(o *WorkAttribute) bool { return o.Key == a.Key }); i >= 0 {
		s.site.attributes[i] = &a
		return
	}
	s.site.attributes = append(s.site.attributes, &a)
}

// AddHoliday takes so many seconds off what is required on a day (2026-05-01).
func (s *Sim) AddHoliday(date, name string, seconds int) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	s.site.holidays[date] = holiday{id: len(s.site.holidays) + 1, name: name, seconds: seconds}
}

// SetSchedule sets how many seconds each day of the week requires of everybody;
// days that it does not name are off.
func (s *Sim) SetSchedule(seconds map[time.Weekday]int) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	s.site.schedule = maps.Clone(seconds)
}

// ClosePeriod closes the days from one to another, both included: nobody can
// write worklogs there.
func (s *Sim) ClosePeriod(from, to string) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	s.site.closed = append(s.site.closed, span{from, to})
}

// ApprovePeriod approves the timesheet of the tokens' owner from one day to
// another, both included, which locks it for the owner.
func (s *Sim) ApprovePeriod(from, to string) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	s.site.setApproval(&approval{accountID: AccountID, days: span{from, to}, status: StatusApproved})
}

// SetApproval gives a person's timesheet from one day to another, both included, a
// status that somebody has given it, as if that had been done through the API. It
// is under review by the first of the person's reviewers.
func (s *Sim) SetApproval(accountID, from, to, status, actor string) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	a := &approval{accountID: accountID, days: span{from, to}, status: status, actor: actor, updated: s.clock()}
	if u := s.site.user(accountID); u != nil && len(u.Reviewers) > 0 && status != StatusOpen {
		a.reviewer = u.Reviewers[0]
	}
	s.site.setApproval(a)
}

// AddWorklog adds a worklog without any of the checks that the API makes, and
// returns its id, which is made up when it is 0. The author is the owner of the
// tokens when none is named.
func (s *Sim) AddWorklog(w Worklog) int64 {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	if w.AuthorAccountID == "" {
		w.AuthorAccountID = AccountID
	}
	return s.put(w).ID
}

func (t *site) user(accountID string) *User {
	for _, u := range t.users {
		if u.AccountID == accountID {
			return u
		}
	}
	return nil
}

// issue returns an issue that a person may see, by its id or by one of its keys.
func (t *site) issue(caller, idOrKey string) *Issue {
	id, isID := number(idOrKey)
	if !isID {
		id = t.keys[strings.ToUpper(idOrKey)]
	}
	return t.issueByID(caller, id)
}

func (t *site) issueByID(caller string, id int64) *Issue {
	if i, ok := t.issues[id]; ok && !i.hiddenFrom(caller) {
		return i
	}
	return nil
}

func (t *site) attribute(key string) *WorkAttribute {
	for _, a := range t.attributes {
		if a.Key == key {
			return a
		}
	}
	return nil
}

func (t *site) account(match func(*Account) bool) *Account {
	for _, a := range t.accounts {
		if match(a) {
			return a
		}
	}
	return nil
}
