package sim

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// credentials are what every token request begins with.
type credentials struct {
	GrantType    string `json:"grant_type"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// redemption exchanges a code for tokens.
type redemption struct {
	credentials
	Code         string `json:"code"`
	RedirectURI  string `json:"redirect_uri"`
	CodeVerifier string `json:"code_verifier"`
}

// renewal exchanges a refresh token for new tokens.
type renewal struct {
	credentials
	RefreshToken string `json:"refresh_token"`
}

// token hands out tokens; see
// https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps.
func (s *Sim) token(c *call) answer {
	g, err := s.tokenGrant(c)
	if refusal := new(signInError); errors.As(err, &refusal) {
		return refusal.answer()
	}
	t := s.issue(g)
	o := object{
		"access_token": t.AccessToken, "expires_in": int64(s.TokenLifetime / time.Second),
		"token_type": "Bearer", "scope": strings.Join(g.scopes, " "),
	}
	if t.RefreshToken != "" {
		o["refresh_token"] = t.RefreshToken
	}
	a := ok(o)
	a.header = http.Header{"Cache-Control": {"no-store"}}
	return a
}

// tokenGrant returns the grant that a token request is about. Its errors are
// signInErrors.
func (s *Sim) tokenGrant(c *call) (*grant, error) {
	body, err := s.tokenBody(c)
	if err != nil {
		return nil, err
	}
	var kind credentials
	if err := json.Unmarshal(body, &kind); err != nil {
		return nil, invalidRequest("The body cannot be read")
	}
	switch kind.GrantType {
	case "authorization_code":
		var in redemption
		if err := decode(body, &in); err != nil {
			return nil, invalidRequest(err.Error())
		}
		return s.redeem(in)
	case "refresh_token":
		var in renewal
		if err := decode(body, &in); err != nil {
			return nil, invalidRequest(err.Error())
		}
		return s.renew(in)
	case "":
		return nil, invalidRequest("Missing required parameter: grant_type")
	default:
		return nil, &signInError{http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: " + kind.GrantType}
	}
}

// tokenBody returns the body of a token request as JSON.
func (s *Sim) tokenBody(c *call) ([]byte, error) {
	if c.req.URL.RawQuery != "" {
		return nil, invalidRequest("Parameters belong into the body")
	}
	kind, _, err := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
	if err == nil && kind == jsonType {
		return c.body, nil
	}
	if kind != formType || !s.FormBodies {
		return nil, invalidRequest("The body must be " + jsonType)
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, invalidRequest("The body cannot be read")
	}
	fields := map[string]string{}
	for name, values := range form {
		if len(values) != 1 {
			return nil, invalidRequest("Parameter given more than once: " + name)
		}
		fields[name] = values[0]
	}
	return encode(fields), nil
}

// redeem takes a code. The first request of the right client spends it, whatever
// else is wrong with the request.
func (s *Sim) redeem(in redemption) (*grant, error) {
	if err := s.authenticate(in.credentials); err != nil {
		return nil, err
	}
	a := s.signIn.codes[in.Code]
	if a == nil || a.spent || a.grant.revoked || a.grant.clientID != in.ClientID || !s.Now().Before(a.until) {
		return nil, invalidGrant("Invalid authorization code")
	}
	a.spent = true
	if in.RedirectURI != a.redirect {
		return nil, invalidGrant("The redirect URI is wrong")
	}
	if !proves(in.CodeVerifier, a.challenge) {
		return nil, invalidGrant("Failed to verify code verifier")
	}
	return a.grant, nil
}

// proves reports whether a verifier is the one that a challenge was made from,
// or neither is there.
func proves(verifier, challenge string) bool {
	if verifier == "" || challenge == "" {
		return verifier == challenge
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:]) == challenge
}

// renew takes a refresh token. One that has been used works again as long as the
// leeway lasts.
func (s *Sim) renew(in renewal) (*grant, error) {
	if err := s.authenticate(in.credentials); err != nil {
		return nil, err
	}
	t, now := s.signIn.refresh[in.RefreshToken], s.Now()
	if t == nil || t.grant.revoked || t.grant.clientID != in.ClientID || !now.Before(t.until) {
		return nil, s.staleRefreshToken()
	}
	if t.used.IsZero() {
		t.used = now
	} else if !now.Before(t.used.Add(s.RefreshLeeway)) {
		t.grant.revoked = s.ReuseRevokes
		return nil, s.staleRefreshToken()
	}
	s.signIn.refreshes++
	return t.grant, nil
}

// authenticate checks the client, which has to name its secret each time.
func (s *Sim) authenticate(in credentials) error {
	app, known := s.signIn.apps[in.ClientID]
	if !known || subtle.ConstantTimeCompare([]byte(app.ClientSecret), []byte(in.ClientSecret)) != 1 {
		return &signInError{http.StatusUnauthorized, "access_denied", "Unauthorized"}
	}
	return nil
}

func (s *Sim) staleRefreshToken() error {
	if s.InvalidGrant {
		return invalidGrant("Unknown or invalid refresh token.")
	}
	return &signInError{http.StatusForbidden, "unauthorized_client", "refresh_token is invalid"}
}

func invalidGrant(text string) error {
	return &signInError{http.StatusForbidden, "invalid_grant", text}
}

func invalidRequest(text string) error {
	return &signInError{http.StatusBadRequest, "invalid_request", text}
}

// threeLegged returns what the access token that a request bears allows, nil unless
// it is one that the sign-in has issued and that still works.
func (s *Sim) threeLegged(c *call) *grant {
	kind, token, _ := strings.Cut(c.req.Header.Get("Authorization"), " ")
	t := s.signIn.access[token]
	if kind != "Bearer" || t == nil || t.grant.revoked || !s.Now().Before(t.until) {
		return nil
	}
	return t.grant
}

// classicScope is the classic scope that an operation below /rest/api/3 needs,
// empty when it needs none.
func classicScope(path []string) string {
	switch path[0] {
	case "serverInfo":
		return ""
	case "myself", "user", "configuration":
		return scopeUser
	default:
		return scopeWork
	}
}

// lacksScope reports whether a request bears an access token of the sign-in that
// may not be used for the operation.
func (s *Sim) lacksScope(c *call, path []string) bool {
	g := s.threeLegged(c)
	need := classicScope(path)
	return g != nil && need != "" && !slices.Contains(g.scopes, need)
}
