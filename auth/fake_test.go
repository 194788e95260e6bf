package auth_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	clientID     = "test-client-id"
	clientSecret = "test-client-SECRET-4711"
	cloudID      = "11111111-2222-4333-8444-555555555555"
	site         = "https://example.atlassian.net"
)

// atlassian is a small Atlassian: the sign-in, the gateway and a Jira behind it.
// Its fields are set before the first request, or under mu.
type atlassian struct {
	*httptest.Server

	mu       sync.Mutex
	codes    map[string]url.Values // by code: what the authorize page was asked
	access   map[string]bool       // tokens that Jira takes
	refresh  map[string]bool       // tokens that are good for a refresh
	issued   []string              // all that must not be shown
	noLeeway bool                  // a refresh token is good once

	astray                        []string // paths of requests that nobody should send
	refreshes, exchanges, lookups int
	used                          []string // access tokens that Jira took

	sites       string                                        // the answer of accessible-resources
	edit        func(answer map[string]any)                   // changes token answers
	instead     func(w http.ResponseWriter, sent []byte)      // answers token requests in a way of its own
	rotated     func()                                        // called after a refresh token was replaced, before the answer
	unavailable func(w http.ResponseWriter, path string) bool // answers in place of everything
}

func newAtlassian(t *testing.T) *atlassian {
	t.Helper()
	a := &atlassian{
		codes: map[string]url.Values{}, access: map[string]bool{}, refresh: map[string]bool{},
		sites: fmt.Sprintf(`[{"id":"x","url":"https://other.atlassian.net","scopes":["read:jira-work"]},
			{"id":%q,"url":%q,"scopes":["read:servicedesk-request"]},
			{"id":%q,"url":%q,"scopes":["read:jira-user","read:jira-work"]}]`, cloudID, site, cloudID, site),
	}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

// pair makes an access and a refresh token.
func (a *atlassian) pair() (access, refresh string) {
	access, refresh = "eyJhbGciOi."+rand.Text()+"."+rand.Text(), "refresh/"+rand.Text()+"+=%"
	a.access[access], a.refresh[refresh] = true, true
	a.issued = append(a.issued, access, refresh)
	return access, refresh
}

// revoke takes all access tokens back.
func (a *atlassian) revoke() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.access)
}

// set changes the fields while requests may come in.
func (a *atlassian) set(change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
}

// refreshCount returns how many refreshes there were.
func (a *atlassian) refreshCount() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.refreshes
}

func (a *atlassian) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.unavailable != nil && a.unavailable(w, req.URL.Path) {
		return
	}
	bearer := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	switch req.URL.Path {
	case "/authorize":
		a.authorize(w, req)
	case "/oauth/token":
		a.token(w, req)
	case "/oauth/token/accessible-resources":
		a.lookups++
		if !a.access[bearer] {
			answer(w, http.StatusUnauthorized, map[string]any{"code": 401, "message": "Unauthorized " + bearer})
			return
		}
		_, _ = io.WriteString(w, a.sites)
	case "/ex/jira/" + cloudID + "/rest/api/3/myself":
		if !a.access[bearer] {
			answer(w, http.StatusUnauthorized, map[string]any{"code": 401, "message": "Unauthorized"})
			return
		}
		a.used = append(a.used, bearer)
		answer(w, http.StatusOK, map[string]any{"displayName": "Ada"})
	default:
		a.astray = append(a.astray, req.URL.Path)
		http.NotFound(w, req)
	}
}

// authorize consents at once, like somebody who clicks Accept.
func (a *atlassian) authorize(w http.ResponseWriter, req *http.Request) {
	q := req.URL.Query()
	for name, want := range map[string]string{
		"audience": "api.atlassian.com", "prompt": "consent", "response_type": "code", "client_id": clientID,
		"code_challenge_method": "S256", "scope": "read:jira-user read:jira-work offline_access",
	} {
		if got := q.Get(name); got != want {
			http.Error(w, fmt.Sprintf("%s is %q, want %q", name, got, want), http.StatusBadRequest)
			return
		}
	}
	code := "code-" + rand.Text() + rand.Text()
	a.codes[code] = q
	a.issued = append(a.issued, code, q.Get("state"))
	back := q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, req, back, http.StatusFound)
}

func (a *atlassian) token(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	var sent map[string]string
	if kind := req.Header.Get("Content-Type"); kind != "application/json" || json.Unmarshal(body, &sent) != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_request", "error_description": "want JSON, got " + kind})
		return
	}
	a.issued = append(a.issued, sent["code_verifier"])
	if a.instead != nil {
		a.instead(w, body)
		return
	}
	if sent["client_id"] != clientID || sent["client_secret"] != clientSecret {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "access_denied", "error_description": "Unauthorized " + sent["client_secret"]})
		return
	}
	switch sent["grant_type"] {
	case "authorization_code":
		a.exchanges++
		asked, ok := a.codes[sent["code"]]
		delete(a.codes, sent["code"])
		challenge := sha256.Sum256([]byte(sent["code_verifier"]))
		if !ok || asked.Get("redirect_uri") != sent["redirect_uri"] ||
			asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) {
			answer(w, http.StatusForbidden, map[string]any{"error": "invalid_grant", "error_description": "Invalid authorization code " + sent["code"]})
			return
		}
	case "refresh_token":
		a.refreshes++
		if !a.refresh[sent["refresh_token"]] {
			answer(w, http.StatusForbidden, map[string]any{"error": "unauthorized_client", "error_description": "refresh_token is invalid: " + sent["refresh_token"]})
			return
		}
		if a.noLeeway {
			a.refresh[sent["refresh_token"]] = false
		}
	default:
		answer(w, http.StatusBadRequest, map[string]any{"error": "unsupported_grant_type"})
		return
	}
	access, refresh := a.pair()
	reply := map[string]any{
		"access_token": access, "refresh_token": refresh, "expires_in": 3600, "token_type": "Bearer",
		"scope": "read:jira-user read:jira-work offline_access",
	}
	if a.edit != nil {
		a.edit(reply)
	}
	if a.rotated != nil {
		a.rotated()
	}
	answer(w, http.StatusOK, reply)
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// secrets lists what must not be shown, also as it looks in a query or in JSON.
func (a *atlassian) secrets() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []string
	for _, secret := range append(slices.Clone(a.issued), clientSecret) {
		quoted, _ := json.Marshal(secret)
		list = append(list, secret, url.QueryEscape(secret), strings.Trim(string(quoted), `"`))
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}
