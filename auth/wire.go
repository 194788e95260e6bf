package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxAnswer bounds what is read of an answer of the sign-in service.
const maxAnswer = 1 << 20

// jsonForms sends forms as JSON, which is the only form of a token request that
// Atlassian documents, while x/oauth2 sends forms
// (https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/). It also
// puts answers into the one shape that x/oauth2 is sure to read, so that no token
// is lost to an expires_in of an unexpected type.
type jsonForms struct {
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (j jsonForms) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := asJSON(req)
	if err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := j.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if err := reshape(resp); err != nil {
		return nil, err
	}
	return resp, nil
}

// asJSON reads the form of a request and closes its body.
func asJSON(req *http.Request) ([]byte, error) {
	form, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(form))
	if err != nil {
		return nil, errors.New("not a form") // the cause would quote it
	}
	fields := make(map[string]string, len(values))
	for name := range values {
		fields[name] = values.Get(name)
	}
	return json.Marshal(fields)
}

// answerError is an answer that is not the service's: HTML, half of the JSON, or
// a success without a token. It does not hold the answer.
type answerError struct {
	status int
	reason string
}

func (e *answerError) Error() string { return e.reason }

// reshape replaces the body of an answer by one with the known fields, or fails
// and closes it.
func reshape(resp *http.Response) error {
	if resp.StatusCode/100 == 3 {
		_ = resp.Body.Close() // a redirect says nothing else
		return &answerError{resp.StatusCode, elsewhere(resp)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	_ = resp.Body.Close() // all that matters has been read
	if err != nil {
		return &answerError{resp.StatusCode, "the answer broke off"}
	}
	if len(body) > maxAnswer {
		return &answerError{resp.StatusCode, "the answer is too large"}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return &answerError{resp.StatusCode, fmt.Sprintf("the answer is not JSON but %s", kindOf(resp))}
	}
	answer := map[string]any{}
	for _, name := range []string{"access_token", "refresh_token", "scope", "error", "error_description"} {
		var text string
		if err := json.Unmarshal(fields[name], &text); err == nil && text != "" {
			answer[name] = text
		}
	}
	answer["expires_in"] = lifetime(fields["expires_in"])
	if resp.StatusCode/100 == 2 && answer["access_token"] == nil && answer["error"] == nil {
		return &answerError{resp.StatusCode, "the answer holds no token"}
	}
	if body, err = json.Marshal(answer); err != nil {
		return &answerError{resp.StatusCode, "the answer cannot be read"}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Set("Content-Type", "application/json")
	return nil
}

// elsewhere tells where a redirect points to, by its host: the rest of the address may
// hold what was sent.
func elsewhere(resp *http.Response) string {
	location, err := resp.Location()
	if err != nil {
		return "the answer points nowhere"
	}
	return "the answer points to " + scrub(location.Scheme+"://"+location.Host) + ", which was not followed"
}

// kindOf names the kind of an answer's body.
func kindOf(resp *http.Response) string {
	kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	if kind == "" {
		return "something else"
	}
	return scrub(kind)
}

// Lifetimes of an access token, in seconds.
const (
	usualLifetime = 3600
	maxLifetime   = 24 * 3600
)

// lifetime reads expires_in, given as a number or as its text. Where it says
// nothing useful, it is the hour that Atlassian's tokens last: a token that ends
// sooner is found out when Jira refuses it, and is then renewed.
func lifetime(raw json.RawMessage) int {
	seconds, err := strconv.ParseFloat(strings.TrimSpace(strings.Trim(string(raw), `"`)), 64)
	if err != nil || math.IsNaN(seconds) || seconds < 1 {
		return usualLifetime
	}
	return int(min(seconds, maxLifetime))
}
