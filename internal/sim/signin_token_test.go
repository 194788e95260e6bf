package sim_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const (
	staleRefresh  = `{"error":"unauthorized_client","error_description":"refresh_token is invalid"}`
	staleByTheDoc = `{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}`
	wrongSecret   = `{"error":"access_denied","error_description":"Unauthorized"}`
	badCode       = `{"error":"invalid_grant","error_description":"Invalid authorization code"}`
)

func TestRefusedExchanges(t *testing.T) {
	t.Parallel()
	const wrongVerifier = `{"error":"invalid_grant","error_description":"Failed to verify code verifier"}`
	const wrongRedirect = `{"error":"invalid_grant","error_description":"The redirect URI is wrong"}`
	plain := map[string]string{"code_challenge": "", "code_challenge_method": ""}
	tests := map[string]struct {
		asked, changes map[string]string
		later          time.Duration
		status         int
		body           string
	}{
		"no challenge, no verifier": {asked: plain, changes: map[string]string{"code_verifier": ""}, status: 200},
		"no challenge":              {asked: plain, status: 403, body: wrongVerifier},
		"no verifier":               {changes: map[string]string{"code_verifier": ""}, status: 403, body: wrongVerifier},
		"wrong verifier":            {changes: map[string]string{"code_verifier": verifier + "x"}, status: 403, body: wrongVerifier},
		"wrong callback":            {changes: map[string]string{"redirect_uri": "http://localhost:7789/callback"}, status: 403, body: wrongRedirect},
		"no callback":               {changes: map[string]string{"redirect_uri": ""}, status: 403, body: wrongRedirect},
		"wrong code":                {changes: map[string]string{"code": strings.Repeat("x", 1<<20)}, status: 403, body: badCode},
		"no code":                   {changes: map[string]string{"code": ""}, status: 403, body: badCode},
		"late":                      {later: time.Minute, status: 403, body: badCode},
		"wrong secret":              {changes: map[string]string{"client_secret": "wrong"}, status: 401, body: wrongSecret},
		"no secret":                 {changes: map[string]string{"client_secret": ""}, status: 401, body: wrongSecret},
		"unknown client":            {changes: map[string]string{"client_id": "x"}, status: 401, body: wrongSecret},
		"wrong grant":               {changes: map[string]string{"grant_type": "password"}, status: 403},
		"no grant":                  {changes: map[string]string{"grant_type": ""}, status: 400},
		"field of no sense":         {changes: map[string]string{"scope": allScopes}, status: 400},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		code := s.code(tt.asked)
		s.pass(tt.later)
		got := s.exchange(code, tt.changes)
		if got.status != tt.status || tt.body != "" && got.body != tt.body {
			t.Errorf("%s = %d %.200s, want %d %s", name, got.status, got.body, tt.status, tt.body)
		}
		if issued := len(s.IssuedTokens()); (tt.status == http.StatusOK) != (issued > 1) {
			t.Errorf("%s: %d tokens and codes issued", name, issued)
		}
	}
}

func TestACodeWorksOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		first  map[string]string
		status int // of the second exchange
	}{
		"after success":        {nil, 403},
		"after wrong verifier": {map[string]string{"code_verifier": "wrong"}, 403},
		"after wrong secret":   {map[string]string{"client_secret": "wrong"}, 200},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		code := s.code(nil)
		s.exchange(code, tt.first)
		if got := s.exchange(code, nil); got.status != tt.status {
			t.Errorf("%s = %d %s, want %d", name, got.status, got.body, tt.status)
		}
	}
}

