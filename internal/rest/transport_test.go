package rest_test

import (
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// overNetwork makes a client that reaches the URL through a real transport.
func overNetwork(t *testing.T, baseURL string, transport *http.Transport) *rest.Client {
	t.Helper()
	t.Cleanup(transport.CloseIdleConnections)
	client, err := rest.New("Tempo", baseURL, bearer, rest.Options{
		Transport: transport, MaxRetries: 2, RetryDelay: time.Millisecond, Timeout: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func newTransport(t *testing.T, caFile string, insecure bool) *http.Transport {
	t.Helper()
	transport, err := rest.NewTransport(rest.Network{CAFile: caFile, Insecure: insecure})
	if err != nil {
		t.Fatal(err)
	}
	return transport
}

// tlsServer starts an HTTPS server and returns a file with its certificate.
func tlsServer(t *testing.T, protocol *atomic.Value) (server *httptest.Server, caFile string) {
	t.Helper()
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol.Store(r.Proto)
		_, _ = io.WriteString(w, `{"name":"x"}`)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(caFile, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, caFile
}

func TestTransportTrust(t *testing.T) {
	t.Parallel()
	var protocol atomic.Value
	server, caFile := tlsServer(t, &protocol)
	for name, transport := range map[string]*http.Transport{
		"CA file": newTransport(t, caFile, false), "insecure": newTransport(t, "", true),
	} {
		if err := read(t.Context(), overNetwork(t, server.URL, transport)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := protocol.Load(); got != "HTTP/2.0" {
			t.Errorf("%s: spoke %v, want HTTP/2.0", name, got)
		}
	}
	e := failure(t, write(t.Context(), overNetwork(t, server.URL, newTransport(t, "", false))))
	if !e.NotSent() || e.Unknown() {
		t.Errorf("untrusted certificate: got %v, want not sent", e)
	}
}

func TestTransportCAFileErrors(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, empty + ".missing"} {
		if _, err := rest.NewTransport(rest.Network{CAFile: file}); err == nil {
			t.Errorf("%s: no error", filepath.Base(file))
		}
	}
}

// listener is a bare TCP server that does the same with each connection.
func listener(t *testing.T, serve func(net.Conn)) (address string, connections *atomic.Int32) {
	t.Helper()
	server, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	connections = &atomic.Int32{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := server.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			serve(conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return server.Addr().String(), connections
}

func TestNetworkFailures(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := closed.Addr().String()
		_ = closed.Close()
		e := failure(t, write(t.Context(), overNetwork(t, "http://"+address, newTransport(t, "", false))))
		if !e.NotSent() || e.Unknown() {
			t.Errorf("got %v, want not sent", e)
		}
	})
	t.Run("connection dropped after the request", func(t *testing.T) {
		t.Parallel()
		address, connections := listener(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 4096)) })
		e := failure(t, write(t.Context(), overNetwork(t, "http://"+address, newTransport(t, "", false))))
		if e.NotSent() || !e.Unknown() || connections.Load() != 1 {
			t.Errorf("got %v after %d connections, want an unknown outcome after 1", e, connections.Load())
		}
	})
	t.Run("body shorter than announced", func(t *testing.T) {
		t.Parallel()
		address, connections := listener(t, func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":")
		})
		e := failure(t, read(t.Context(), overNetwork(t, "http://"+address, newTransport(t, "", false))))
		if !e.BadBody() || !errors.Is(e, io.ErrUnexpectedEOF) || connections.Load() != 3 {
			t.Errorf("got %v after %d connections, want a bad body after 3", e, connections.Load())
		}
	})
	t.Run("proxy refuses", func(t *testing.T) {
		t.Parallel()
		address, _ := listener(t, func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
		})
		transport := newTransport(t, "", false)
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: address})
		e := failure(t, write(t.Context(), overNetwork(t, "https://api.example.com", transport)))
		if !e.NotSent() || e.Unknown() {
			t.Errorf("got %v, want not sent", e)
		}
	})
}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, `{"name":"`+strings.Repeat("x", 20_000)+`"}`+"\n")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client := overNetwork(t, server.URL, newTransport(t, "", false))
	for range 5 {
		if err := read(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if e := failure(t, client.Write(t.Context(), http.MethodDelete, "/things/1", nil, nil, nil)); e.Status != http.StatusNotFound {
			t.Fatal(e)
		}
		if err := client.Write(t.Context(), http.MethodPost, "/things", nil, nil, nil); err != nil { // leaves the body alone
			t.Fatal(err)
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("15 calls took %d connections, want 1", got)
	}
}

// TestTransportProxy takes proxies as it is given them, and none from the environment.
func TestTransportProxy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://environment:1")
	t.Setenv("HTTPS_PROXY", "http://environment:1")
	transport := func(n rest.Network) *http.Transport {
		t.Helper()
		transport, err := rest.NewTransport(n)
		if err != nil {
			t.Fatal(err)
		}
		return transport
	}
	all := rest.Network{HTTPProxy: "http://plain:1", HTTPSProxy: "socks5://ada:pw@secure:2", NoProxy: "api.tempo.io,.example.com"}
	for _, tt := range []struct {
		network       rest.Network
		address, want string
	}{
		{rest.Network{}, "https://api.atlassian.com/x", ""},
		{all, "https://api.atlassian.com/x", "socks5://ada:pw@secure:2"},
		{all, "http://api.atlassian.com/x", "http://plain:1"},
		{all, "https://api.tempo.io/4", ""},
		{all, "https://jira.example.com", ""},
		{all, "http://127.0.0.1:8080", ""},
		{all, "http://localhost:8080", ""},
	} {
		address, err := url.Parse(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		proxy, err := transport(tt.network).Proxy(&http.Request{URL: address})
		got := ""
		if proxy != nil {
			got = proxy.String()
		}
		if err != nil || got != tt.want {
			t.Errorf("%s goes through %q, %v; want %q", tt.address, got, err, tt.want)
		}
	}
}
