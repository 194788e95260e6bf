package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// maxSites bounds how many sites an error lists.
const maxSites = 20

// Ready returns nil when requests can be signed and sent: it renews the access
// token when that is due, and finds the site when that has not been done. Its
// errors are those of Sign and BaseURL.
func (o *OAuth) Ready(ctx context.Context) error {
	_, err := o.Current(ctx)
	return err
}

// Current does what Ready does and returns the ID of the sign-in that it found, as
// SignInID does, with one look at the store for both.
func (o *OAuth) Current(ctx context.Context) (signInID string, err error) {
	b := o.anybody()
	token, err := b.fresh(ctx)
	if err != nil {
		return "", err
	}
	if _, err := b.base(ctx, token); err != nil {
		return "", err
	}
	return o.memory.signInID(token), nil
}

// BaseURL is where requests with the token go: the site behind Atlassian's
// gateway, which is the only way that takes it. The site's id is looked up once
// and then kept with the token. A sign-in that does not cover the site is a
// [SiteError].
//
// What Sign has seen last is remembered: the store is not asked twice for one
// request, and it is Sign that finds out that nobody is signed in any more.
func (o *OAuth) BaseURL(ctx context.Context) (string, error) { return o.anybody().BaseURL(ctx) }

func (o *OAuth) gateway(cloudID string) string { return o.app.APIURL + "/ex/jira/" + cloudID }

// base finds the site for a token, if that is still of use.
func (b *Bound) base(ctx context.Context, token Token) (string, error) {
	if err := b.oauth.memory.givenUp(token); err != nil {
		return "", err
	}
	if token.CloudID == "" {
		var err error
		if token, err = b.findSite(ctx); err != nil {
			return "", err
		}
		if err := b.oauth.keepSite(ctx, token); err != nil {
			return "", err
		}
	}
	return b.oauth.gateway(token.CloudID), nil
}

// findSite returns a token with the site's id, for which it asks once more if the
// token is refused.
func (b *Bound) findSite(ctx context.Context) (Token, error) {
	token, err := b.fresh(ctx)
	if err != nil {
		return Token{}, err
	}
	token.CloudID, err = b.oauth.lookUp(ctx, token)
	refusal, ok := errors.AsType[*UnavailableError](err)
	if !ok || refusal.Status != http.StatusUnauthorized {
		return token, err
	}
	if err := b.oauth.refused(ctx, bearer+token.AccessToken, refusal.Detail); err != nil {
		return Token{}, err
	}
	if token, err = b.fresh(ctx); err != nil {
		return Token{}, err
	}
	token.CloudID, err = b.oauth.lookUp(ctx, token)
	return token, err
}

// keepSite writes the site's id, with which the token comes, to the store, unless
// that has another sign-in by now: it may not cover the site.
func (o *OAuth) keepSite(ctx context.Context, token Token) error {
	return o.update(ctx, func(_ context.Context, current Token) (Token, error) {
		if current.IsZero() {
			return Token{}, o.notSignedIn()
		}
		if o.memory.signInID(current) == o.memory.signInID(token) {
			current.CloudID = token.CloudID
		}
		return current, nil
	})
}

// resource is a site that somebody gave the app access to. One site may be listed once
// for each product.
type resource struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	Scopes []string `json:"scopes"`
}

// lookUp finds the site among those that the token is good for
// (https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/#3-1-get-the-cloudid-for-your-site).
func (o *OAuth) lookUp(ctx context.Context, token Token) (string, error) {
	list, err := o.resources(ctx, token)
	if err != nil {
		return "", err
	}
	var others []string
	for _, r := range list {
		switch {
		case SiteKey(r.URL) != o.app.SiteURL || !cloudIDPattern.MatchString(r.ID):
			others = append(others, scrub(r.URL, token.AccessToken))
		case slices.ContainsFunc(r.Scopes, ofJira):
			return r.ID, nil
		default:
			err = &ScopeError{Site: o.app.SiteURL, Wants: Scopes()}
		}
	}
	if err != nil {
		return "", err
	}
	slices.Sort(others)
	others = slices.Compact(others)
	return "", &SiteError{Site: o.app.SiteURL, Sites: others[:min(len(others), maxSites)]}
}

// Granted returns the scopes that the sign-in has: those that are kept with it, or
// else those that Atlassian lists for the site, without offline_access.
func (o *OAuth) Granted(ctx context.Context) ([]string, error) {
	token, err := o.anybody().fresh(ctx)
	if err != nil || len(token.Scopes) > 0 {
		return token.Scopes, err
	}
	list, err := o.resources(ctx, token)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, r := range list {
		if SiteKey(r.URL) == o.app.SiteURL && slices.ContainsFunc(r.Scopes, ofJira) {
			scopes = append(scopes, r.Scopes...)
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes), nil
}

// ofJira recognizes the scopes of Jira, classic and granular.
func ofJira(scope string) bool {
	return strings.Contains(scope, "jira-") || strings.HasSuffix(scope, ":jira")
}

// resources lists the sites that the token is good for.
func (o *OAuth) resources(ctx context.Context, token Token) ([]resource, error) {
	const doing = "look up the site"
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.app.APIURL+"/oauth/token/accessible-resources", nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	req.Header.Set("Authorization", bearer+token.AccessToken)
	req.Header.Set("Accept", "application/json")
	resp, err := (&http.Client{Transport: o.app.Transport, CheckRedirect: stay}).Do(req)
	if err != nil {
		return nil, unavailable(ctx, doing, err, token.AccessToken)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, unavailable(ctx, doing, err, token.AccessToken)
	}
	if resp.StatusCode/100 == 3 {
		return nil, &UnavailableError{Doing: doing, Status: resp.StatusCode, Detail: elsewhere(resp)}
	}
	if resp.StatusCode != http.StatusOK {
		return nil, &UnavailableError{Doing: doing, Status: resp.StatusCode, Detail: refusalText(body, token)}
	}
	var list []resource
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, &UnavailableError{Doing: doing, Status: resp.StatusCode, Detail: "the answer is not a list of sites but " + kindOf(resp)}
	}
	return list, nil
}

// refusalText is the gateway's message, fit to be shown.
func refusalText(body []byte, token Token) string {
	var answer struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Message == "" {
		return "no usable answer"
	}
	return scrub(answer.Message, token.AccessToken, token.RefreshToken)
}
