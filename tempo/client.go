// Package tempo is a client of the Tempo Cloud REST API v4: worklogs, user
// schedules, accounts, work attributes, periods, timesheet approvals and the global
// configuration.
//
// It knows Tempo's paths, bodies and paging, and what an answer lacks. It does not
// know what became of a write whose answer never came, nor Jira, issue keys,
// people's words for dates, or the Model Context Protocol. The methods that write
// worklogs or submit a timesheet are called by internal/change alone.
//
// Vendor documentation: https://apidocs.tempo.io
package tempo

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// DefaultBaseURL serves every region whose data Tempo keeps behind its
// universal host. Tenants in a fixed region use https://api.eu.tempo.io/4 or
// https://api.us.tempo.io/4.
const DefaultBaseURL = "https://api.tempo.io/4"

// service is Tempo's name in errors and logs.
const service = "Tempo"

// Options are the settings that all clients of a service share.
type Options = rest.Options

// Client calls Tempo with one person's API token. It is safe for concurrent use.
type Client struct {
	api        *rest.Client
	retries    int
	retryDelay time.Duration
}

// New returns a client for the API at baseURL ("https://api.tempo.io/4"; a
// missing "/4" is added) that signs its requests with an API token from
// Tempo > Settings > API Integration.
func New(baseURL, token string, opts Options) (*Client, error) {
	sign := func(req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	api, err := rest.New(service, versioned(baseURL), sign, opts)
	if err != nil {
		return nil, err
	}
	return &Client{
		api:        api,
		retries:    opts.MaxRetries,
		retryDelay: cmp.Or(opts.RetryDelay, rest.DefaultRetryDelay),
	}, nil
}

// Retries returns how often a request may be sent again, and how long to wait
// before the first time. The client itself sends reads again, and writes that had
// surely no effect; the rest is for who knows what became of a write.
func (c *Client) Retries() (most int, delay time.Duration) { return c.retries, c.retryDelay }

// versioned adds the API version to a base URL that names only a host.
func versioned(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return baseURL
	}
	return strings.TrimRight(baseURL, "/") + "/4"
}
