package sim

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/url"
	"slices"
)

const (
	accountOpen     = "OPEN"
	accountClosed   = "CLOSED"
	accountArchived = "ARCHIVED"
)

var accountRoutes = []route{
	on(http.MethodGet, "accounts", (*Sim).listAccounts, "offset", "limit"),
	on(http.MethodPost, "accounts/search", (*Sim).searchAccounts, "offset", "limit"),
	on(http.MethodGet, "accounts/{}", (*Sim).getAccount),
	on(http.MethodGet, "accounts/{}/links", (*Sim).listAccountLinks, "offset", "limit"),
	on(http.MethodGet, "account-links/project/{}", (*Sim).listProjectLinks, "includeGlobalAccounts"),
}

// listAccounts leaves archived accounts out.
func (s *Sim) listAccounts(c *call) answer {
	return s.accountPage(c, func(a *Account) bool { return a.Status != accountArchived })
}

func (s *Sim) searchAccounts(c *call) answer {
	var in struct {
		IDs      []int64  `json:"ids"`
		Keys     []string `json:"keys"`
		Statuses []string `json:"statuses"`
		Global   *bool    `json:"global"`
	}
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	for _, status := range in.Statuses {
		if status != accountOpen && status != accountClosed && status != accountArchived {
			return s.refuse(http.StatusBadRequest, "'statuses' is not valid")
		}
	}
	return s.accountPage(c, func(a *Account) bool {
		return (in.IDs == nil || slices.Contains(in.IDs, a.ID)) &&
			(in.Keys == nil || slices.Contains(in.Keys, a.Key)) &&
			(in.Statuses == nil || slices.Contains(in.Statuses, a.Status)) &&
			(in.Global == nil || *in.Global == a.Global)
	})
}

func (s *Sim) accountPage(c *call, match func(*Account) bool) answer {
	var list []*Account
	for _, a := range s.site.accounts {
		if match(a) {
			list = append(list, a)
		}
	}
	return paged(s, c, list, func(b []byte, a *Account) []byte { return appendJSON(b, a.shown(c.base)) })
}

// getAccount takes the id; the key is another path's business.
func (s *Sim) getAccount(c *call) answer {
	id, isNumber := number(c.args[0])
	if !isNumber {
		return s.refuse(http.StatusBadRequest, "Account id must be a number")
	}
	a := s.site.account(func(a *Account) bool { return a.ID == id })
	if a == nil {
		return s.refuse(http.StatusNotFound, fmt.Sprintf("Account '%d' not found", id))
	}
	return ok(a.shown(c.base))
}

func (a *Account) shown(base string) object {
	o := object{
		"self": fmt.Sprintf("%s/4/accounts/%d", base, a.ID),
		"id":   a.ID, "key": a.Key, "name": a.Name, "status": a.Status, "global": a.Global,
		"lead":  tempoUser(AccountID),
		"links": object{"self": base + "/4/accounts/" + url.PathEscape(a.Key) + "/links"},
	}
	if a.Category != "" {
		id := idOf(a.Category)
		o["category"] = object{
			"self": fmt.Sprintf("%s/4/account-categories/%d", base, id),
			"id":   id, "key": fmt.Sprint(id), "name": a.Category, "type": object{"name": "BILLABLE"},
		}
	}
	if a.Customer != "" {
		id := idOf(a.Customer)
		o["customer"] = object{
			"self": fmt.Sprintf("%s/4/customers/%d", base, id),
			"id":   id, "key": fmt.Sprint(id), "name": a.Customer,
		}
	}
	return o
}

// idOf makes up a lasting id for something that is only known by its name.
func idOf(name string) uint32 { return crc32.ChecksumIEEE([]byte(name))%9000 + 1000 }

func (s *Sim) listAccountLinks(c *call) answer {
	a := s.site.account(func(a *Account) bool { return a.Key == c.args[0] })
	if a == nil {
		return s.refuse(http.StatusNotFound, fmt.Sprintf("Account '%s' not found", c.args[0]))
	}
	var list []object
	for _, key := range a.Projects {
		list = append(list, s.accountLink(c, a, s.site.project(key)))
	}
	return paged(s, c, list, appendJSON[object])
}

// listProjectLinks shows the linked accounts only as addresses.
func (s *Sim) listProjectLinks(c *call) answer {
	id, _ := number(c.args[0])
	list := []object{}
	for _, p := range s.site.projects {
		if p.ID != id {
			continue
		}
		for _, a := range s.site.accounts {
			global := a.Global && c.query.Get("includeGlobalAccounts") == "true"
			if global || slices.Contains(a.Projects, p.Key) {
				list = append(list, s.accountLink(c, a, p))
			}
		}
	}
	return complete(c, list)
}

func (s *Sim) accountLink(c *call, a *Account, p *Project) object {
	id := a.ID*1000 + p.ID%1000
	first := s.site.account(func(a *Account) bool { return slices.Contains(a.Projects, p.Key) })
	return object{
		"self":    fmt.Sprintf("%s/4/account-links/%d", c.base, id),
		"id":      id,
		"default": cmp.Or(first, a) == a,
		"account": object{"self": fmt.Sprintf("%s/4/accounts/%d", c.base, a.ID)},
		"scope":   object{"self": fmt.Sprintf("%s/rest/api/2/project/%d", SiteURL, p.ID), "id": p.ID, "type": "PROJECT"},
	}
}
