package sim

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"
)

// Person is somebody who signs in with credentials of their own. They see and
// change their own time, and that of others as far as Views and Logs go.
type Person struct {
	User
	TempoToken  string               // none when empty
	TempoScopes []string             // of that token, as with [Sim.TempoScopes]; nil is full access
	JiraToken   string               // an API token, which goes with the address; none when empty
	Schedule    map[time.Weekday]int // seconds that a day requires; the site's when nil
	Views       []string             // account ids of those whose worklogs the person may view
	Logs        []string             // account ids of those for whom the person may write worklogs
}

// AddPerson adds a person, or replaces the one with the same account id. A new
// simulator has one, with [AccountID], [Email], [TempoToken] and [JiraToken],
// whom the fields of Sim and of [User] mean by the tokens' owner.
func (s *Sim) AddPerson(p Person) {
	s.AddUser(p.User)
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	p.Schedule = maps.Clone(p.Schedule)
	if i := slices.IndexFunc(s.site.people, func(o *Person) bool { return o.AccountID == p.AccountID }); i >= 0 {
		s.site.people[i] = &p
		return
	}
	s.site.people = append(s.site.people, &p)
}

// person returns who signs in under an account id, or nil.
func (t *site) person(accountID string) *Person {
	return t.personWith(func(p *Person) bool { return p.AccountID == accountID })
}

func (t *site) personWith(match func(*Person) bool) *Person {
	if i := slices.IndexFunc(t.people, match); i >= 0 {
		return t.people[i]
	}
	return nil
}

// tempoCaller returns whose Tempo token a request bears, or nil.
func (s *Sim) tempoCaller(c *call) *Person {
	header := c.req.Header.Get("Authorization")
	return s.site.personWith(func(p *Person) bool { return p.TempoToken != "" && header == "Bearer "+p.TempoToken })
}

// jiraCaller returns whose credentials a request to Jira bears: an API token with
// its owner's address, the bearer token that is set, or, through the gateway alone,
// an access token of the sign-in. Without credentials that work it is empty.
func (s *Sim) jiraCaller(c *call) (accountID string) {
	kind, credentials, _ := strings.Cut(c.req.Header.Get("Authorization"), " ")
	switch kind {
	case "Bearer":
		if s.bearsJiraBearer(c) {
			return AccountID
		}
		if g := s.threeLegged(c); g != nil && c.service == gatewayService {
			return g.accountID
		}
	case "Basic":
		decoded, err := base64.StdEncoding.DecodeString(credentials)
		if err != nil || s.ScopedJiraToken && c.service == siteService {
			return ""
		}
		owner := func(p *Person) bool { return p.JiraToken != "" && string(decoded) == p.Email+":"+p.JiraToken }
		if p := s.site.personWith(owner); p != nil {
			return p.AccountID
		}
	}
	return ""
}

// scopes are those of a person's Tempo token, nil for full access.
func (s *Sim) scopes(p *Person) []string {
	if p.TempoScopes == nil && p.AccountID == AccountID {
		return s.TempoScopes
	}
	return p.TempoScopes
}

// views reports whether a person may view another one's worklogs.
func (s *Sim) views(caller, accountID string) bool {
	u, p := s.site.user(accountID), s.site.person(caller)
	if u == nil {
		return false
	}
	return caller == accountID || caller == AccountID && u.Viewable || p != nil && slices.Contains(p.Views, accountID)
}

// logs reports whether a person may write worklogs for another one.
func (s *Sim) logs(caller, accountID string) bool {
	u, p := s.site.user(accountID), s.site.person(caller)
	if u == nil {
		return false
	}
	return caller == accountID || caller == AccountID && u.Loggable || p != nil && slices.Contains(p.Logs, accountID)
}

// required is how many seconds a person's schedule wants on a day of the week.
func (s *Sim) required(accountID string, day time.Weekday) int {
	if p := s.site.person(accountID); p != nil && p.Schedule != nil {
		return p.Schedule[day]
	}
	return s.site.schedule[day]
}

// requiredOn is how many seconds a day requires of a person, without a holiday.
func (s *Sim) requiredOn(accountID string, day time.Time) int {
	return max(0, s.required(accountID, day.Weekday())-s.site.holidays[day.Format(time.DateOnly)].seconds)
}

// hiddenFrom reports whether a person may not see an issue.
func (i *Issue) hiddenFrom(caller string) bool {
	return i.Hidden || slices.Contains(i.HiddenFrom, caller)
}