func TestTokenBodies(t *testing.T) {
	t.Parallel()
	form := func(changes string) func(*signInSite) string {
		return func(s *signInSite) string {
			values := url.Values{}
			for name, value := range fields("refresh_token", map[string]string{"refresh_token": s.SignIn("offline_access").RefreshToken}) {
				values.Set(name, value)
			}
			return values.Encode() + changes
		}
	}
	object := func(s *signInSite) string {
		body, err := json.Marshal(fields("refresh_token", map[string]string{"refresh_token": s.SignIn("offline_access").RefreshToken}))
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	text := func(body string) func(*signInSite) string { return func(*signInSite) string { return body } }
	const formType = "application/x-www-form-urlencoded"
	tests := map[string]struct {
		accepts     bool // forms
		contentType string
		query       string
		body        func(*signInSite) string
		status      int
	}{
		"JSON":                  {contentType: "application/json", body: object, status: 200},
		"JSON with a charset":   {contentType: "application/json; charset=utf-8", body: object, status: 200},
		"JSON besides forms":    {accepts: true, contentType: "application/json", body: object, status: 200},
		"JSON that says a form": {accepts: true, contentType: formType, body: object, status: 400},
		"JSON of no type":       {body: object, status: 400},
		"JSON and a query":      {contentType: "application/json", query: "?client_id=x", body: object, status: 400},
		"array":                 {contentType: "application/json", body: text("[]"), status: 400},
		"nothing":               {contentType: "application/json", body: text(""), status: 400},
		"number for text":       {contentType: "application/json", body: text(`{"grant_type":"refresh_token","refresh_token":1}`), status: 400},
		"form, refused":         {contentType: formType, body: form(""), status: 400},
		"form":                  {accepts: true, contentType: formType, body: form(""), status: 200},
		"form, given twice":     {accepts: true, contentType: formType, body: form("&client_id=x"), status: 400},
		"form, broken":          {accepts: true, contentType: formType, body: form("&%zz"), status: 400},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		s.FormBodies = tt.accepts
		c := rude(t, s.Sim)
		req := c.request(http.MethodPost, tokenURL+tt.query, tt.body(s))
		req.Header.Set("Content-Type", tt.contentType)
		got, err := c.do(req)
		if err != nil || got.status != tt.status || s.RefreshCount() > 0 != (tt.status == http.StatusOK) {
			t.Errorf("%s = %d %s, %v, want %d", name, got.status, got.body, err, tt.status)
		}
	}
	if got := rude(t, newSite()).get(tokenURL); got.status != http.StatusMethodNotAllowed {
		t.Errorf("GET = %d, want 405", got.status)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		leeway, later time.Duration // between two uses of one refresh token
		revokes       bool
		byTheDoc      bool
		body          string // of the second answer when it is a refusal
		latest        int    // status with the latest refresh token
	}{
		"within the leeway":       {leeway: 10 * time.Minute, later: 10*time.Minute - 1, latest: 200},
		"after the leeway":        {leeway: 10 * time.Minute, later: 10 * time.Minute, body: staleRefresh, latest: 200},
		"without a leeway":        {body: staleRefresh, latest: 200},
		"reuse revokes":           {revokes: true, body: staleRefresh, latest: 403},
		"reuse within the leeway": {leeway: 10 * time.Minute, revokes: true, latest: 200},
		"as documented":           {byTheDoc: true, body: staleByTheDoc, latest: 200},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		s.RefreshLeeway, s.ReuseRevokes, s.InvalidGrant = tt.leeway, tt.revokes, tt.byTheDoc
		first := s.SignIn("read:jira-user", "offline_access")
		latest := ok[tokens](t, s.refresh(first.RefreshToken))
		s.pass(tt.later)
		got := s.refresh(first.RefreshToken)
		if tt.body != "" && (got.status != http.StatusForbidden || got.body != tt.body) {
			t.Errorf("%s: reuse = %d %s, want 403 %s", name, got.status, got.body, tt.body)
		}
		if tt.body == "" && (ok[tokens](t, got).Refresh == latest.Refresh || s.RefreshCount() != 2) {
			t.Errorf("%s: reuse = %s, want another refresh token", name, got.body)
		}
		if got := s.refresh(latest.Refresh); got.status != tt.latest {
			t.Errorf("%s: latest = %d %s, want %d", name, got.status, got.body, tt.latest)
		}
	}
}

func TestRefreshLeewayByDefault(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	token := s.SignIn("offline_access").RefreshToken
	var got []int
	for _, d := range []time.Duration{0, 9 * time.Minute, 30 * time.Second, 30 * time.Second} {
		s.pass(d)
		got = append(got, s.refresh(token).status)
	}
	if diff := cmp.Diff([]int{200, 200, 200, 403}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestRefusedRefreshes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes map[string]string
		prepare func(*signInSite)
		status  int
		body    string
	}{
		"wrong secret":      {changes: map[string]string{"client_secret": "wrong"}, status: 401, body: wrongSecret},
		"unknown token":     {changes: map[string]string{"refresh_token": "x"}, status: 403, body: staleRefresh},
		"another app":       {changes: map[string]string{"client_id": "other", "client_secret": "hush"}, status: 403, body: staleRefresh},
		"revoked":           {prepare: func(s *signInSite) { s.RevokeGrant() }, status: 403, body: staleRefresh},
		"idle for 90 days":  {prepare: func(s *signInSite) { s.pass(90 * 24 * time.Hour) }, status: 403, body: staleRefresh},
		"idle for 89 days":  {prepare: func(s *signInSite) { s.pass(89 * 24 * time.Hour) }, status: 200},
		"field of no sense": {changes: map[string]string{"redirect_uri": sim.Callback}, status: 400},
	}
	for name, tt := range tests {
		s := newSignIn(t)
		s.RegisterApp(sim.App{ClientID: "other", ClientSecret: "hush"})
		body := fields("refresh_token", map[string]string{"refresh_token": s.SignIn("offline_access").RefreshToken})
		maps.Copy(body, tt.changes)
		if tt.prepare != nil {
			tt.prepare(s)
		}
		got := s.token(body)
		if got.status != tt.status || tt.body != "" && got.body != tt.body || s.RefreshCount() > 0 != (tt.status == http.StatusOK) {
			t.Errorf("%s = %d %s, want %d %s", name, got.status, got.body, tt.status, tt.body)
		}
	}
}

func TestRevokedCode(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	code := s.code(nil)
	s.RevokeGrant()
	if got := s.exchange(code, nil); got.status != http.StatusForbidden {
		t.Errorf("exchange = %d %s, want 403", got.status, got.body)
	}
	if got := s.exchange(s.code(nil), nil); got.status != http.StatusOK {
		t.Errorf("signing in again = %d %s, want 200", got.status, got.body)
	}
}

func TestConcurrentRefreshes(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	s.RefreshLeeway = 0
	token := s.SignIn("offline_access").RefreshToken
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { s.refresh(token) })
	}
	all.Wait()
	if n := s.RefreshCount(); n != 1 || len(s.TokenRequests()) != 10 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

