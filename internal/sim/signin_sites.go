package sim

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// productJira is the product of a site that has issues.
const productJira = "jira"

// Site is an Atlassian site. All sites of a simulator show the same issues and
// people.
type Site struct {
	CloudID string
	Name    string // what precedes the first dot of its host when empty
	URL     string // https://example.atlassian.net
	// Products are what the app was allowed to use, now or earlier. Each is an
	// entry of accessible-resources with the site's id. Nil is "jira" alone.
	Products []string
}

// AddSite adds a site that the tokens' owner can use, or replaces the one with
// the same cloud id. A new simulator has one, with [CloudID] and [SiteURL].
func (s *Sim) AddSite(site Site) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	name, _, _ := strings.Cut(site.host(), ".")
	site.Name = cmp.Or(site.Name, name)
	if site.Products == nil {
		site.Products = []string{productJira}
	}
	if i := slices.IndexFunc(s.site.sites, func(o Site) bool { return o.CloudID == site.CloudID }); i >= 0 {
		s.site.sites[i] = site
		return
	}
	s.site.sites = append(s.site.sites, site)
}

func (s Site) host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// hasSite reports whether a site is served under a host name.
func (s *Sim) hasSite(host string) bool {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return slices.ContainsFunc(s.site.sites, func(o Site) bool { return o.host() == host })
}

// siteCalled returns the site that a request to a site's host is for: the first
// one when the host is none of them, as with requests that go by the path.
func (s *Sim) siteCalled(c *call) Site {
	host := (&url.URL{Host: c.host}).Hostname()
	i := slices.IndexFunc(s.site.sites, func(o Site) bool { return o.host() == host })
	return s.site.sites[max(i, 0)]
}

// siteBehind returns the site with a cloud id, if it has Jira.
func (s *Sim) siteBehind(cloudID string) (site Site, found bool) {
	i := slices.IndexFunc(s.site.sites, func(o Site) bool {
		return o.CloudID == cloudID && slices.Contains(o.Products, productJira)
	})
	if i < 0 {
		return Site{}, false
	}
	return s.site.sites[i], true
}

// resources lists the sites that a bearer token is for.
func (s *Sim) resources(c *call) answer {
	if c.req.Method != http.MethodGet {
		return gatewayFailure(http.StatusMethodNotAllowed, "Method Not Allowed")
	}
	scopes := []string{scopeWork, scopeUser}
	if g := s.threeLegged(c); g != nil {
		scopes = g.scopes
	} else if !s.bearsJiraBearer(c) {
		return gatewayFailure(http.StatusUnauthorized, "Unauthorized")
	}
	list := []object{}
	for _, site := range s.site.sites {
		for _, product := range site.Products {
			if o := site.resource(product, scopes); o != nil {
				list = append(list, o)
			}
		}
	}
	return ok(list)
}

// resource is a product's entry in accessible-resources, nil when the token has
// no scope for it.
func (s Site) resource(product string, scopes []string) object {
	own := []string{"read:" + product + "-content.all"}
	if product == productJira {
		own = slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool { return !strings.Contains(scope, productJira) })
	}
	if len(own) == 0 {
		return nil
	}
	return object{
		"id": s.CloudID, "name": s.Name, "url": s.URL, "scopes": own,
		"avatarUrl": "https://site-admin-avatar-cdn.prod.public.atl-paas.net/avatars/240/flag.png",
	}
}
