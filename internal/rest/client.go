// Package rest is what the clients of Tempo and Jira share: building and
// sending requests, timeouts, retries, pacing, typed errors and logs without
// secrets. It knows nothing about worklogs or issues, and nothing about where
// its settings come from.
package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// Defaults of [Options].
const (
	DefaultTimeout     = 30 * time.Second
	DefaultRetryDelay  = 500 * time.Millisecond
	DefaultConcurrency = 4
)

// Options are the settings a client can do without.
type Options struct {
	// Transport sends the requests; nil means one of [NewTransport] for a [Network]
	// without anything special.
	Transport http.RoundTripper
	// Timeout is for one attempt, the body included; 0 means DefaultTimeout.
	Timeout time.Duration
	// MaxRetries is how often a call is tried again; 0 means never.
	MaxRetries int
	// RetryDelay is the wait before the first retry, doubled for each further
	// one; 0 means DefaultRetryDelay.
	RetryDelay time.Duration
	// MaxConcurrency is how many writes may be under way at once; reads may be
	// twice as many. 0 means DefaultConcurrency.
	MaxConcurrency int
	// Logger gets a debug line for each exchange; nil means none.
	Logger *slog.Logger
	// Secrets are kept out of errors and logs, whoever repeats them. The credential of
	// a request is kept out of its own errors in any case.
	Secrets *Secrets
	// UserAgent is sent with each request; "" means "tempo-mcp-server".
	UserAgent string
	// Now is the clock; nil means the system's.
	Now func() time.Time
}

// Sign adds the credential to a request, see [New].
type Sign func(*http.Request) error

// Client talks to one service under one base URL. It can be used by several
// goroutines at once.
type Client struct {
	service    string
	base       string
	resty      *resty.Client
	pace       *pace
	log        *slog.Logger
	secrets    *Secrets
	timeout    time.Duration
	maxRetries int
	retryDelay time.Duration
	now        func() time.Time
}

// New makes a client for the service that answers under baseURL, which must be
// https except on loopback. The service's name appears in errors and logs.
// Sign is asked for the credential of every request that goes to the host of
// baseURL, and of no other; nil means that requests are not signed.
func New(service, baseURL string, sign Sign, opts Options) (*Client, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return nil, fmt.Errorf("%s base URL: %w", service, err)
	}
	if opts.MaxRetries < 0 || opts.MaxConcurrency < 0 || opts.Timeout < 0 || opts.RetryDelay < 0 {
		return nil, errors.New("timeout, retries, retry delay and concurrency must not be negative")
	}
	if opts.Transport == nil {
		if opts.Transport, err = NewTransport(Network{}); err != nil {
			return nil, err
		}
	}
	opts = opts.withDefaults()
	return &Client{
		service:    service,
		base:       base.String(),
		resty:      newResty(base, sign, opts),
		pace:       newPace(opts.MaxConcurrency, opts.RetryDelay, opts.Now),
		log:        slog.New(opts.Secrets.Handler(opts.Logger.Handler())),
		secrets:    opts.Secrets,
		timeout:    opts.Timeout,
		maxRetries: opts.MaxRetries,
		retryDelay: opts.RetryDelay,
		now:        opts.Now,
	}, nil
}

func (o Options) withDefaults() Options {
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.RetryDelay = cmp.Or(o.RetryDelay, DefaultRetryDelay)
	o.MaxConcurrency = cmp.Or(o.MaxConcurrency, DefaultConcurrency)
	o.UserAgent = cmp.Or(o.UserAgent, "tempo-mcp-server")
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the default of the option that passes the clock in
	}
	return o
}

// newResty makes the client that puts requests together and sends them. It keeps
// no cookies. Trying again and reading answers are ours: resty knows nothing of
// writes that must not be repeated, and would hold a whole body in memory.
func newResty(base *url.URL, sign Sign, opts Options) *resty.Client {
	return resty.NewWithClient(&http.Client{
		Transport:     &credentials{base: base, sign: sign, next: opts.Transport},
		CheckRedirect: followWithin(base),
	}).
		SetBaseURL(base.String()).
		SetHeader("Accept", "application/json").
		SetHeader("User-Agent", opts.UserAgent).
		SetDoNotParseResponse(true)
}

// Get reads path and decodes the answer into out; when that is nil the answer is
// only checked. It is tried again when that can help, and it alone follows
// redirects, as long as they stay with the service.
//
// Errors of this and the other calls are of type *[Error].
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	return c.run(ctx, call{method: http.MethodGet, path: path, query: query, out: out})
}

// Search is a POST that changes nothing. It is tried again like Get.
func (c *Client) Search(ctx context.Context, path string, query url.Values, body, out any) error {
	return c.run(ctx, call{method: http.MethodPost, path: path, query: query, body: body, out: out})
}

// Write sends a request that changes something. It is tried again only when
// the service refused it for the moment (429) or nothing was sent. Once it is
// under way a canceled ctx does not cut it off. See [Error.Unknown] for what
// an error means.
func (c *Client) Write(ctx context.Context, method, path string, query url.Values, body, out any) error {
	return c.run(ctx, call{method: method, path: path, query: query, body: body, out: out, write: true})
}
