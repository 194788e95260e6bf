package rest

import (
	"net/http"
	"net/url"
)

// maxRedirects is how many redirects a read may follow.
const maxRedirects = 5

// credentials is a RoundTripper that signs requests to the base URL's origin, and
// no others.
type credentials struct {
	base *url.URL
	sign Sign
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (c *credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	if c.sign != nil && sameOrigin(req.URL, c.base) {
		if err := c.sign(req); err != nil {
			if req.Body != nil {
				_ = req.Body.Close() // a RoundTripper closes the body, errors included
			}
			return nil, err
		}
	}
	traceOf(req).begin(req.Header.Get("Authorization"))
	return c.next.RoundTrip(req)
}

// followWithin follows a few redirects of a GET that stay with the base URL's
// origin: what another host answers is not the service's word. All other redirects
// are left to the caller.
func followWithin(base *url.URL) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		if via[0].Method != http.MethodGet || len(via) > maxRedirects || !sameOrigin(req.URL, base) {
			return http.ErrUseLastResponse
		}
		return nil
	}
}