func TestOddTokenAnswers(t *testing.T) {
	t.Parallel()
	s := newSignIn(t)
	edit := func(change func(map[string]any)) {
		s.AddFault(sim.Fault{Method: http.MethodPost, PathPrefix: "/oauth/token", Times: 1, Edit: change})
	}
	edit(func(o map[string]any) { o["expires_in"] = o["expires_in"].(json.Number).String() })
	edit(func(o map[string]any) { delete(o, "refresh_token") })
	s.AddFault(sim.Fault{PathPrefix: "/oauth/token", Times: 1, Status: 429})
	s.AddFault(sim.Fault{PathPrefix: "/authorize", Times: 1, Status: 503})
	refresh := s.SignIn("offline_access").RefreshToken

	text := ok[map[string]any](t, s.refresh(refresh))
	if text["expires_in"] != "3600" || text["refresh_token"] == nil {
		t.Errorf("first answer = %v, want the time as text", text)
	}
	if got := ok[tokens](t, s.refresh(refresh)); got.Refresh != "" || s.bearing(got.Access, gateway+"/serverInfo").status != http.StatusOK {
		t.Errorf("second answer = %+v, want a good access token alone", got)
	}
	if got := s.refresh(refresh); got.status != 429 || got.body != `{"error":"too_many_requests","error_description":"Too Many Requests"}` {
		t.Errorf("third answer = %d %s, want 429 in OAuth's form", got.status, got.body)
	}
	if got := rude(t, s.Sim).get(authorizeURL(nil)); got.status != 503 || !strings.Contains(got.body, "<h1>Service Unavailable") {
		t.Errorf("page = %d %s, want 503 as a page", got.status, got.body)
	}
}
