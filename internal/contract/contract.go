// Package contract checks, in tests, that what goes over the wire is what the
// vendors' OpenAPI documents describe.
//
// It knows the two documents and how strict each is meant to be. They lie in the
// folder shared beside the project, with others that tests read through this package.
// Where there is no such folder nothing is checked, and tests say so; where there is
// one, everything has to be in it.
package contract

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// maxChecked is the size of the largest response body that is checked. Whole
// years of worklogs would take seconds, and say no more than the first page.
const maxChecked = 256 << 10

// Validate returns a RoundTripper that sends requests on to next and reports
// every exchange that the documents do not allow as an error of the test:
// unknown operations, parameters and fields, wrong types and formats. Responses
// are checked up to status 399; those of Jira, whose real answers hold more than
// their schemas say, may have further fields. Signing in is not described and
// passes. Where there is no folder shared the test says so and goes on unchecked;
// one that does nothing but check calls [Need] first.
func Validate(tb testing.TB, next http.RoundTripper) http.RoundTripper {
	tb.Helper()
	docs, err := documents()
	if err != nil {
		tb.Fatalf("contract: %v", err)
	}
	if docs == nil {
		tb.Log(absent)
		return next
	}
	return &validator{tb: tb, next: next, docs: docs}
}

type validator struct {
	tb   testing.TB
	next http.RoundTripper
	docs *documentSet
}

// RoundTrip checks the request, sends it on, and checks the response.
func (v *validator) RoundTrip(req *http.Request) (*http.Response, error) {
	path, router, err := v.docs.find(req.URL)
	if err != nil {
		v.tb.Errorf("contract: %s: %v", req.URL, err)
	}
	if router == nil {
		return v.next.RoundTrip(req)
	}
	body, err := drain(req.Body)
	if err != nil {
		return nil, err
	}
	in, err := operation(req, path, router, body)
	if err == nil {
		err = checkRequest(req.Context(), in)
	}
	if err != nil {
		v.tb.Errorf("contract: request %s %s: %v", req.Method, req.URL, err)
	}

	sent := req.Clone(req.Context())
	if req.Body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := v.next.RoundTrip(sent)
	if err != nil || in == nil {
		return resp, err
	}
	v.checkResponse(req.Context(), in, resp)
	return resp, nil
}

// drain reads and closes a body, which may be nil.
func drain(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	content, err := io.ReadAll(body)
	if closeErr := body.Close(); err == nil {
		err = closeErr
	}
	return content, err
}

// operation finds the operation and puts a copy of the request before the
// validator, which may change what it is given.
func operation(req *http.Request, path string, router routers.Router, body []byte) (*openapi3filter.RequestValidationInput, error) {
	clone := req.Clone(req.Context())
	clone.URL = &url.URL{RawQuery: req.URL.RawQuery, RawPath: path}
	clone.URL.Path, _ = url.PathUnescape(path)
	clone.Body = io.NopCloser(bytes.NewReader(body))
	clone.ContentLength = int64(len(body))
	route, params, err := router.FindRoute(clone)
	if err != nil {
		return nil, err
	}
	return &openapi3filter.RequestValidationInput{
		Request: clone, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true,
			SchemaValidationOptions:           formats,
		},
	}, nil
}

// checkRequest checks what the validator does and that all query parameters are
// described.
func checkRequest(ctx context.Context, in *openapi3filter.RequestValidationInput) error {
	for _, name := range slices.Sorted(maps.Keys(in.Request.URL.Query())) {
		described := in.Route.Operation.Parameters.GetByInAndName("query", name) != nil
		if !described && in.Route.PathItem.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("query parameter %q is not described", name)
		}
	}
	return openapi3filter.ValidateRequest(ctx, in)
}

func (v *validator) checkResponse(ctx context.Context, in *openapi3filter.RequestValidationInput, resp *http.Response) {
	if resp.StatusCode >= http.StatusBadRequest || resp.ContentLength > maxChecked {
		return
	}
	body, err := drain(resp.Body)
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failure{err}))
	if err != nil || len(body) > maxChecked {
		return // a broken body is the reader's business
	}
	err = openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header,
		Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{
			IncludeResponseStatus:   true,
			SchemaValidationOptions: formats,
		},
	})
	if err != nil {
		v.tb.Errorf("contract: response %d to %s %s: %v\n%s", resp.StatusCode, in.Request.Method, in.Route.Path, err, excerpt(body))
	}
}

// failure ends a body as the original one has ended.
type failure struct{ err error }

// Read returns the error that ended the original body.
func (f failure) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

func excerpt(body []byte) string {
	return strings.ToValidUTF8(string(body[:min(len(body), 2000)]), "?")
}
