// Package jira is a client of the Jira Cloud REST API v3
// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/): the user,
// issues and their Tempo account, and the way a credential has to go. It knows
// nothing about worklogs; time is read and written through Tempo.
package jira

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// DefaultGateway is where Atlassian's API gateway is.
const DefaultGateway = "https://api.atlassian.com"

// Error is the error of a call: what Jira answered, or why there is no answer.
type Error = rest.Error

// Options are the settings a client can do without.
type Options struct {
	rest.Options

	// GatewayURL is Atlassian's API gateway; "" means DefaultGateway.
	GatewayURL string
	// AccountField is the custom field that holds an issue's Tempo account, as
	// "10234" or "customfield_10234"; "" means that accounts are not read.
	AccountField string
	// ScopedTokens says that the credential may be an API token with scopes,
	// which works through the gateway only. Then the gateway is tried when the
	// site refuses the credential.
	ScopedTokens bool
	// Base tells where requests go when that has to be looked up first, as for a
	// sign-in with OAuth: "https://api.atlassian.com/ex/jira/ID". It is asked
	// before each request and shall remember. nil means the site itself.
	Base func(context.Context) (string, error)
}

// Client talks to one Jira Cloud site. It can be used by several goroutines at
// once.
type Client struct {
	site         *rest.Client
	siteURL      string
	signer       auth.Signer
	opts         Options
	accountField string

	mu      sync.Mutex
	route   Route
	gateway *rest.Client
	base    string       // what Options.Base last told
	based   *rest.Client // for that

	searches safe.Flights[struct{}, *rest.Client] // for the gateway
	kinds    safe.Flights[struct{}, kind]         // for what is at the address
}

// New makes a client for the site at siteURL, such as
// https://example.atlassian.net, whose requests signer signs.
func New(siteURL string, signer auth.Signer, opts Options) (*Client, error) {
	if signer == nil {
		return nil, errors.New("jira: no signer")
	}
	if opts.GatewayURL == "" {
		opts.GatewayURL = DefaultGateway
	}
	field, err := accountField(opts.AccountField)
	if err != nil {
		return nil, err
	}
	if opts.Transport == nil {
		// One transport for the site and the gateway.
		if opts.Transport, err = rest.NewTransport(rest.Network{}); err != nil {
			return nil, fmt.Errorf("jira: %w", err)
		}
	}
	site, err := rest.New(service, siteURL, signer.Sign, opts.Options)
	if err != nil {
		return nil, err
	}
	if _, err := rest.New(service+" gateway", opts.GatewayURL, nil, opts.Options); err != nil {
		return nil, err // now, and not when the gateway is needed
	}
	return &Client{site: site, siteURL: siteURL, signer: signer, opts: opts, accountField: field}, nil
}

// service is Jira's name in errors and logs.
const service = "Jira"

const customField = "customfield_"

// accountField turns the setting into the name of a field.
func accountField(setting string) (string, error) {
	number := strings.TrimPrefix(strings.TrimSpace(setting), customField)
	if strings.Trim(number, "0123456789") != "" {
		return "", fmt.Errorf("jira: account field %q: want a number, such as 10234", setting)
	}
	if number == "" {
		return "", nil
	}
	return customField + number, nil
}

// AccountField is the field that an issue's account is read from, such as
// customfield_10234, or "" when accounts are not read.
func (c *Client) AccountField() string { return c.accountField }
