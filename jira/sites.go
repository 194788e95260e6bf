package jira

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Route is the way that requests go.
type Route string

// The routes.
const (
	RouteUnknown Route = ""        // no call has succeeded yet
	RouteSite    Route = "site"    // to the site itself
	RouteGateway Route = "gateway" // through Atlassian's API gateway
	RouteOAuth   Route = "OAuth"   // where Options.Base tells
)

// Route returns the way that requests go, as far as it is known.
func (c *Client) Route() Route {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.route
}

// GatewayError says that the site refused the credential, and that the
// gateway, which was tried in case it is a token with scopes, did not take it
// either. It unwraps to both.
type GatewayError struct {
	Site    error // of type *Error
	Gateway error // why the gateway was of no help

	lost bool // the site does not say what its id on the gateway is
}

// Error tells both.
func (e *GatewayError) Error() string {
	return fmt.Sprintf("%v (as a token with scopes: %v)", e.Site, e.Gateway)
}

// Unwrap returns the site's error, then the gateway's.
func (e *GatewayError) Unwrap() []error { return []error{e.Site, e.Gateway} }

// request sends one request through the given client.
type request func(context.Context, *rest.Client) error

// proven sends a request that needs a credential, and so shows by its success
// which way requests have to go.
func (c *Client) proven(ctx context.Context, send request) error {
	return c.send(ctx, send, true)
}

// send sends a request on the route that is known to work. As long as there is
// none it goes to the site, and when that refuses the credential, through the
// gateway.
func (c *Client) send(ctx context.Context, send request, proof bool) error {
	if c.opts.Base != nil {
		return c.sendToBase(ctx, send, proof)
	}
	if gateway := c.onGateway(); gateway != nil {
		return send(ctx, gateway)
	}
	err := send(ctx, c.site)
	if err == nil {
		if proof {
			c.remember(RouteSite)
		}
		return nil
	}
	if c.Route() == RouteSite {
		return err
	}
	if c.opts.ScopedTokens && denied(err) {
		err = c.detour(ctx, send, proof, err)
		if both, ok := errors.AsType[*GatewayError](err); err == nil || !ok || !both.lost {
			return err
		}
	}
	return c.doubted(ctx, err)
}

// sendToBase sends a request where Base tells.
func (c *Client) sendToBase(ctx context.Context, send request, proof bool) error {
	base, err := c.opts.Base(ctx)
	if err != nil {
		return fmt.Errorf("find the way to the site: %w", err)
	}
	via, err := c.onBase(base)
	if err != nil {
		return err
	}
	if err := send(ctx, via); err != nil {
		return err
	}
	if proof {
		c.remember(RouteOAuth)
	}
	return nil
}

func (c *Client) onBase(base string) (*rest.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.based != nil && c.base == base {
		return c.based, nil
	}
	via, err := rest.New(service, base, c.signer.Sign, c.opts.Options)
	if err != nil {
		return nil, err
	}
	c.base, c.based = base, via
	return via, nil
}

// detour sends through the gateway what the site refused.
func (c *Client) detour(ctx context.Context, send request, proof bool, refusal error) error {
	gateway, err := c.findGateway(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return &GatewayError{Site: refusal, Gateway: err, lost: true}
	}
	err = send(ctx, gateway)
	switch {
	case err == nil && proof:
		c.remember(RouteGateway)
		return nil
	case err == nil || ctx.Err() != nil || faulted(err):
		return err
	default:
		return &GatewayError{Site: refusal, Gateway: err}
	}
}

// denied reports whether a credential was not accepted.
func denied(err error) bool {
	failure, ok := errors.AsType[*rest.Error](err)
	return ok && (failure.Status == http.StatusUnauthorized || failure.Status == http.StatusForbidden)
}

// faulted reports whether the gateway took the credential and found fault with
// the request alone.
func faulted(err error) bool {
	failure, ok := errors.AsType[*rest.Error](err)
	return ok && (failure.Status == http.StatusBadRequest || failure.Status == http.StatusNotFound)
}

// remember keeps the first route that worked.
func (c *Client) remember(route Route) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.route == RouteUnknown {
		c.route = route
	}
}

// onGateway returns the gateway's client when that is the route.
func (c *Client) onGateway() *rest.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.route != RouteGateway {
		return nil
	}
	return c.gateway
}

// findGateway returns a client for the site behind the gateway. Callers at the same
// time share one look-up, and it goes on when one of them gives up. Only success
// is remembered.
func (c *Client) findGateway(ctx context.Context) (*rest.Client, error) {
	return c.searches.Do(ctx, struct{}{}, func(ctx context.Context) (*rest.Client, error) {
		c.mu.Lock()
		gateway := c.gateway
		c.mu.Unlock()
		if gateway != nil {
			return gateway, nil
		}
		gateway, err := c.newGateway(ctx)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.gateway = gateway
		return gateway, nil
	})
}

func (c *Client) newGateway(ctx context.Context) (*rest.Client, error) {
	id, err := c.cloudID(ctx)
	if err != nil {
		return nil, fmt.Errorf("find cloud id: %w", err)
	}
	tenant, err := url.JoinPath(c.opts.GatewayURL, "ex", "jira", id)
	if err != nil {
		return nil, err
	}
	return rest.New(service, tenant, c.signer.Sign, c.opts.Options)
}

var cloudIDPattern = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// cloudID asks the site for its id, without a credential.
func (c *Client) cloudID(ctx context.Context) (string, error) {
	anonymous, err := rest.New(service, c.siteURL, nil, c.opts.Options)
	if err != nil {
		return "", err
	}
	var tenant struct {
		CloudID string `json:"cloudId"`
	}
	if err := anonymous.Get(ctx, rest.Path("_edge", "tenant_info"), nil, &tenant); err != nil {
		return "", err
	}
	if !cloudIDPattern.MatchString(tenant.CloudID) {
		return "", errors.New("the site names no usable id")
	}
	return tenant.CloudID, nil
}
