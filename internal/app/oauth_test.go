package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// signInSite is a simulated site that is signed in to in the browser, a folder
// for the sign-in, and a log of everything that was written.
type signInSite struct {
	*sim.Sim
	t         *testing.T
	config    config.Config
	shown     *shown
	store     *tokenfile.File
	transport http.RoundTripper // nil for the simulator itself
}

// newSignInSite also checks, at the end, that no secret was shown.
func newSignInSite(t *testing.T) *signInSite {
	t.Helper()
	s := &signInSite{Sim: sim.New(), t: t, config: settings(), shown: &shown{}}
	s.RefreshLeeway = 0
	c := &s.config
	c.JiraAuthType, c.JiraEmail, c.JiraToken = config.AuthOAuth, "", config.NewSecret("")
	c.JiraClientID, c.JiraClientSecret = sim.ClientID, config.NewSecret(sim.ClientSecret)
	c.AtlassianAuthURL, c.JiraCallbackPort, c.Dir = sim.AuthURL, freePort(t), t.TempDir()
	s.RegisterApp(sim.App{
		ClientID: sim.ClientID, ClientSecret: sim.ClientSecret, Scopes: []string{"read:jira-user", "read:jira-work"},
		Callbacks: []string{fmt.Sprintf("http://localhost:%d/callback", c.JiraCallbackPort)},
	})
	store, err := tokenfile.New(c.Dir, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.store = store
	t.Cleanup(func() {
		for _, secret := range append(s.IssuedTokens(), s.config.JiraClientSecret.Reveal(), sim.TempoToken) {
			if strings.Contains(s.shown.String(), secret) {
				t.Errorf("shows the secret %q in:\n%s", secret, s.shown.String())
			}
		}
	})
	return s
}

// start returns a server.
func (s *signInSite) start() *ourmcp.Server {
	s.t.Helper()
	sys := system(s.Sim)
	if s.transport != nil {
		sys.Transport = s.transport
	}
	sys.Logger = slog.New(slog.NewJSONHandler(s.shown, &slog.HandlerOptions{Level: slog.LevelDebug}))
	conn, err := app.Connect(sys, s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	return offered(sys, s.config, conn, nil)
}

// connect starts a server and returns a client of it.
func (s *signInSite) connect() *client.Client {
	s.t.Helper()
	m, err := client.NewInProcessClient(s.start().Bare())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = m.Close() })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	if _, err := m.Initialize(s.t.Context(), request); err != nil {
		s.t.Fatal(err)
	}
	return m
}

// ask calls a tool that asks both services.
func (s *signInSite) ask(m *client.Client) (text string, isError bool) {
	s.t.Helper()
	text, isError = use(s.t, m, "retrieveWorklogs", map[string]any{"period": "today"})
	_, _ = io.WriteString(s.shown, text+"\n")
	return text, isError
}

// works fails the test unless a call does what it should.
func (s *signInSite) works(m *client.Client) {
	s.t.Helper()
	if text, isError := s.ask(m); isError {
		s.t.Error(text)
	}
}

// keep puts the tokens of an earlier sign-in into the file.
func (s *signInSite) keep(cloudID string, lasts time.Duration, scopes ...string) {
	s.t.Helper()
	tokens := s.SignIn(append(scopes, "offline_access")...)
	err := s.store.Update(s.t.Context(), sim.SiteURL, func(context.Context, auth.Token) (auth.Token, error) {
		return auth.Token{
			AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, CloudID: cloudID, ExpiresAt: time.Now().Add(lasts),
		}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// signedIn is keep with everything as it should be.
func (s *signInSite) signedIn(lasts time.Duration) {
	s.t.Helper()
	s.keep(sim.CloudID, lasts, "read:jira-user", "read:jira-work")
}

// decide does what a person does who opens an address and clicks.
func (s *signInSite) decide(address string, decision func(string) (string, error)) (page string) {
	s.t.Helper()
	callback, err := decision(address)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, callback, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		s.t.Fatal(err)
	}
	_, _ = s.shown.Write(body)
	return string(body)
}

var signInAddress = regexp.MustCompile(`https://auth\.atlassian\.com/authorize\?[^\s"]+`)

// address returns the address of the sign-in in a text.
func (s *signInSite) address(text string) string {
	s.t.Helper()
	address := signInAddress.FindString(text)
	if address == "" {
		s.t.Fatalf("there is no address in: %s", text)
	}
	return address
}

// invited calls a tool without being signed in, and returns the address to open.
func (s *signInSite) invited(m *client.Client) string {
	s.t.Helper()
	text, isError := s.ask(m)
	if !isError {
		s.t.Fatalf("no error: %s", text)
	}
	return s.address(text)
}

// shown keeps what was written.
type shown struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (w *shown) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(p)
}

func (w *shown) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

// lastPort counts ports below the range from which the system takes its own.
var lastPort atomic.Int32

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	for range 500 {
		port := 10000 + (os.Getpid()*64+int(lastPort.Add(1)))%10000
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no port is free")
	return 0
}
