package auth_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// signing signs requests, as the clients of the services do.
type signing struct {
	signer auth.Signer
	next   http.RoundTripper
}

func (s signing) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	if err := s.signer.Sign(req); err != nil {
		return nil, err
	}
	return s.next.RoundTrip(req)
}

// jira answers requests with a status for each token, and repeats the token.
type jira struct {
	mu       sync.Mutex
	answers  []int // by request; the last one for all that follow
	message  string
	requests []string // bodies
	answered func()   // called before each answer, if it is set
}

func (j *jira) RoundTrip(req *http.Request) (*http.Response, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	body := ""
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	status := j.answers[min(len(j.requests), len(j.answers)-1)]
	j.requests = append(j.requests, body)
	if j.answered != nil {
		j.answered()
	}
	text := `{"code":401,"message":"` + j.message + ` ` + req.Header.Get("Authorization") + `"}`
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Length": {"1"}}, Body: io.NopCloser(strings.NewReader(text)), Request: req,
	}, nil
}

func TestRefused(t *testing.T) {
	t.Parallel()
	const ok, no = http.StatusOK, http.StatusUnauthorized
	tests := []struct {
		name      string
		jira      *jira
		status    int
		check     func(error) bool
		requests  int
		refreshes int
	}{
		{"accepted", &jira{answers: []int{ok}}, ok, isNil, 1, 0},
		{"forbidden", &jira{answers: []int{http.StatusForbidden}}, http.StatusForbidden, isNil, 1, 0},
		{"refused once", &jira{answers: []int{no, ok}, message: "Unauthorized"}, ok, isNil, 2, 1},
		{"refused twice", &jira{answers: []int{no}, message: "Unauthorized"}, no, isNil, 2, 1},
		{"refused, then down", &jira{answers: []int{no, 503}}, 503, isNil, 2, 1},
		{"scope", &jira{answers: []int{no}, message: "Unauthorized; scope does not match"}, 0, typed[*auth.ScopeError], 1, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.signedIn(time.Hour)
			o := b.oauth()
			client := &http.Client{Transport: signing{o, o.Transport(test.jira)}}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://jira.example/", strings.NewReader("the body"))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req)
			if !test.check(b.note(err)) {
				t.Fatalf("got %v", err)
			}
			if err == nil {
				b.checkRefusal(resp, test.status)
			}
			if len(test.jira.requests) != test.requests || b.refreshes != test.refreshes {
				t.Errorf("%d requests and %d refreshes, want %d and %d", len(test.jira.requests), b.refreshes, test.requests, test.refreshes)
			}
			if diff := cmp.Diff(slices.Repeat([]string{"the body"}, test.requests), test.jira.requests); diff != "" {
				t.Errorf("the bodies (-want +got):\n%s", diff)
			}
		})
	}
}

// checkRefusal looks at an answer, which as an error must not repeat a token that
// its reader does not know of.
func (b *bench) checkRefusal(resp *http.Response, want int) {
	b.t.Helper()
	text, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != want {
		b.t.Errorf("got %d, %v, want %d", resp.StatusCode, err, want)
	}
	if want == http.StatusUnauthorized && (len(text) == 0 || strings.Contains(string(text), b.loaded().AccessToken)) {
		b.t.Errorf("the answer is %s", text)
	}
}

// TestRefusedForGood does not refresh again and again.
func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(time.Hour)
	o := b.oauth()
	refuse := func() error {
		req := b.request(b.URL)
		if err := o.Sign(req); err != nil {
			t.Fatal(err)
		}
		return b.note(o.Refused(t.Context(), req.Header.Get("Authorization"), "Unauthorized"))
	}
	if err := refuse(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		failure, ok := errors.AsType[*auth.SignInError](refuse())
		if !ok || failure.Reason != auth.TokenRefused {
			t.Fatalf("got %v", failure)
		}
	}
	if b.refreshes != 1 {
		t.Errorf("%d refreshes, want 1", b.refreshes)
	}
	b.clock.set(2 * time.Minute)
	if err := refuse(); err != nil || b.refreshes != 2 {
		t.Errorf("a while later: %d refreshes, %v", b.refreshes, err)
	}
}

// TestRefusedTokenWasReplaced uses what another process has put into the file.
func TestRefusedTokenWasReplaced(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(time.Hour)
	b.signedIn(time.Hour)
	if err := b.oauth().Refused(t.Context(), "Bearer "+old.AccessToken, "Unauthorized"); err != nil || b.refreshes != 0 {
		t.Errorf("got %v after %d refreshes", err, b.refreshes)
	}
}

// TestManyAreRefused has ten requests refused at once.
func TestManyAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.signedIn(time.Hour)
	b.noLeeway = true
	o := b.oauth()
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() {
			if err := o.Refused(t.Context(), "Bearer "+old.AccessToken, ""); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if b.refreshes != 1 {
		t.Errorf("%d refreshes, want 1", b.refreshes)
	}
}

// TestRevoked signs in, loses everything, and signs in again.
func TestRevoked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(time.Hour)
	o := b.oauth()
	b.revoke()
	b.mu.Lock()
	clear(b.refresh)
	b.mu.Unlock()
	used, status, err := b.myself(o)
	if err != nil || status != http.StatusUnauthorized {
		t.Fatalf("Jira says %d, %v", status, err)
	}
	failure, ok := errors.AsType[*auth.SignInError](b.note(o.Refused(t.Context(), used, "Unauthorized")))
	if !ok || failure.Reason != auth.RefreshRefused || failure.Site != site {
		t.Fatalf("got %v", failure)
	}
	signIn := b.begin(o)
	b.open(signIn.URL())
	if err := signIn.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
		t.Errorf("after a new sign-in Jira says %d, %v", status, err)
	}
}

// TestLookUpWithOldToken finds the site with a token that has to be renewed.
func TestLookUpWithOldToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.signedIn(time.Hour)
	token.CloudID = ""
	b.keep(token)
	b.revoke()
	got, err := b.oauth().BaseURL(t.Context())
	if err != nil || got != b.URL+"/ex/jira/"+cloudID {
		t.Errorf("got %q, %v", got, b.note(err))
	}
	if b.refreshes != 1 || b.lookups != 2 {
		t.Errorf("%d refreshes, %d look-ups", b.refreshes, b.lookups)
	}
}

func isNil(err error) bool { return err == nil }
