// Package tempo is a client of the Tempo Cloud REST API v4: worklogs, user
// schedules, accounts, work attributes and the global configuration.
//
// It knows Tempo's paths, bodies and paging, and how to find out what became of
// a write whose answer never came. It does not know Jira, issue keys, people's
// words for dates, or the Model Context Protocol.
//
// Vendor documentation: https://apidocs.tempo.io
package tempo

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"sync"
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

// Error is Tempo's refusal, or its failure to answer.
type Error = rest.Error

// Client calls Tempo with one person's API token. It is safe for concurrent
// use and remembers which worklogs it has created, so that it never takes one
// of them for the result of another call.
type Client struct {
	api        *rest.Client
	retries    int
	retryDelay time.Duration
	locks      keyedMutex
	mine       claims
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
		mine:       claims{ids: map[int64]struct{}{}},
	}, nil
}

// versioned adds the API version to a base URL that names only a host.
func versioned(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return baseURL
	}
	return strings.TrimRight(baseURL, "/") + "/4"
}

// claims are the ids of the worklogs that calls of this client have created.
type claims struct {
	mu  sync.Mutex
	ids map[int64]struct{}
}

func (c *claims) add(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids[id] = struct{}{}
}

func (c *claims) has(id int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.ids[id]
	return ok
}
