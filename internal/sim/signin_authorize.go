package sim

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

const formType = "application/x-www-form-urlencoded"

// authorization is a request for consent, and then what the code stands for.
type authorization struct {
	grant     *grant
	redirect  string
	state     string
	challenge string    // S256, empty when none was given
	until     time.Time // the end of the code
	spent     bool
}

// authorizeParams are the parameters of the authorize page, and the only values
// of those that have one.
var authorizeParams = map[string]string{
	"audience": gatewayHost, "response_type": "code", "prompt": "consent",
	"client_id": "", "redirect_uri": "", "state": "", "scope": "", "code_challenge": "", "code_challenge_method": "",
}

// challengeForm is the base64url of a SHA-256.
var challengeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// authorize shows the page on which a person consents. Whatever is wrong with
// the request is shown too and never sent to the callback; see
// https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps.
func (s *Sim) authorize(c *call) answer {
	query, err := url.ParseQuery(c.req.URL.RawQuery)
	if err != nil {
		return errorPage(&signInError{http.StatusBadRequest, "invalid_request", "The query cannot be read"})
	}
	ticket, err := s.ask(query)
	if err != nil {
		return errorPage(err)
	}
	return s.consentPage(ticket)
}

// ask checks a request for consent and opens it.
func (s *Sim) ask(query url.Values) (ticket string, err error) {
	app, err := s.appOf(query)
	if err != nil {
		return "", err
	}
	invalid := func(format string, args ...any) error {
		return &signInError{http.StatusBadRequest, "invalid_request", fmt.Sprintf(format, args...)}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		values := query[name]
		want, known := authorizeParams[name]
		switch {
		case !known:
			return "", invalid("Unknown parameter: %s", name)
		case len(values) != 1:
			return "", invalid("Parameter given more than once: %s", name)
		case want != "" && values[0] != want:
			return "", invalid("Parameter %s must be %s", name, want)
		}
	}
	for _, name := range []string{"audience", "response_type", "prompt", "state", "scope"} {
		if query.Get(name) == "" {
			return "", invalid("Missing required parameter: %s", name)
		}
	}
	challenge := query.Get("code_challenge")
	if query.Has("code_challenge") || query.Has("code_challenge_method") {
		if query.Get("code_challenge_method") != "S256" || !challengeForm.MatchString(challenge) {
			return "", invalid("A code_challenge needs the method S256 and its form")
		}
	}
	scopes := strings.Split(query.Get("scope"), " ")
	for _, scope := range scopes {
		if scope != scopeOffline && !slices.Contains(app.Scopes, scope) {
			return "", &signInError{http.StatusBadRequest, "invalid_scope", "The app does not have the scope " + scope}
		}
	}
	ticket = rand.Text()
	s.signIn.pending[ticket] = &authorization{
		grant: &grant{clientID: app.ClientID, accountID: AccountID, scopes: scopes}, redirect: query.Get("redirect_uri"),
		state: query.Get("state"), challenge: challenge,
	}
	return ticket, nil
}

// appOf returns the app that asks, if it may be answered where it wants to be.
func (s *Sim) appOf(query url.Values) (App, error) {
	app, known := s.signIn.apps[query.Get("client_id")]
	if !known {
		return App{}, &signInError{http.StatusForbidden, "unauthorized_client", "There is no app with this client_id"}
	}
	if redirect := query.Get("redirect_uri"); !slices.Contains(app.Callbacks, redirect) {
		text := "Callback URL mismatch. " + redirect + " is not in the list of allowed callback URLs"
		return App{}, &signInError{http.StatusForbidden, "unauthorized_client", text}
	}
	return app, nil
}

// decide takes what a person has decided on the consent page.
func (s *Sim) decide(c *call) answer {
	form, err := url.ParseQuery(string(c.body))
	if kind, _, _ := mime.ParseMediaType(c.req.Header.Get("Content-Type")); err != nil || kind != formType {
		return errorPage(&signInError{http.StatusBadRequest, "invalid_request", "The form cannot be read"})
	}
	decision := form.Get("decision")
	if decision != "accept" && decision != "decline" {
		return errorPage(&signInError{http.StatusBadRequest, "invalid_request", "Neither accepted nor declined"})
	}
	callback, err := s.conclude(form.Get("ticket"), decision == "accept")
	if err != nil {
		return errorPage(err)
	}
	return answer{status: http.StatusFound, header: http.Header{"Location": {callback}, "Cache-Control": {"no-store"}}}
}

// conclude ends a request for consent and returns where the browser goes.
func (s *Sim) conclude(ticket string, accepted bool) (callback string, err error) {
	a, ok := s.signIn.pending[ticket]
	if !ok {
		return "", &signInError{http.StatusBadRequest, "invalid_request", "This page has been answered before"}
	}
	delete(s.signIn.pending, ticket)
	to, err := url.Parse(a.redirect)
	if err != nil {
		return "", err
	}
	query := to.Query()
	query.Set("state", a.state)
	if accepted {
		code := s.mint("code")
		a.until = s.Now().Add(codeLifetime)
		s.signIn.codes[code] = a
		s.signIn.grants = append(s.signIn.grants, a.grant)
		query.Set("code", code)
	} else {
		query.Set("error", "access_denied")
		query.Set("error_description", "User did not authorize the request")
	}
	to.RawQuery = query.Encode()
	return to.String(), nil
}

// Consent does what a person does who opens the address of an authorize page in
// a browser and accepts, and returns the address of the callback to which the
// browser is sent. No request is made. The host of the address does not matter.
func (s *Sim) Consent(authorizeURL string) (callbackURL string, err error) {
	return s.answerConsent(authorizeURL, AccountID, true)
}

// ConsentAs is [Sim.Consent] of a person other than the tokens' owner.
func (s *Sim) ConsentAs(accountID, authorizeURL string) (callbackURL string, err error) {
	return s.answerConsent(authorizeURL, accountID, true)
}

// Decline is [Sim.Consent] of a person who does not accept.
func (s *Sim) Decline(authorizeURL string) (callbackURL string, err error) {
	return s.answerConsent(authorizeURL, AccountID, false)
}

func (s *Sim) answerConsent(authorizeURL, accountID string, accepted bool) (callbackURL string, err error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", err
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", err
	}
	if u.Path != "/authorize" {
		return "", errors.New("the address is not that of an authorize page")
	}
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	ticket, err := s.ask(query)
	if err != nil {
		return "", err
	}
	s.signIn.pending[ticket].grant.accountID = accountID
	return s.conclude(ticket, accepted)
}
