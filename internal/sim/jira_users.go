package sim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var userRoutes = []route{
	on(http.MethodGet, "myself", (*Sim).myself, "expand"),
	on(http.MethodGet, "user", (*Sim).getUser, "accountId", "expand"),
	on(http.MethodGet, "user/bulk", (*Sim).bulkUsers, "startAt", "maxResults", "accountId"),
	on(http.MethodGet, "user/search", (*Sim).searchUsers, "query", "accountId", "startAt", "maxResults"),
}

func (s *Sim) myself(c *call) answer { return ok(s.shown(c, s.site.user(c.caller))) }

func (s *Sim) getUser(c *call) answer {
	u := s.site.user(c.query.Get("accountId"))
	if u == nil {
		return jiraFailure(http.StatusNotFound, "Specified user does not exist or you do not have required permissions")
	}
	return ok(s.shown(c, u))
}

// bulkUsers leaves unknown ids out.
func (s *Sim) bulkUsers(c *call) answer {
	ids := c.query["accountId"]
	if len(ids) == 0 {
		return jiraFailure(http.StatusBadRequest, "At least one accountId is required")
	}
	var found []*User
	for _, u := range s.site.users {
		if slices.Contains(ids, u.AccountID) {
			found = append(found, u)
		}
	}
	p, err := jiraPage(c, found, 10)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	return ok(p.shown(func(u *User) object { return s.shown(c, u) }))
}

// searchUsers matches the beginnings of names and of addresses that are not
// hidden.
func (s *Sim) searchUsers(c *call) answer {
	query, accountID := strings.ToLower(c.query.Get("query")), c.query.Get("accountId")
	if query == "" && accountID == "" {
		return jiraFailure(http.StatusBadRequest, "The query parameter is required")
	}
	var found []*User
	for _, u := range s.site.users {
		if u.AccountID == accountID || query != "" && u.startsWith(query) {
			found = append(found, u)
		}
	}
	p, err := jiraPage(c, found, 50)
	if err != nil {
		return jiraFailure(http.StatusBadRequest, err.Error())
	}
	list := []object{}
	for _, u := range p.items {
		list = append(list, s.shown(c, u))
	}
	return ok(list)
}

func (u *User) startsWith(query string) bool {
	name := strings.ToLower(u.DisplayName)
	if strings.HasPrefix(name, query) || !u.EmailHidden && strings.HasPrefix(strings.ToLower(u.Email), query) {
		return true
	}
	return slices.ContainsFunc(strings.Fields(name), func(word string) bool { return strings.HasPrefix(word, query) })
}

func (s *Sim) shown(c *call, u *User) object {
	o := object{
		"self":      c.api() + "/user?accountId=" + url.QueryEscape(u.AccountID),
		"accountId": u.AccountID, "accountType": "atlassian",
		"displayName": u.DisplayName, "active": !u.Inactive,
		"avatarUrls": object{"48x48": "https://avatar-management.example.com/initials/48.png"},
	}
	zone := u.TimeZone
	if u.AccountID == AccountID && zone == "" {
		zone = s.UserTimeZone
	}
	email := u.Email
	if u.EmailHidden {
		email = ""
	}
	for name, value := range map[string]string{"timeZone": zone, "locale": u.Locale, "emailAddress": email} {
		if value != "" {
			o[name] = value
		}
	}
	return o
}
