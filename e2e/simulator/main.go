// Command simulator serves the simulated services on a port of this computer for
// the end-to-end tests, until its standard input ends.
//
// It prints one line of JSON with its address. Below /-/ it does what a test
// cannot do from outside: expire and revoke tokens, count, and tell what must
// stay secret.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func main() {
	port := flag.Int("port", 0, "port to listen on; 0 is any")
	callback := flag.String("callback", sim.Callback, "the app's callback address")
	leeway := flag.Duration("leeway", 0, "how long a used refresh token goes on working")
	scopes := flag.String("scopes", "read:jira-user,read:jira-work", "what the app may ask for")
	lifetime := flag.Duration("lifetime", time.Hour, "how long access tokens last")
	flag.Parse()

	s := sim.New()
	s.RefreshLeeway, s.TokenLifetime, s.ReuseRevokes = *leeway, *lifetime, *leeway == 0
	s.AddIssue(sim.Issue{Key: "ATLAS-14", Summary: "Rank exact matches first"})
	s.RegisterApp(sim.App{
		ClientID: sim.ClientID, ClientSecret: sim.ClientSecret,
		Callbacks: []string{*callback}, Scopes: strings.Split(*scopes, ","),
	})
	if err := serve(*port, &control{sim: s}); err != nil {
		fmt.Fprintln(os.Stderr, "simulator:", err)
		os.Exit(1)
	}
}

// serve answers until standard input ends.
func serve(port int, handler http.Handler) error {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"url": "http://" + l.Addr().String()}); err != nil {
		return err
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// control is the simulator together with what tests do to it.
type control struct {
	sim  *sim.Sim
	echo atomic.Value // string: the path whose answers repeat the request
}

// ServeHTTP answers as the services do, and as the tests' control below /-/.
func (c *control) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch req.Method + " " + req.URL.Path {
	case "POST /-/expire":
		c.sim.ExpireAccessTokens()
	case "POST /-/revoke":
		c.sim.RevokeGrant()
	case "POST /-/echo":
		c.echo.Store(req.URL.Query().Get("path"))
		if req.URL.Query().Get("path") == "" {
			c.sim.ClearFaults()
		}
	case "POST /-/sign-in":
		write(w, c.signIn())
		return
	case "GET /-/counts":
		write(w, map[string]int{"refreshes": c.sim.RefreshCount(), "tokenRequests": len(c.sim.TokenRequests()), "requests": len(c.sim.Requests())})
		return
	case "GET /-/secrets":
		write(w, c.secrets())
		return
	default:
		c.repeat(req)
		c.sim.ServeHTTP(w, req)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// signIn returns a token file of a sign-in that has taken place before.
func (c *control) signIn() any {
	t := c.sim.SignIn("read:jira-user", "read:jira-work", "offline_access")
	return map[string]any{sim.SiteURL: map[string]any{
		"accessToken": t.AccessToken, "refreshToken": t.RefreshToken, "expiresAt": t.ExpiresAt.UnixMilli(), "cloudId": sim.CloudID,
	}}
}

// secrets lists everything that must be shown nowhere.
func (c *control) secrets() []string {
	list := append(c.sim.IssuedTokens(), sim.ClientSecret, sim.TempoToken)
	for _, r := range c.sim.TokenRequests() {
		var body map[string]string
		if json.Unmarshal(r.Body, &body) != nil {
			continue
		}
		for _, name := range []string{"code", "code_verifier", "client_secret", "refresh_token"} {
			if body[name] != "" {
				list = append(list, body[name])
			}
		}
	}
	return list
}

// repeat makes the service refuse a request in words that repeat it, secrets and
// all.
func (c *control) repeat(req *http.Request) {
	path, _ := c.echo.Load().(string)
	if path == "" || !strings.HasPrefix(req.URL.Path, path) {
		return
	}
	body, _ := io.ReadAll(req.Body) // a body cut short is the service's to refuse
	req.Body = io.NopCloser(bytes.NewReader(body))
	text := cmp.Or(string(body), req.Header.Get("Authorization"))
	answer, err := json.Marshal(map[string]any{
		"error": "invalid_grant", "error_description": text,
		"errorMessages": []string{text}, "message": text,
	})
	if err != nil {
		return
	}
	c.sim.ClearFaults()
	c.sim.AddFault(sim.Fault{PathPrefix: path, Times: 1, Status: http.StatusForbidden, Body: string(answer)})
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a test that has gone needs no answer
}
