package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// somebody is a simulator that takes everybody for another person from a moment on,
// and notes as whose time worklogs are sent.
type somebody struct {
	*sim.Sim

	other   atomic.Bool
	authors []string
}

const otherID = "5b10a2844c20165700ede21f"

func (s *somebody) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/worklogs") {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		var sent struct {
			Author string `json:"authorAccountId"`
		}
		if err := json.Unmarshal(body, &sent); err != nil {
			return nil, err
		}
		s.authors = append(s.authors, sent.Author)
	}
	resp, err := s.Sim.RoundTrip(req)
	if err != nil || !s.other.Load() || !strings.HasSuffix(req.URL.Path, "/myself") {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(text), sim.AccountID, otherID)))
	return resp, err
}

// TestAnotherPersonSignsIn while the server runs: what was remembered of the first is
// gone with their sign-in.
func TestAnotherPersonSignsIn(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	s.AddIssue(sim.Issue{Key: "ATLAS-1", Summary: "Search"})
	network := &somebody{Sim: s.Sim}
	s.transport = network
	s.signedIn(time.Hour)
	m := s.connect()
	log := func() {
		if text, isError := use(t, m, "createWorklog", map[string]any{"issueKey": "ATLAS-1", "timeSpent": "1h", "date": "today"}); isError && !network.other.Load() {
			t.Error(text)
		}
	}
	log()
	network.other.Store(true)
	log() // still the same sign-in
	s.signedIn(time.Hour)
	log()
	want := []string{sim.AccountID, sim.AccountID, otherID}
	if got := network.authors; len(got) < 3 || got[0] != want[0] || got[1] != want[1] || got[len(got)-1] != want[2] {
		t.Errorf("logged as %v, want %v", got, want)
	}
}

// TestPersonIsKept keeps one person for one sign-in, and none without.
func TestPersonIsKept(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	conn, err := app.Connect(system(s.Sim), s.config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if p, err := conn.Person(t.Context()); err == nil {
		t.Errorf("nobody is signed in, but there is %v", p)
	}
	s.signedIn(time.Hour)
	first, err := conn.Person(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := conn.Person(t.Context()); err != nil || again != first {
		t.Errorf("the same sign-in: another person, %v", err)
	}
	s.signedIn(time.Hour)
	if other, err := conn.Person(t.Context()); err != nil || other == first {
		t.Errorf("another sign-in: the same person, %v", err)
	}
}
