package jira

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// AddressError says that no Jira Cloud site answers at the address: nothing does that
// knows Jira's API, or a Jira that an organization runs itself. It unwraps to the answer
// that gave it away.
type AddressError struct {
	URL        string
	Deployment string // what that Jira calls itself, such as "Server"; "" when there is none
	Cause      error  // of type *Error
}

// Error tells what is there, and what was answered.
func (e *AddressError) Error() string {
	if e.Deployment == "" {
		return fmt.Sprintf("no Jira Cloud site at %s: %v", e.URL, e.Cause)
	}
	return fmt.Sprintf("the Jira at %s is %s, not Cloud: %v", e.URL, e.Deployment, e.Cause)
}

// Unwrap returns the answer.
func (e *AddressError) Unwrap() error { return e.Cause }

// Addresses of Jira Cloud, where Atlassian answers 404 for a site that does not exist.
const (
	cloudHosts   = ".atlassian.net"
	classicHosts = ".jira.com"
)

// doubted is what becomes of a failure on a site that has not shown yet that it is
// one: an [AddressError] if it is none, or else the failure as it is. On Atlassian's own
// hosts a 404 for what every site has tells it; elsewhere one more request asks for it.
func (c *Client) doubted(ctx context.Context, err error) error {
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || !doubtful(failure) {
		return err
	}
	if isCloud(c.siteURL) {
		if failure.Status != http.StatusNotFound {
			return err
		}
		return &AddressError{URL: c.siteURL, Cause: err}
	}
	k := c.kindOfSite(ctx)
	nothing := failure.Status == http.StatusNotFound || failure.Page
	if !k.told || k.deployment == "Cloud" || k.deployment == "" && !nothing {
		return err
	}
	return &AddressError{URL: c.siteURL, Deployment: k.deployment, Cause: err}
}

// doubtful reports whether a failure may be that of something else than a site: a web
// page, a redirect, or a refusal; a 404 only when it does not speak of an issue.
func doubtful(e *rest.Error) bool {
	switch e.Status {
	case http.StatusNotFound:
		return e.Page || len(e.Messages) == 0 || !strings.HasPrefix(e.Path, "/rest/api/3/issue/")
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed:
		return true
	}
	return e.Page || e.Location != ""
}

func isCloud(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return strings.HasSuffix(host, cloudHosts) || strings.HasSuffix(host, classicHosts)
}

// kindLimit is how long a failure waits to be explained.
const kindLimit = 5 * time.Second

// kind is what kind of Jira is at the address.
type kind struct {
	deployment string // "" where no Jira answers
	told       bool   // false where nobody can say
}

// kindOfSite asks the site, without a credential, what kind of Jira it is
// (https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-server-info/).
// All kinds know this version of the request. Callers at the same time share it.
func (c *Client) kindOfSite(ctx context.Context) kind {
	k, err := c.kinds.Do(ctx, struct{}{}, func(ctx context.Context) (kind, error) {
		ctx, cancel := context.WithTimeout(ctx, kindLimit)
		defer cancel()
		opts := c.opts.Options
		opts.MaxRetries = 0
		anonymous, err := rest.New(service, c.siteURL, nil, opts)
		if err != nil {
			return kind{}, err
		}
		var info struct {
			Deployment string `json:"deploymentType"`
		}
		err = anonymous.Get(ctx, rest.Path("rest", "api", "2", "serverInfo"), nil, &info)
		if e, ok := errors.AsType[*rest.Error](err); ok && (e.Status == http.StatusNotFound || e.Page || e.Location != "") {
			return kind{told: true}, nil
		}
		return kind{rest.Line(info.Deployment), true}, err
	})
	if err != nil {
		return kind{}
	}
	return k
}
