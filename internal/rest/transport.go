package rest

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// Network says how the network is reached. Its zero value is a network without
// proxies, where the system's certificates count.
type Network struct {
	// CAFile holds certificates (PEM) that are trusted besides the system's.
	CAFile string
	// Insecure says that certificates are not checked at all.
	Insecure bool
	// HTTPProxy and HTTPSProxy are the addresses of the proxies for http and https;
	// NoProxy lists the hosts that need none, as the variable NO_PROXY does. This
	// machine never needs one.
	HTTPProxy, HTTPSProxy, NoProxy string
}

// NewTransport makes a transport with HTTP/2, TLS 1.2 or newer and connections that
// are kept for the next call. It reads nothing from the environment.
func NewTransport(n Network) (*http.Transport, error) {
	trust := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: n.Insecure, //nolint:gosec // asked for by the user, off by default
	}
	if n.CAFile != "" {
		pool, err := loadPool(n.CAFile)
		if err != nil {
			return nil, err
		}
		trust.RootCAs = pool
	}
	proxy := (&httpproxy.Config{HTTPProxy: n.HTTPProxy, HTTPSProxy: n.HTTPSProxy, NoProxy: n.NoProxy}).ProxyFunc()
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:               func(req *http.Request) (*url.URL, error) { return proxy(req.URL) },
		DialContext:         dialer.DialContext,
		TLSClientConfig:     trust,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        32,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		// A connection that died while the machine slept is noticed by a ping,
		// not by the timeout of the next call.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
	}, nil
}

// loadPool returns the system's certificates and those in file.
func loadPool(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("read CA file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // no system store on this platform
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("CA file %s: no PEM certificate in it", file)
	}
	return pool, nil
}
